import Model
import HuggingFace

/// What the checkpoints of real models hold, written down apart from the code under test.
enum SourceFixture {
  /// The tensors of a nomic_bert checkpoint (architectures.md 1.2).
  static func nomicBert(
    vocabulary: Int, hidden: Int, inner: Int, layers: Int, experts: Int
  ) -> [String: SourceTensor] {
    var shapes: [String: [Int]] = [
      "embeddings.word_embeddings.weight": [vocabulary, hidden],
      "embeddings.token_type_embeddings.weight": [1, hidden],
      "emb_ln.weight": [hidden], "emb_ln.bias": [hidden],
    ]
    for layer in 0..<layers {
      var block: [String: [Int]] = [
        "attn.Wqkv.weight": [3 * hidden, hidden], "attn.Wqkv.bias": [3 * hidden],
        "attn.out_proj.weight": [hidden, hidden], "attn.out_proj.bias": [hidden],
        "norm1.weight": [hidden], "norm1.bias": [hidden],
        "norm2.weight": [hidden], "norm2.bias": [hidden],
      ]
      if experts > 0 && layer % 2 == 1 {
        block["mlp.router.layer.weight"] = [experts, hidden]
        block["mlp.experts.mlp.w1"] = [experts * inner, hidden]
        block["mlp.experts.mlp.w2"] = [experts * inner, hidden]
        block["mlp.experts.bias"] = [hidden]
      } else {
        block["mlp.fc1.weight"] = [inner, hidden]
        block["mlp.fc1.bias"] = [inner]
        block["mlp.fc2.weight"] = [hidden, inner]
        block["mlp.fc2.bias"] = [hidden]
      }
      for (name, shape) in block { shapes["encoder.layers.\(layer).\(name)"] = shape }
    }
    return shapes.mapValues { SourceTensor(elementType: .f32, shape: $0) }
  }

  static let nomicMoE = nomicBert(
    vocabulary: 250_048, hidden: 768, inner: 3072, layers: 12, experts: 8)

  /// The tensors of all-MiniLM-L6-v2, position ids and pooler included.
  static let miniLM: [String: SourceTensor] = {
    var shapes: [String: [Int]] = [
      "embeddings.word_embeddings.weight": [30522, 384],
      "embeddings.position_embeddings.weight": [512, 384],
      "embeddings.token_type_embeddings.weight": [2, 384],
      "embeddings.LayerNorm.weight": [384], "embeddings.LayerNorm.bias": [384],
      "pooler.dense.weight": [384, 384], "pooler.dense.bias": [384],
    ]
    for layer in 0..<6 {
      let block = "encoder.layer.\(layer)"
      for part in ["self.query", "self.key", "self.value", "output.dense"] {
        shapes["\(block).attention.\(part).weight"] = [384, 384]
        shapes["\(block).attention.\(part).bias"] = [384]
      }
      shapes["\(block).intermediate.dense.weight"] = [1536, 384]
      shapes["\(block).intermediate.dense.bias"] = [1536]
      shapes["\(block).output.dense.weight"] = [384, 1536]
      shapes["\(block).output.dense.bias"] = [384]
      for norm in ["attention.output.LayerNorm", "output.LayerNorm"] {
        shapes["\(block).\(norm).weight"] = [384]
        shapes["\(block).\(norm).bias"] = [384]
      }
    }
    var tensors = shapes.mapValues { SourceTensor(elementType: .f32, shape: $0) }
    tensors["embeddings.position_ids"] = SourceTensor(elementType: .i64, shape: [1, 512])
    return tensors
  }()

  static func parameterCount(_ tensors: [String: SourceTensor]) -> Int {
    tensors.values.filter { $0.elementType == .f32 }
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
  }
}
