import Model
import HuggingFace

extension SourceFixture {
  /// The tensors of an XLM-RoBERTa checkpoint, the pooler included (architectures.md 2.2).
  static func xlmRoberta(
    vocabulary: Int = 250_002, rows: Int, hidden: Int, inner: Int, layers: Int
  ) -> [String: SourceTensor] {
    var shapes: [String: [Int]] = [
      "embeddings.word_embeddings.weight": [vocabulary, hidden],
      "embeddings.position_embeddings.weight": [rows, hidden],
      "embeddings.token_type_embeddings.weight": [1, hidden],
      "embeddings.LayerNorm.weight": [hidden], "embeddings.LayerNorm.bias": [hidden],
      "pooler.dense.weight": [hidden, hidden], "pooler.dense.bias": [hidden],
    ]
    for layer in 0..<layers {
      let block = "encoder.layer.\(layer)"
      for (name, outputs, inputs) in [
        ("attention.self.query", hidden, hidden), ("attention.self.key", hidden, hidden),
        ("attention.self.value", hidden, hidden), ("attention.output.dense", hidden, hidden),
        ("intermediate.dense", inner, hidden), ("output.dense", hidden, inner),
      ] {
        shapes["\(block).\(name).weight"] = [outputs, inputs]
        shapes["\(block).\(name).bias"] = [outputs]
      }
      for norm in ["attention.output.LayerNorm", "output.LayerNorm"] {
        shapes["\(block).\(norm).weight"] = [hidden]
        shapes["\(block).\(norm).bias"] = [hidden]
      }
    }
    return shapes.mapValues { SourceTensor(elementType: .f32, shape: $0) }
  }

  /// The tensors of all-mpnet-base-v2.
  static let mpnet = baseEncoder(
    vocabulary: 30_527, rows: 514, layers: 12, prefix: "encoder.layer.",
    linears: ["q", "k", "v", "o"].map { "attention.attn.\($0)" }, up: "intermediate.dense",
    down: "output.dense", norms: ["attention.LayerNorm", "output.LayerNorm"],
    others: [
      "encoder.relative_attention_bias.weight": [32, 12], "pooler.dense.weight": [768, 768],
      "pooler.dense.bias": [768],
    ])

  /// The tensors of multi-qa-distilbert-cos-v1.
  static let distilBert = baseEncoder(
    vocabulary: 30_522, rows: 512, layers: 6, prefix: "transformer.layer.",
    linears: ["q", "k", "v", "out"].map { "attention.\($0)_lin" }, up: "ffn.lin1",
    down: "ffn.lin2", norms: ["sa_layer_norm", "output_layer_norm"])

  /// The tensors of an encoder that is 768 wide and has no token types.
  private static func baseEncoder(
    vocabulary: Int, rows: Int, layers: Int, prefix: String, linears: [String], up: String,
    down: String, norms: [String], others: [String: [Int]] = [:]
  ) -> [String: SourceTensor] {
    var shapes = others
    shapes["embeddings.word_embeddings.weight"] = [vocabulary, 768]
    shapes["embeddings.position_embeddings.weight"] = [rows, 768]
    let maps = linears.map { ($0, 768, 768) } + [(up, 3072, 768), (down, 768, 3072)]
    let layerNorms = (0..<layers).flatMap { layer in norms.map { "\(prefix)\(layer).\($0)" } }
    for layer in 0..<layers {
      for (name, outputs, inputs) in maps {
        shapes["\(prefix)\(layer).\(name).weight"] = [outputs, inputs]
        shapes["\(prefix)\(layer).\(name).bias"] = [outputs]
      }
    }
    for norm in ["embeddings.LayerNorm"] + layerNorms {
      shapes["\(norm).weight"] = [768]
      shapes["\(norm).bias"] = [768]
    }
    return shapes.mapValues { SourceTensor(elementType: .f32, shape: $0) }
  }

  /// The tensors of gte-multilingual-base (architectures.md 2.6); without the prefix and the
  /// classifier those of arctic-embed-m-v2.0.
  static func gte(prefix: String, classifier: Bool) -> [String: SourceTensor] {
    var shapes: [String: [Int]] = [
      "embeddings.word_embeddings.weight": [250_048, 768],
      "embeddings.token_type_embeddings.weight": [1, 768],
      "embeddings.LayerNorm.weight": [768], "embeddings.LayerNorm.bias": [768],
    ]
    for layer in 0..<12 {
      let block = "encoder.layer.\(layer)"
      shapes["\(block).attention.qkv_proj.weight"] = [2304, 768]
      shapes["\(block).attention.qkv_proj.bias"] = [2304]
      shapes["\(block).attention.o_proj.weight"] = [768, 768]
      shapes["\(block).attention.o_proj.bias"] = [768]
      shapes["\(block).mlp.up_gate_proj.weight"] = [6144, 768]
      shapes["\(block).mlp.down_proj.weight"] = [768, 3072]
      shapes["\(block).mlp.down_proj.bias"] = [768]
      for norm in ["attn_ln", "mlp_ln"] {
        shapes["\(block).\(norm).weight"] = [768]
        shapes["\(block).\(norm).bias"] = [768]
      }
    }
    var named = Dictionary(uniqueKeysWithValues: shapes.map { (prefix + $0.key, $0.value) })
    if classifier { (named["classifier.weight"], named["classifier.bias"]) = ([1, 768], [1]) }
    return named.mapValues { SourceTensor(elementType: .f32, shape: $0) }
  }

  /// The tensors of nomic-embed-text-v1.5 (architectures.md 2.8).
  static let nomicGated: [String: SourceTensor] = {
    var shapes: [String: [Int]] = [
      "embeddings.word_embeddings.weight": [30_528, 768],
      "embeddings.token_type_embeddings.weight": [2, 768],
      "emb_ln.weight": [768], "emb_ln.bias": [768],
    ]
    for layer in 0..<12 {
      let block = "encoder.layers.\(layer)"
      shapes["\(block).attn.Wqkv.weight"] = [2304, 768]
      shapes["\(block).attn.out_proj.weight"] = [768, 768]
      shapes["\(block).mlp.fc11.weight"] = [3072, 768]
      shapes["\(block).mlp.fc12.weight"] = [3072, 768]
      shapes["\(block).mlp.fc2.weight"] = [768, 3072]
      for norm in ["norm1", "norm2"] {
        shapes["\(block).\(norm).weight"] = [768]
        shapes["\(block).\(norm).bias"] = [768]
      }
    }
    return shapes.mapValues { SourceTensor(elementType: .f32, shape: $0) }
  }()
}
