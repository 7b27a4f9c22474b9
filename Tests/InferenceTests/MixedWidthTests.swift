import CrestWriting
import HuggingFace
import Model
import Conversion
import CrestFormat
import Inference
import Kernels
import Quantization
import TestSupport
import Testing

/// A layer whose experts have 8, 4 and 3 bits gives the bits of its definition, too.
@Suite struct MixedWidthTests {
  private static let file = Result {
    try TemporaryFolder.with { folder in
      let path = folder.path("mixed.crest")
      let rules = [
        BitWidthRule(pattern: "layers.*.experts.*", width: .int3),
        BitWidthRule(pattern: "layers.0.attention.*", width: .int3),
        BitWidthRule(pattern: "layers.1.experts.[01].*", width: .int8),
        BitWidthRule(pattern: "layers.1.experts.[23].up.*", width: .int4),
      ]
      let plan = try ConversionPlan(
        source: SourceModel(path: TinyModel.path),
        options: ConversionOptions(scheme: .int4, widths: rules, threadCount: 2), path: path)
      _ = try Converter(plan: plan).run(to: path, overwriting: false)
      return try CrestFile(path: path)
    }
  }

  private static func vectors(
    _ kernels: KernelSet, threads: Int, of ids: [[Int32]]
  ) throws -> [[Float]] {
    let options = RuntimeOptions(kernels: kernels, threadCount: threads, tokensPerBatch: 64)
    return try EmbeddingModel(file: file.get(), options: options).embed(tokens: ids)
  }

  @Test func `every width is where it was asked for`() throws {
    let file = try Self.file.get()
    try file.verifyChecksums()
    let found = Set(file.manifest.tensors.filter { $0.layer == 1 }.map(\.encoding))
    #expect(found.isSuperset(of: [.int8, .int4, .int3]))
    #expect(file["layers.0.attention.qkv.weight"]?.encoding == .int3)
  }

  @Test(arguments: KernelSet.testable.map(\.name))
  func `every kernel set and thread count gives the same bits`(name: String) throws {
    let kernels = try #require(KernelSet.testable.first { $0.name == name })
    let texts = try TinyGolden.read().ids.filter { $0.count <= 18 }
    let ids = Array(texts.prefix(kernels.isSlow ? 2 : 8))
    // Each text alone.
    let wanted = try ids.map {
      Vectors.bits(try Self.vectors(.named("scalar"), threads: 1, of: [$0]))[0]
    }
    for threads in kernels.isSlow ? [2] : [1, 3] {
      #expect(try Vectors.bits(Self.vectors(kernels, threads: threads, of: ids)) == wanted)
    }
  }

  @Test func `the vectors stay close to the golden ones`() throws {
    let golden = try TinyGolden.read()
    let found = try Self.vectors(.best, threads: 2, of: golden.ids)
    let cosines = zip(found, golden.embeddings).map { Vectors.cosine($0, $1) }
    print("experts of 8, 4 and 3 bits: \(Vectors.mean(cosines))")
    #expect(Vectors.mean(cosines) >= 0.98)
  }
}
