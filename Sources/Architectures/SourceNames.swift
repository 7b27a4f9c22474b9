/// The names of one architecture's source tensors.
struct SourceNames: Sendable {
  /// How attention's three inputs are stored.
  enum QueryKeyValue: Sendable {
    /// One tensor whose rows are queries, keys, values.
    case joined(String)
    /// Three tensors.
    case separate([String])
  }

  let embeddingNorm: String
  let layer: String
  let queryKeyValue: QueryKeyValue
  let attentionOutput: String
  let attentionNorm: String
  let up: String
  let down: String
  let feedForwardNorm: String

  let router = "mlp.router.layer.weight"
  let expertBias = "mlp.experts.bias"
  let expertUp = "mlp.experts.mlp.w1"
  let expertDown = "mlp.experts.mlp.w2"

  static let nomicBert = SourceNames(
    embeddingNorm: "emb_ln", layer: "encoder.layers.", queryKeyValue: .joined("attn.Wqkv"),
    attentionOutput: "attn.out_proj", attentionNorm: "norm1", up: "mlp.fc1", down: "mlp.fc2",
    feedForwardNorm: "norm2")

  static let bert = SourceNames(
    embeddingNorm: "embeddings.LayerNorm", layer: "encoder.layer.",
    queryKeyValue: .separate([
      "attention.self.query", "attention.self.key", "attention.self.value",
    ]),
    attentionOutput: "attention.output.dense", attentionNorm: "attention.output.LayerNorm",
    up: "intermediate.dense", down: "output.dense", feedForwardNorm: "output.LayerNorm")
}
