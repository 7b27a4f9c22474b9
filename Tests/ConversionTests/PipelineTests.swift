import Base
import Conversion
import CrestFormat
import CrestWriting
import HuggingFace
import Inference
import Kernels
import Model
import TestSupport
import Testing

/// What sentence-transformers makes of a text behind the transformer, against its own vectors.
///
/// `Golden/pipelines` has what it saves of `Golden/models/bert-mean` with other modules.
@Suite struct PipelineTests {
  // Measured: 6.0e-7, of the largest component.
  static let largestError = 5e-6
  // Measured: 0.0036 in 1 - cosine.
  static let largestInt8Loss = 0.01

  struct Case: Sendable, CustomTestStringConvertible {
    let folder: String
    let prompt: String?
    let vectors: [[Double]]
    var testDescription: String { "\(folder), prompt \(prompt ?? "none")" }
  }

  static let golden: Result<(texts: [String], cases: [Case]), any Error> = Result {
    let object = try #require(Repository.json("Golden/pipelines/vectors.json").object)
    let texts = try #require(object["texts"]?.array).compactMap(\.string)
    let cases = try #require(object["cases"]?.array).compactMap(\.object).map { entry in
      Case(
        folder: try #require(entry["folder"]?.string), prompt: entry["prompt"]?.string,
        vectors: try #require(entry["vectors"]?.array).map { ($0.array ?? []).compactMap(\.double) }
      )
    }
    return (texts, cases)
  }

  static let cases: [Case] = (try? golden.get().cases) ?? []
  static let folders = Set(cases.map(\.folder)).sorted()

  /// The whole folder: bert-mean with the saved files in it, but for `missing`.
  static func write(
    _ name: String, into folder: TemporaryFolder, without missing: String? = nil
  ) throws -> String {
    let base = "Golden/models/bert-mean"
    for file in TemporaryFolder.names(in: Repository.path(base))
    where !["1_Pooling", "modules.json", "config_sentence_transformers.json"].contains(file) {
      try folder.write(Repository.bytes("\(base)/\(file)"), to: "\(name)/\(file)")
    }
    let saved = "Golden/pipelines/\(name)"
    for entry in TemporaryFolder.names(in: Repository.path(saved)) {
      let files =
        entry.hasSuffix(".json")
        ? [entry]
        : TemporaryFolder.names(in: Repository.path("\(saved)/\(entry)")).map { "\(entry)/\($0)" }
      for file in files where file != missing {
        try folder.write(Repository.bytes("\(saved)/\(file)"), to: "\(name)/\(file)")
      }
    }
    return folder.path(name)
  }

  static func vectors(_ model: EmbeddingModel, _ prompt: String?) throws -> [[Float]] {
    try model.embed(
      texts: golden.get().texts, prompt: prompt.map { .named($0) } ?? .modelDefault)
  }

  @Test func `the golden has every case`() {
    #expect(Self.cases.count == 4 * Self.folders.count)
    #expect(Self.folders.count == 8)
  }

  @Test(arguments: cases)
  func `the original gives the library's vectors`(golden: Case) throws {
    try TemporaryFolder.with { folder in
      let model = try SourceModel(path: Self.write(golden.folder, into: folder)).model()
      for (found, wanted) in zip(try Self.vectors(model, golden.prompt), golden.vectors) {
        #expect(found.count == wanted.count)
        // The library does not normalise again what it has cut.
        let largest = wanted.map(abs).reduce(0, max)
        let error = zip(found, wanted).reduce(0) { Vectors.larger($0, abs(Double($1.0) - $1.1)) }
        #expect(error / largest <= Self.largestError)
      }
    }
  }

  @Test(arguments: folders)
  func `a file has the folder's steps, and gives the same bits on any threads and kernels`(
    name: String
  ) throws {
    try TemporaryFolder.with { folder in
      let path = try Self.write(name, into: folder)
      let source = try SourceModel(path: path)
      let file = try convert(path, .int8, to: folder.path("a.crest"))
      try file.verifyChecksums()
      #expect(file.manifest.sentence.pooling == source.sentence.pooling)
      #expect(
        file.manifest.sentence.stepSizes(hiddenSize: 64)
          == source.sentence.stepSizes(hiddenSize: 64))
      #expect(file.manifest.minorVersion == 1)
      let slow = try EmbeddingModel(
        file: file, options: RuntimeOptions(kernels: KernelSet.all[0], threadCount: 1))
      let fast = try EmbeddingModel(file: file, options: RuntimeOptions(threadCount: 2))
      for golden in Self.cases where golden.folder == name {
        let found = try Self.vectors(fast, golden.prompt)
        #expect(Vectors.bits(found) == Vectors.bits(try Self.vectors(slow, golden.prompt)))
        let run = try VectorRun(fast, prompt: golden.prompt.map { .named($0) } ?? .modelDefault)
        for (index, text) in try Self.golden.get().texts.enumerated() {
          let alone = try run.outputs(of: [.text(text)])[0].embedding.dense
          #expect(Vectors.bits([alone]) == Vectors.bits([found[index]]))
          let loss = 1 - Cosine.of(alone, golden.vectors[index].map { Float($0) })
          #expect(loss <= Self.largestInt8Loss)
        }
      }
    }
  }

  @Test func `steps are quantised like other linears, and named among the parts`() throws {
    try TemporaryFolder.with { folder in
      let path = try Self.write("dense-twice", into: folder)
      let file = try convert(path, .int8, to: folder.path("a.crest"))
      let steps = file.manifest.tensors.filter { $0.name.hasPrefix("steps.") }
      // The first map has no bias: a place for the correction is made.
      #expect(
        steps.map { "\($0.name) \($0.encoding.rawValue) \($0.shape)" } == [
          "steps.0.dense.weight int8 [96, 64]", "steps.0.dense.bias f32 [96]",
          "steps.1.dense.weight int8 [40, 96]", "steps.1.dense.bias f32 [40]",
        ])
      #expect(
        file.manifest.requiredFeatures.map(\.rawValue) == ["vector_steps"])
      #expect(
        file.manifest.provenance.sources.map(\.name).filter { $0.hasPrefix("2_") }
          == ["2_Dense/config.json", "2_Dense/model.safetensors"])
    }
  }

  @Test(arguments: ["2_Dense/model.safetensors", "2_Dense/config.json"])
  func `a missing file of a step is named`(file: String) throws {
    try TemporaryFolder.with { folder in
      let path = try Self.write("dense-tanh", into: folder, without: file)
      let error = #expect(throws: HuggingFaceError.self) { try SourceModel(path: path) }
      #expect(error?.description.contains("2_Dense") == true, "\(String(describing: error))")
    }
  }

  @Test func `tensors of a step that are not its own are refused`() throws {
    try TemporaryFolder.with { folder in
      let path = try Self.write("dense-tanh", into: folder)
      let other = try Repository.bytes("Golden/pipelines/dense-twice/2_Dense/model.safetensors")
      try folder.write(other, to: "dense-tanh/2_Dense/model.safetensors")
      let error = #expect(throws: HuggingFaceError.self) { try SourceModel(path: path) }
      guard case .tensorNames(_, _, let missing, let unexpected) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(missing == ["2_Dense/linear.bias"])
      #expect(unexpected.isEmpty)
    }
  }
}
