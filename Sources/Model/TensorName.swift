/// The name of a tensor of a `.crest`: what it is, and where in the model it belongs.
///
/// This file alone spells names, to text and back.
package enum TensorName: Sendable, Hashable {
  /// The weights of a module: a linear map's, a norm's, or an embedding's.
  case weight(Module)
  case bias(Module)
  case tokenizer(TokenizerTable)

  /// A part of the canonical graph that has weights.
  package enum Module: Sendable, Hashable {
    /// The token embedding `[V, H]`.
    case tokenEmbedding
    /// The embedding of positions, of models that learn one.
    case positionEmbedding
    /// What attention adds for the distance of two tokens, `[32, heads]`, of models that learn it.
    case relativePositions
    /// The embedding of token types.
    case typeEmbedding
    /// The LayerNorm after the embeddings.
    case embeddingNorm
    case layer(Int, LayerModule)
    /// A linear map of one expert of a layer.
    case expert(layer: Int, Int, ExpertModule)
    /// What a step after pooling has weights for.
    case step(Int, StepModule)
    /// The head that weighs tokens.
    case sparseHead
    /// The head that gives a vector for every token.
    case colbertHead
  }

  /// A part of a layer.
  package enum LayerModule: String, Sendable, Hashable, CaseIterable {
    /// Queries, keys and values, one above the other.
    case qkv = "attention.qkv"
    /// The linear map out of attention.
    case attentionOut = "attention.out"
    /// The LayerNorm after attention.
    case attentionNorm = "attention.norm"
    /// The first linear map of a dense feed-forward block.
    case up = "ffn.up"
    /// The second linear map of a dense feed-forward block.
    case down = "ffn.down"
    /// The LayerNorm after the feed-forward block or the experts.
    case feedForwardNorm = "ffn.norm"
    /// What chooses each token's experts.
    case router
    /// What all experts of the layer share: a bias.
    case experts
  }

  /// A part of an expert.
  package enum ExpertModule: String, Sendable, Hashable, CaseIterable {
    /// The first linear map.
    case up
    /// The second linear map.
    case down
  }

  /// A part of a step after pooling.
  package enum StepModule: String, Sendable, Hashable, CaseIterable {
    /// A linear map.
    case dense
    case norm
  }

  /// A table of the tokenizer.
  package enum TokenizerTable: String, Sendable, Hashable, CaseIterable {
    /// Double-array units, u32.
    case trie
    /// A score for each id, f32; of unigram models.
    case scores
    /// The precompiled character map, u8; of unigram models that have one.
    case charsmap
    /// The merges, u32, four words each; of byte-pair models.
    case merges
  }

  package static let tokenEmbedding = TensorName.weight(.tokenEmbedding)
  /// The words of one merge: left id, right id, rank, resulting id.
  package static let mergeWordCount = 4
}

extension TensorName {
  /// The module whose tensor it is; `nil` for a table of the tokenizer.
  package var module: Module? {
    switch self {
    case .weight(let module), .bias(let module): module
    case .tokenizer: nil
    }
  }

  /// The layer it belongs to, if it belongs to one.
  package var layer: Int? {
    switch module {
    case .layer(let layer, _), .expert(let layer, _, _): layer
    default: nil
    }
  }

  /// The expert it belongs to, if it belongs to one.
  package var expert: Int? {
    if case .expert(_, let expert, _) = module { expert } else { nil }
  }

  /// Whether it is a part of a head, which gives an output beside the pooled vector.
  package var isHead: Bool { module == .sparseHead || module == .colbertHead }

  /// Whether it is a part of a step after pooling.
  package var isStep: Bool { if case .step = module { true } else { false } }

  /// Whether it is a part of attention.
  package var isAttention: Bool {
    switch module {
    case .layer(_, .qkv), .layer(_, .attentionOut), .layer(_, .attentionNorm): true
    default: false
    }
  }
}

// MARK: Text

