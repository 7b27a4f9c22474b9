import Base
import Conversion
import HuggingFace
import Inference
import Kernels
import Model
import Reference
import TestSupport
import Testing

/// An int8 model whose ColBERT head alone is binary16.
private struct HalfHead: WeightSource {
  let base: CrestWeights

  var configuration: ModelConfiguration {
    var configuration = base.configuration
    configuration.heads = OutputHeads(sparse: false, colbert: true)
    return configuration
  }

  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
    guard name == .weight(.colbertHead) else { return try base.linear(name) }
    let size = configuration.hiddenSize
    let ones = (0..<size * size).flatMap { _ in [0x00, 0x3c] as [UInt8] }
    return .half(ByteRegion(copying: ones), outputCount: size, inputCount: size)
  }

  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
    guard name == .bias(.colbertHead) else { return try base.vector(name) }
    return FloatVector([Float](repeating: 1, count: configuration.hiddenSize))
  }

  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    try base.tokenEmbedding(name)
  }

  func checkWhole() throws(InferenceError) { try base.checkWhole() }
}

@Suite struct MixedHeadTests {
  @Test func `a head may be binary16 where every layer is quantised`() throws {
    let weights = HalfHead(base: CrestWeights(try Tiny.file(.int8)))
    let model = try EmbeddingModel(
      weights: weights, sentence: try Tiny.model().sentence, tokenizer: nil,
      options: RuntimeOptions(floatProducts: OpenBLAS()))
    let embedding = try model.embeddings(tokens: [[0, 5, 2]], outputs: .colbert)[0]
    // All channels are one value: the sum of the token's vector and 1.
    for vector in try #require(embedding.colbert) {
      #expect(vector.allSatisfy { abs(abs($0) - 1 / Float(vector.count).squareRoot()) < 1e-6 })
    }
  }

  @Test(arguments: [QuantizationScheme.none, .f16])
  func `a program without binary32 products refuses a file that needs them`(
    scheme: QuantizationScheme
  ) throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("a.crest")
      _ = try Tiny.convert(SourceModel(path: TinyModel.path), scheme, to: path)
      let error = #expect(throws: InferenceError.self) { try EmbeddingModel.open(crest: path) }
      let encoding = scheme == .none ? "f32" : "f16"
      #expect(
        error?.description
          == "the weights are stored as \(encoding), which this program cannot multiply: "
          + "expected int8, int4 or int3")
    }
  }

  @Test func `so it does a model of which one matrix alone needs them`() throws {
    let weights = HalfHead(base: CrestWeights(try Tiny.file(.int8)))
    #expect(throws: InferenceError.noFloatProducts(found: .f16)) {
      try EmbeddingModel(weights: weights, sentence: Tiny.model().sentence, tokenizer: nil)
    }
  }
}
