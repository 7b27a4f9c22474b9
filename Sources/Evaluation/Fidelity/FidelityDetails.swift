/// What a report shows beside its figures: single texts, layers and experts.
public struct FidelityDetails: Sendable, Equatable {
  /// The texts without their prompts, unless only ids were given.
  public package(set) var texts: [String]?
  /// The language of each text, empty for none, if any was given.
  public package(set) var languages: [String]?
  /// How many tokens the model made of each text.
  public package(set) var tokenCounts: [Int]
  /// How far the hidden states are apart; empty if that was not measured.
  public package(set) var states: [StateFidelity]
  /// The texts whose hidden states were compared.
  public package(set) var stateTextCount: Int
  /// The routing in every layer with experts.
  public package(set) var routing: [RoutingFidelity]

  package init(
    texts: [String]? = nil, languages: [String]? = nil, tokenCounts: [Int] = [],
    states: [StateFidelity] = [], stateTextCount: Int = 0, routing: [RoutingFidelity] = []
  ) {
    self.texts = texts
    self.languages = languages
    self.tokenCounts = tokenCounts
    self.states = states
    self.stateTextCount = stateTextCount
    self.routing = routing
  }
}

/// How far one hidden state is from the reference's, over all tokens compared.
public struct StateFidelity: Sendable, Equatable {
  /// The length of all differences divided by that of the reference, `|ours - reference| /
  /// |reference|`; NaN if a value is.
  public let relativeError: Double
  /// The mean cosine of a token's vectors; NaN if a value is.
  public let cosine: Double

  package init(relativeError: Double, cosine: Double) {
    self.relativeError = relativeError
    self.cosine = cosine
  }
}

/// How one layer gives tokens to its experts.
public struct RoutingFidelity: Sendable, Equatable {
  /// The layer's index among all layers.
  public let layer: Int
  /// The share of tokens that are given to the same set of experts; `nil` if none was compared.
  public let agreement: Double?
  /// How many tokens each expert of the model got, all texts together.
  public let tokenCounts: [Int]
  /// The same of the reference; empty if it is not known.
  public let referenceTokenCounts: [Int]

  package init(
    layer: Int, agreement: Double?, tokenCounts: [Int], referenceTokenCounts: [Int] = []
  ) {
    self.layer = layer
    self.agreement = agreement
    self.tokenCounts = tokenCounts
    self.referenceTokenCounts = referenceTokenCounts
  }
}
