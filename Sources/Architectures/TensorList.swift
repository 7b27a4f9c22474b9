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
    return list.tensors
  }

  private init(configuration: ModelConfiguration, names: SourceNames) {
    self.configuration = configuration
    self.names = names
  }

  private mutating func appendEmbeddings() {
    let hidden = configuration.hiddenSize
    append(
      "embeddings.token.weight", [configuration.vocabularySize, hidden], .tokenTable,
      from: "embeddings.word_embeddings.weight")
    if case .absolute(let rowCount, _) = configuration.positions {
      append(
        "embeddings.position.weight", [rowCount, hidden], .smallTable,
        from: "embeddings.position_embeddings.weight")
    }
    append(
      "embeddings.type.weight", [configuration.tokenTypeCount, hidden], .smallTable,
      from: "embeddings.token_type_embeddings.weight")
    appendNorm("embeddings.norm", layer: nil, from: names.embeddingNorm)
  }

  private mutating func appendLayer(_ layer: Int) {
    let hidden = configuration.hiddenSize
    let target = "layers.\(layer)."
    let source = "\(names.layer)\(layer)."
    let sources =
      switch names.queryKeyValue {
      case .joined(let name): [(name, 3 * hidden)]
      case .separate(let names): names.map { ($0, hidden) }
      }
    for (suffix, shape) in [("weight", [3 * hidden, hidden]), ("bias", [3 * hidden])] {
      tensors.append(
        CanonicalTensor(
          name: "\(target)attention.qkv.\(suffix)", shape: shape,
          role: suffix == "weight" ? .matrix : .vector, layer: layer, expert: nil,
          parts: sources.map { SourcePart(tensor: "\(source)\($0.0).\(suffix)", rows: 0..<$0.1) }))
    }
    appendLinear(
      "\(target)attention.out", [hidden, hidden], layer, from: source + names.attentionOutput)
    appendNorm("\(target)attention.norm", layer: layer, from: source + names.attentionNorm)
    if configuration.expertLayers[layer] {
      appendExperts(layer, target: target, source: source)
    } else {
      let size = configuration.feedForwardSize
      appendLinear("\(target)ffn.up", [size, hidden], layer, from: source + names.up)
      appendLinear("\(target)ffn.down", [hidden, size], layer, from: source + names.down)
    }
    appendNorm("\(target)ffn.norm", layer: layer, from: source + names.feedForwardNorm)
  }

  /// All experts lie in two tensors `[E F, H]`: `w1` by outputs, `w2` by inputs.
  private mutating func appendExperts(_ layer: Int, target: String, source: String) {
    let hidden = configuration.hiddenSize
    let size = configuration.feedForwardSize
    append(
      "\(target)router.weight", [configuration.expertCount, hidden], .router, layer,
      from: source + names.router)
    append("\(target)experts.bias", [hidden], .vector, layer, from: source + names.expertBias)
    for expert in 0..<configuration.expertCount {
      let rows = expert * size..<(expert + 1) * size
      tensors.append(
        CanonicalTensor(
          name: "\(target)experts.\(expert).up.weight", shape: [size, hidden], role: .matrix,
          layer: layer, expert: expert,
          parts: [SourcePart(tensor: source + names.expertUp, rows: rows)]))
      tensors.append(
        CanonicalTensor(
          name: "\(target)experts.\(expert).down.weight", shape: [hidden, size], role: .matrix,
          layer: layer, expert: expert,
          parts: [SourcePart(tensor: source + names.expertDown, rows: rows, transposed: true)]))
    }
  }

  private mutating func appendLinear(
    _ name: String, _ shape: [Int], _ layer: Int, from source: String
  ) {
    append("\(name).weight", shape, .matrix, layer, from: "\(source).weight")
    append("\(name).bias", [shape[0]], .vector, layer, from: "\(source).bias")
  }

  private mutating func appendNorm(_ name: String, layer: Int?, from source: String) {
    for suffix in ["weight", "bias"] {
      append(
        "\(name).\(suffix)", [configuration.hiddenSize], .vector, layer, from: "\(source).\(suffix)"
      )
    }
  }

  private mutating func append(
    _ name: String, _ shape: [Int], _ role: TensorRole, _ layer: Int? = nil, from source: String
  ) {
    tensors.append(
      CanonicalTensor(
        name: name, shape: shape, role: role, layer: layer, expert: nil,
        parts: [SourcePart(tensor: source, rows: 0..<shape[0])]))
  }
}
