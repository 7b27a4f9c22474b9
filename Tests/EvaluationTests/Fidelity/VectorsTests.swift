import Base
import Evaluation
import Hashing
import TestSupport
import Testing

/// Vectors of another program, of which only the directions are known.
@Suite struct VectorsTests {
  private static let texts = ["a", "b", "c"].map { VerificationText($0, language: "en") }

  @Test func `lengths change nothing but the norm ratio`() {
    let vectors: [[Float]] = [[1, 2, 3], [-1, 0.5, 2], [0, 1, -1]]
    let scaled = zip(vectors, [Float(7), 0.125, 1000]).map { row, factor in row.map { $0 * factor }
    }
    let report = FidelityReport(
      golden: scaled, ours: vectors, context: .init(comparesDirections: true))
    // Rounding of binary64.
    #expect(report.cosine.min > 1 - 1e-15 && report.centeredCosine.min > 1 - 1e-12)
    #expect(abs(report.normRatio.min - 0.001) < 1e-12)
    // As they are, the longest vector would decide the mean.
    #expect(FidelityReport(golden: scaled, ours: vectors).centeredCosine.min < 0.9)
  }

  @Test func `vectors and texts make a golden`() throws {
    let golden = try Golden(
      vectors: [[1, 0], [0, 1], [2, 2]], of: Self.texts, prompt: "p: ", path: "v.npy",
      checksum: Checksum(of: [1]))
    #expect(golden.count == 3 && golden.dimensions == 2 && golden.comparesDirections)
    #expect(golden.prompt == "p: " && golden.languages == ["en", "en", "en"])
    #expect(try golden.checksum() == Checksum(of: [1]))
  }

  @Test(
    arguments: [
      ([], "vectors: expected 3, as many as texts, found 0"),
      ([[1, 0], [0, 1]], "vectors: expected 3, as many as texts, found 2"),
      ([[1, 0], [0, 1], [1]], "vector 2: expected 2 components as in vector 0, found 1"),
      ([[], [], []], "vector 0: expected components, found none"),
      (
        [[1, 0], [0, .nan], [1, 1]],
        "vector 1, component 1: expected a finite number of binary32, found nan"
      ),
    ] as [([[Float]], String)])
  func `what cannot be compared is refused by its place`(vectors: [[Float]], refusal: String) {
    let error = #expect(throws: EvaluationError.self) {
      try Golden(
        vectors: vectors, of: Self.texts, prompt: "", path: "v.npy", checksum: Checksum(of: []))
    }
    #expect(error?.description == "v.npy: \(refusal)")
  }

  @Test func `vectors are judged by a golden without a model, cut to a size that both have`() throws
  {
    let golden = try TinyModel.golden()
    let doubled = golden.embeddings.map { $0.map { $0 * 2 } }
    let report = try Verifier.run(vectors: doubled, path: "v", against: golden)
    #expect(report.cosine.min > 1 - 1e-12 && report.dimensions == 128)
    #expect(report.details.tokenCounts.count == 63 && !report.languages.isEmpty)
    let short = doubled.map { Array($0.prefix(64)) }
    #expect(
      try Verifier.run(vectors: short, path: "v", against: golden, dimensions: 64).dimensions == 64)
    let error = #expect(throws: EvaluationError.self) {
      try Verifier.run(vectors: short, path: "v", against: golden)
    }
    #expect(error?.description.hasPrefix("v: vectors: expected 128 dimensions as in ") == true)
    #expect(throws: EvaluationError.dimensions(expected: [128], found: 256)) {
      try Verifier.run(vectors: doubled, path: "v", against: golden, dimensions: 256)
    }
  }

  @Test func `tokens that go to other experts are counted text by text`() throws {
    let (model, golden) = (try TinyModel.model(), try TinyModel.golden())
    let routing = try #require(golden.routing)
    var experts = routing.experts
    let tokenCount = try #require(golden.inputIDs)[3].count
    // One token in both layers, another in the second: expert 0 and 1 are exchanged for others.
    for (layer, token) in [(0, 1), (1, 1), (1, 2)] {
      let place = (layer * tokenCount + token) * routing.chosenCount
      let old = experts[3][place..<place + 2]
      experts[3].replaceSubrange(
        place..<place + 2, with: (0..<4).filter { !old.contains($0) }.prefix(2))
    }
    let other = Golden(
      path: golden.path, embeddings: golden.embeddings, texts: golden.texts,
      inputIDs: golden.inputIDs,
      routing: GoldenRouting(
        layerCount: routing.layerCount, chosenCount: routing.chosenCount, experts: experts))
    let counts = try Verifier.run(model: model, against: .golden(other)).details.reroutedCounts
    #expect(counts.count == 63)
    #expect(counts[3] == 2)
    #expect(counts.enumerated().allSatisfy { $0.offset == 3 || $0.element == 0 })
  }
}
