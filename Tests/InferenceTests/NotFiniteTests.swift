import Inference
import Kernels
import Model
import Testing

/// A model whose vector of one name holds one value only.
private struct Overflowing: WeightSource {
  let base: CrestWeights
  let name: String
  let value: Float

  var configuration: ModelConfiguration { base.configuration }

  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight { try base.linear(name) }

  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
    let vector = try base.vector(name)
    guard name.description == self.name else { return vector }
    return FloatVector([Float](repeating: value, count: vector.count))
  }

  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    try base.tokenEmbedding(name)
  }

  func checkWhole() throws(InferenceError) { try base.checkWhole() }
}

/// What is not a number on the way is not rounded away where it is quantised.
@Suite struct NotFiniteTests {
  @Test(arguments: [
    "embeddings.norm.weight", "layers.0.attention.qkv.bias", "layers.0.attention.out.bias",
    "layers.0.attention.norm.weight", "layers.0.ffn.up.bias", "layers.0.ffn.down.bias",
    "layers.0.ffn.norm.bias", "layers.1.experts.bias", "layers.1.ffn.norm.weight",
  ])
  func `an overflow anywhere fails the text`(name: String) throws {
    let weights = Overflowing(
      base: CrestWeights(try Tiny.file(.int8)), name: name, value: .greatestFiniteMagnitude)
    let model = try EmbeddingModel(
      weights: weights, sentence: try Tiny.model().sentence, tokenizer: nil)
    #expect(throws: InferenceError.text(0, .notFinite)) {
      try model.embed(tokens: [[0, 17, 23, 2]])
    }
  }
}
