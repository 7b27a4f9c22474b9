/// What a model must give for a list of texts: a golden file, read and checked.
///
/// `Formats/GOLDEN.md` describes the file. Either `texts` or `inputIDs` is there, or both.
public struct Golden: Sendable, Equatable {
  /// The path it was read from.
  public let path: String
  /// The vectors, `[N][D]`.
  public let embeddings: [[Float]]
  /// The vectors before the L2 normalisation, `[N][D]`, if the file has them.
  public let pooled: [[Float]]?
  /// The texts, `[N]`.
  public let texts: [String]?
  /// The language of each text, empty for none, `[N]`.
  public let languages: [String]?
  /// What is put before every text; `nil` is nothing, since texts may contain their prompts.
  public let prompt: String?
  /// The token ids of each text, without padding.
  public let inputIDs: [[Int32]]?
  /// The experts that each token of each text is routed to.
  public let routing: GoldenRouting?
  /// Hidden states of a few texts, by the text's index.
  public let details: [Int: GoldenDetail]

  /// How many texts there are; at least one.
  public var count: Int { embeddings.count }
  /// How many components a vector has; at least one.
  public var dimensions: Int { embeddings[0].count }

  package init(
    path: String, embeddings: [[Float]], pooled: [[Float]]? = nil, texts: [String]? = nil,
    languages: [String]? = nil, prompt: String? = nil, inputIDs: [[Int32]]? = nil,
    routing: GoldenRouting? = nil, details: [Int: GoldenDetail] = [:]
  ) {
    self.path = path
    self.embeddings = embeddings
    self.pooled = pooled
    self.texts = texts
    self.languages = languages
    self.prompt = prompt
    self.inputIDs = inputIDs
    self.routing = routing
    self.details = details
  }
}

/// The golden choice of experts.
public struct GoldenRouting: Sendable, Equatable {
  /// How many layers have experts.
  public let layerCount: Int
  /// How many experts each token is given to.
  public let chosenCount: Int
  /// For each text, the experts `[layerCount, tokens, chosenCount]`, ascending per token.
  public let experts: [[UInt8]]

  package init(layerCount: Int, chosenCount: Int, experts: [[UInt8]]) {
    self.layerCount = layerCount
    self.chosenCount = chosenCount
    self.experts = experts
  }
}
