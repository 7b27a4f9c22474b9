import Base
import Inference
import Kernels
import Model
import Testing

/// An int8 model whose ColBERT head alone is binary16.
private struct HalfHead: WeightSource {
  let base: CrestWeights

  var configuration: ModelConfiguration {
    var configuration = base.configuration
    configuration.heads = OutputHeads(sparse: false, colbert: true)
    return configuration
  }

  func linear(_ name: String) throws(InferenceError) -> LinearWeight {
    guard name == "heads.colbert.weight" else { return try base.linear(name) }
    let size = configuration.hiddenSize
    let ones = (0..<size * size).flatMap { _ in [0x00, 0x3c] as [UInt8] }
    return .half(ByteRegion(copying: ones), outputCount: size, inputCount: size)
  }

  func vector(_ name: String) throws(InferenceError) -> FloatVector {
    guard name == "heads.colbert.bias" else { return try base.vector(name) }
    return FloatVector([Float](repeating: 1, count: configuration.hiddenSize))
  }

  func tokenTable(_ name: String) throws(InferenceError) -> TokenTable {
    try base.tokenTable(name)
  }
}

@Suite struct MixedHeadTests {
  @Test func `a head may be binary16 where every layer is quantised`() throws {
    let weights = HalfHead(base: CrestWeights(try Tiny.file(.int8)))
    let model = try EmbeddingModel(
      weights: weights, sentence: try Tiny.model().sentence, tokenizer: nil)
    let embedding = try model.embeddings(tokens: [[0, 5, 2]], outputs: .colbert)[0]
    // All channels are one value: the sum of the token's vector and 1.
    for vector in try #require(embedding.colbert) {
      #expect(vector.allSatisfy { abs(abs($0) - 1 / Float(vector.count).squareRoot()) < 1e-6 })
    }
  }
}
