/// The names of one architecture's source tensors.
struct SourceNames: Sendable {
  /// How several maps of one input are stored.
  enum Stack: Sendable {
    /// One tensor that has the maps' rows one after the other.
    case joined(String)
    /// One tensor for each.
    case separate([String])
  }

  let embeddingNorm: String
  let layer: String
  /// Queries, keys, values.
  let queryKeyValue: Stack
  let attentionOutput: String
  let attentionNorm: String
  /// The first map of a feed-forward block and, of a gated one, the gate behind it.
  let up: Stack
  let down: String
  let feedForwardNorm: String
  /// The linear maps of the heads that a model may have.
  var sparseHead: String?
  var colbertHead: String?

  let router = "mlp.router.layer.weight"
  let expertBias = "mlp.experts.bias"
  let expertUp = "mlp.experts.mlp.w1"
  let expertDown = "mlp.experts.mlp.w2"

  /// A gated block is fc2(fc11(x) f(fc12(x))).
  static func nomicBert(isGated: Bool) -> SourceNames {
    SourceNames(
      embeddingNorm: "emb_ln", layer: "encoder.layers.", queryKeyValue: .joined("attn.Wqkv"),
      attentionOutput: "attn.out_proj", attentionNorm: "norm1",
      up: isGated ? .separate(["mlp.fc11", "mlp.fc12"]) : .joined("mlp.fc1"), down: "mlp.fc2",
      feedForwardNorm: "norm2")
  }

  static let bert = SourceNames(
    embeddingNorm: "embeddings.LayerNorm", layer: "encoder.layer.",
    queryKeyValue: .separate([
      "attention.self.query", "attention.self.key", "attention.self.value",
    ]),
    attentionOutput: "attention.output.dense", attentionNorm: "attention.output.LayerNorm",
    up: .joined("intermediate.dense"), down: "output.dense", feedForwardNorm: "output.LayerNorm")

  /// bge-m3 keeps its heads in files of their own, `sparse_linear.pt` and `colbert_linear.pt`.
  static let xlmRoberta: SourceNames = {
    var names = bert
    names.sparseHead = "sparse_linear"
    names.colbertHead = "colbert_linear"
    return names
  }()

  /// Up comes before the gate.
  static let gte = SourceNames(
    embeddingNorm: "embeddings.LayerNorm", layer: "encoder.layer.",
    queryKeyValue: .joined("attention.qkv_proj"), attentionOutput: "attention.o_proj",
    attentionNorm: "attn_ln", up: .joined("mlp.up_gate_proj"), down: "mlp.down_proj",
    feedForwardNorm: "mlp_ln", sparseHead: "classifier")
}