extension TensorName.Module: CustomStringConvertible {
  /// What its tensors' names begin with, such as `layers.0.attention.qkv`.
  package var description: String {
    switch self {
    case .tokenEmbedding: "embeddings.token"
    case .positionEmbedding: "embeddings.position"
    case .relativePositions: "embeddings.relative"
    case .typeEmbedding: "embeddings.type"
    case .embeddingNorm: "embeddings.norm"
    case .layer(let layer, let part): "layers.\(layer).\(part.rawValue)"
    case .expert(let layer, let expert, let part):
      "\(TensorName.expert(expert, layer: layer)).\(part.rawValue)"
    case .step(let index, let part): "steps.\(index).\(part.rawValue)"
    case .sparseHead: "heads.sparse"
    case .colbertHead: "heads.colbert"
    }
  }

  fileprivate init?(_ words: [Substring]) {
    let (layer, expert) = TensorName.owner(words)
    if let layer, let expert {
      guard words.count == 5, let part = TensorName.ExpertModule(rawValue: String(words[4])) else {
        return nil
      }
      self = .expert(layer: layer, expert, part)
    } else if let layer {
      let rest = words[2...].joined(separator: ".")
      guard let part = TensorName.LayerModule(rawValue: rest) else { return nil }
      self = .layer(layer, part)
    } else if words.count == 3, words[0] == "steps", let index = Int(words[1]),
      let part = TensorName.StepModule(rawValue: String(words[2]))
    {
      self = .step(index, part)
    } else {
      let modules: [Self] = [
        .tokenEmbedding, .positionEmbedding, .relativePositions, .typeEmbedding, .embeddingNorm,
        .sparseHead, .colbertHead,
      ]
      let text = words.joined(separator: ".")
      guard let module = modules.first(where: { $0.description == text }) else { return nil }
      self = module
    }
  }
}

extension TensorName: CustomStringConvertible {
  /// The name as a file stores it, such as `layers.0.attention.qkv.weight`.
  package var description: String {
    switch self {
    case .weight(let module): "\(module).weight"
    case .bias(let module): "\(module).bias"
    case .tokenizer(let table): "\(TensorName.tokenizerPrefix)\(table.rawValue)"
    }
  }

  /// Reads a stored name; `nil` for one that the canonical graph does not have.
  package init?(_ text: String) {
    var words = TensorName.words(text)
    let ending = words.popLast()
    if words == ["tokenizer"], let ending, let table = TokenizerTable(rawValue: String(ending)) {
      self = .tokenizer(table)
      return
    }
    guard let module = Module(words) else { return nil }
    switch ending {
    case "weight": self = .weight(module)
    case "bias": self = .bias(module)
    default: return nil
    }
    // A number has one form.
    guard description == text else { return nil }
  }

  private static let tokenizerPrefix = "tokenizer."

  /// Whether a file's name is one of those kept for the tokenizer's tables.
  package static func isTokenizer(_ text: String) -> Bool {
    text.utf8.starts(with: tokenizerPrefix.utf8)
  }

  /// Whether a file's name is that of the token embedding.
  package static func isTokenEmbedding(_ text: String) -> Bool {
    text.utf8.elementsEqual(tokenEmbeddingText.utf8)
  }

  private static let tokenEmbeddingText = tokenEmbedding.description

  /// What the names of an expert's tensors begin with, such as `layers.1.experts.3`.
  package static func expert(_ expert: Int, layer: Int) -> String {
    "layers.\(layer).experts.\(expert)"
  }

  /// The layer and the expert that a file's name gives its tensor to, whether the graph has such a
  /// tensor or not: `layers.<layer>.<more>` and `layers.<layer>.experts.<expert>.<more>`.
  package static func owner(of text: String) -> (layer: Int?, expert: Int?) {
    owner(words(text))
  }

  /// The words between points; bytes, as every name of every file that is opened comes by here.
  private static func words(_ text: String) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { Substring($0) }
  }

  fileprivate static func owner(_ words: [Substring]) -> (layer: Int?, expert: Int?) {
    func number(_ word: Substring) -> Int? { word.utf8.count < 10 ? Int(word) : nil }
    guard words.count > 2, words[0] == "layers", let layer = number(words[1]) else {
      return (nil, nil)
    }
    let isExpert = words.count > 4 && words[2] == "experts"
    return (layer, isExpert ? number(words[3]) : nil)
  }
}
