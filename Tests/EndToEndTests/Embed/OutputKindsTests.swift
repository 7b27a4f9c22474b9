import Base
import TestSupport
import Testing

struct OutputKindsTests {
  static let model = Repository.path("Golden/models/xlm-roberta-cls")

  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed"] + arguments, input: .bytes([])
    ).wait()
  }

  @Test func `rows have the outputs that were asked for and no others`() throws {
    let result = try run(Self.model, "--output", "sparse,colbert", "Hello hello")
    #expect(result.status == 0, "\(result.error)")
    let row = try Models.json(result.output)
    #expect(row["embedding"] == nil)
    let weights = try #require(row["sparse"]?.object)
    #expect(!weights.members.isEmpty)
    for member in weights.members {
      #expect(Int(member.name) != nil && (member.value.double ?? 0) > 0)
    }
    let tokenCount = try #require(row["tokens"]?.integer)
    let vectors = try #require(row["colbert"]?.array)
    #expect(vectors.count == tokenCount - 1)
    #expect(vectors.allSatisfy { $0.array?.count == 64 })
  }

  @Test func `similarity with several outputs is their weighted score`() throws {
    let dense = try run(Self.model, "--similarity", "--json", "Hello", "world")
    let alone = try run(
      Self.model, "--similarity", "--json", "--output", "dense,sparse,colbert",
      "--hybrid-weights", "1,0,0", "Hello", "world")
    let mixed = try run(
      Self.model, "--similarity", "--json", "--output", "dense,sparse,colbert", "Hello", "world")
    let matrices = try [dense, alone, mixed].map { result in
      #expect(result.status == 0, "\(result.error)")
      let rows = try Models.json(result.output)["similarity"]?.array ?? []
      return rows.flatMap { ($0.array ?? []).compactMap(\.double) }
    }
    #expect(matrices[0].count == 4)
    for (first, second) in zip(matrices[0], matrices[1]) { #expect(abs(first - second) < 1e-6) }
    #expect(matrices[0] != matrices[2])
  }

  @Test func `inspect names the outputs that a model has`() throws {
    for (model, outputs) in [(Self.model, "dense, sparse, colbert"), (Models.tiny, "dense")] {
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path, "inspect", model], input: .bytes([])
      ).wait()
      let line = result.outputLines.first { $0.contains("  outputs ") }
      #expect(line?.hasSuffix(" \(outputs)") == true, "\(result.error)")
    }
  }

  @Test func `an output without a head is one error and nothing on standard output`() throws {
    let result = try run(Models.tiny, "--output", "dense,sparse", "text")
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.error.contains("output: expected one that the model has a head for, found sparse"))
  }

  @Test(arguments: [
    ["--output", "dense,lexical"], ["--output", ""],
    ["--output", "dense,sparse", "--output-format", "npy"], ["--hybrid-weights", "1,2"],
    ["--hybrid-weights", "1,0.3,1"], ["--similarity", "--hybrid-weights", "1,0.3,1"],
    ["--hybrid-weights", "0,0,0"], ["--similarity", "--output", "sparse"],
    ["--similarity", "--output", "colbert", "--hybrid-weights", "0,1,0"],
    ["--similarity", "--output", "dense,sparse", "--hybrid-weights", "0,0,1"],
  ])
  func `wrong outputs are wrong usage`(arguments: [String]) throws {
    let result = try ChildProcess(
      arguments: [Tool.goldcrest.path, "embed", Self.model, "text"] + arguments, input: .bytes([])
    ).wait()
    #expect(result.status == 64, "\(result.error)")
  }
}
