import Model

/// Builds the canonical tensors of a configuration.
struct TensorList {
  private let configuration: ModelConfiguration
  private let names: SourceNames
  private var tensors: [CanonicalTensor] = []

  static func canonical(
    _ configuration: ModelConfiguration, names: SourceNames
  ) -> [CanonicalTensor] {
    var list = TensorList(configuration: configuration, names: names)
    list.appendEmbeddings()
    for layer in 0..<configuration.layerCount { list.appendLayer(layer) }
    list.appendHeads()
    return list.tensors
  }

  private init(configuration: ModelConfiguration, names: SourceNames) {
    self.configuration = configuration
    self.names = names
  }

  private mutating func appendEmbeddings() {
    let hidden = configuration.hiddenSize
    append(
      .weight(.tokenEmbedding), [configuration.vocabularySize, hidden],
      from: "embeddings.word_embeddings.weight")
    if case .absolute(let rowCount, _) = configuration.positions {
      append(
        .weight(.positionEmbedding), [rowCount, hidden],
        from: "embeddings.position_embeddings.weight")
    }
    if configuration.hasRelativePositions {
      append(
        .weight(.relativePositions), [RelativePositions.bucketCount, configuration.headCount],
        from: "encoder.relative_attention_bias.weight")
    }
    if configuration.tokenTypeCount > 0 {
      append(
        .weight(.typeEmbedding), [configuration.tokenTypeCount, hidden],
        from: "embeddings.token_type_embeddings.weight")
    }
    appendNorm(.embeddingNorm, from: names.embeddingNorm)
  }

  private mutating func appendLayer(_ layer: Int) {
    let hidden = configuration.hiddenSize
    let source = "\(names.layer)\(layer)."
    let biases = configuration.biases
    appendStack(
      .layer(layer, .qkv), count: 3, outputs: hidden, inputs: hidden, source, names.queryKeyValue,
      hasBias: biases.attention)
    appendLinear(
      .layer(layer, .attentionOut), [hidden, hidden], from: source + names.attentionOutput,
      hasBias: biases.attention)
    appendNorm(.layer(layer, .attentionNorm), from: source + names.attentionNorm)
    if configuration.expertLayers[layer] {
      appendExperts(layer, source: source)
    } else {
      let size = configuration.feedForwardSize
      appendStack(
        .layer(layer, .up), count: configuration.isGated ? 2 : 1, outputs: size, inputs: hidden,
        source, names.up, hasBias: biases.up)
      appendLinear(
        .layer(layer, .down), [hidden, size], from: source + names.down, hasBias: biases.down)
    }
    appendNorm(.layer(layer, .feedForwardNorm), from: source + names.feedForwardNorm)
  }

  /// All experts lie in two tensors `[E F, H]`: `w1` by outputs, `w2` by inputs.
  private mutating func appendExperts(_ layer: Int, source: String) {
    let hidden = configuration.hiddenSize
    let size = configuration.feedForwardSize
    append(
      .weight(.layer(layer, .router)), [configuration.expertCount, hidden],
      from: source + names.router)
    append(.bias(.layer(layer, .experts)), [hidden], from: source + names.expertBias)
    for expert in 0..<configuration.expertCount {
      let rows = expert * size..<(expert + 1) * size
      tensors.append(
        CanonicalTensor(
          .weight(.expert(layer: layer, expert, .up)), shape: [size, hidden],
          parts: [SourcePart(tensor: source + names.expertUp, rows: rows)]))
      tensors.append(
        CanonicalTensor(
          .weight(.expert(layer: layer, expert, .down)), shape: [hidden, size],
          parts: [SourcePart(tensor: source + names.expertDown, rows: rows, transposed: true)]))
    }
  }

  private mutating func appendHeads() {
    let hidden = configuration.hiddenSize
    if configuration.heads.sparse, let source = names.sparseHead {
      appendLinear(.sparseHead, [1, hidden], from: source, hasBias: true)
    }
    if configuration.heads.colbert, let source = names.colbertHead {
      appendLinear(.colbertHead, [hidden, hidden], from: source, hasBias: true)
    }
  }

  /// `count` linears `[outputs, inputs]` of one input, one above the other.
  private mutating func appendStack(
    _ module: TensorName.Module, count: Int, outputs: Int, inputs: Int, _ prefix: String,
    _ stack: SourceNames.Stack, hasBias: Bool
  ) {
    let sources =
      switch stack {
      case .joined(let name): [(name, count * outputs)]
      case .separate(let names): names.map { ($0, outputs) }
      }
    precondition(sources.reduce(0) { $0 + $1.1 } == count * outputs, "\(module): \(sources)")
    func parts(_ suffix: String) -> [SourcePart] {
      sources.map { SourcePart(tensor: "\(prefix)\($0.0).\(suffix)", rows: 0..<$0.1) }
    }
    tensors.append(
      CanonicalTensor(
        .weight(module), shape: [count * outputs, inputs], parts: parts("weight")))
    if hasBias {
      tensors.append(
        CanonicalTensor(.bias(module), shape: [count * outputs], parts: parts("bias")))
    }
  }

  private mutating func appendLinear(
    _ module: TensorName.Module, _ shape: [Int], from source: String, hasBias: Bool
  ) {
    append(.weight(module), shape, from: "\(source).weight")
    if hasBias { append(.bias(module), [shape[0]], from: "\(source).bias") }
  }

  private mutating func appendNorm(_ module: TensorName.Module, from source: String) {
    append(.weight(module), [configuration.hiddenSize], from: "\(source).weight")
    append(.bias(module), [configuration.hiddenSize], from: "\(source).bias")
  }

  private mutating func append(_ name: TensorName, _ shape: [Int], from source: String) {
    tensors.append(
      CanonicalTensor(
        name, shape: shape, parts: [SourcePart(tensor: source, rows: 0..<shape[0])]))
  }
}

/// The names of one architecture's source tensors.
struct SourceNames: Sendable {
  /// How several linears of one input are stored.
  enum Stack: Sendable {
    /// One tensor that has the linears' rows one after the other.
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
  /// The first linear of a feed-forward block and, of a gated one, the gate behind it.
  let up: Stack
  let down: String
  let feedForwardNorm: String
  /// The linears of the heads that a model may have.
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

  /// What transformers 5 calls them inside its own classes of nomic_bert and gte, up before the gate;
  /// it saves them under the published names, but reads these as well.
  static let library = SourceNames(
    embeddingNorm: "embeddings.LayerNorm", layer: "layers.",
    queryKeyValue: .separate(["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]),
    attentionOutput: "self_attn.o_proj", attentionNorm: "post_attention_layernorm",
    up: .separate(["mlp.up_proj", "mlp.gate_proj"]), down: "mlp.down_proj",
    feedForwardNorm: "post_mlp_layernorm")

  static let bert = SourceNames(
    embeddingNorm: "embeddings.LayerNorm", layer: "encoder.layer.",
    queryKeyValue: .separate([
      "attention.self.query", "attention.self.key", "attention.self.value",
    ]),
    attentionOutput: "attention.output.dense", attentionNorm: "attention.output.LayerNorm",
    up: .joined("intermediate.dense"), down: "output.dense", feedForwardNorm: "output.LayerNorm")

  static let mpnet = SourceNames(
    embeddingNorm: "embeddings.LayerNorm", layer: "encoder.layer.",
    queryKeyValue: .separate(["attention.attn.q", "attention.attn.k", "attention.attn.v"]),
    attentionOutput: "attention.attn.o", attentionNorm: "attention.LayerNorm",
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
