/// Everything about a compiled tokenizer that is not a table: plain values, no defaults.
public struct TokenizerSettings: Sendable, Equatable {
  /// How pieces are chosen, and what only that way of choosing needs.
  public enum Kind: Sendable, Equatable {
    /// The path of pieces with the highest sum of scores; `unknownScore` is that of one uncovered
    /// character: the smallest piece score minus 10.
    case unigram(pipeline: Pipeline, unknownScore: Double)
    /// The longest piece at each place of a word.
    case wordpiece(WordPieceSettings)

    /// The kind's name in files and reports.
    public var name: String {
      switch self {
      case .unigram: "unigram"
      case .wordpiece: "wordpiece"
      }
    }
  }

  /// How a text becomes words of a unigram model before pieces are looked up.
  public enum Pipeline: String, Sendable, Hashable, CaseIterable {
    /// Split on White_Space; each word gets one U+2581 in front.
    case wordwise
    /// Runs of U+0020 become one, each becomes a U+2581, and one stands in front of the text.
    case whole
  }

  /// How pieces are chosen.
  public let kind: Kind
  /// Number of ids, added tokens included.
  public let vocabularySize: Int
  /// The id of text that no piece covers.
  public let unknownID: Int
  /// The id that begins a sequence.
  public let beginID: Int
  /// The id that ends a sequence.
  public let endID: Int
  /// The id that pads a batch.
  public let padID: Int
  /// Tokens cut out of the raw text before anything else happens to it.
  public let addedTokens: [AddedToken]
  /// The ids before every sequence.
  public let prefixIDs: [Int]
  /// The ids after every sequence.
  public let suffixIDs: [Int]

  /// Takes the values as they are; `TokenizerModel` checks them against its tables.
  public init(
    kind: Kind, vocabularySize: Int, unknownID: Int, beginID: Int, endID: Int, padID: Int,
    addedTokens: [AddedToken], prefixIDs: [Int], suffixIDs: [Int]
  ) {
    self.kind = kind
    self.vocabularySize = vocabularySize
    self.unknownID = unknownID
    self.beginID = beginID
    self.endID = endID
    self.padID = padID
    self.addedTokens = addedTokens
    self.prefixIDs = prefixIDs
    self.suffixIDs = suffixIDs
  }
}

/// A token that is recognised in the raw text, before normalisation.
public struct AddedToken: Sendable, Equatable {
  /// The token's id.
  public let id: Int
  /// The text that stands for it.
  public let content: String
  /// Whether White_Space before it is swallowed.
  public let stripsLeft: Bool
  /// Whether White_Space after it is swallowed.
  public let stripsRight: Bool
  /// Whether it is recognised only as a word of its own; not supported, always false.
  public let singleWord: Bool
  /// Whether it is recognised in the normalised text; not supported, always false.
  public let normalized: Bool
  /// Whether it is a control token, not text.
  public let special: Bool

  /// Takes the values as they are; `TokenizerModel` checks them.
  public init(
    id: Int, content: String, stripsLeft: Bool, stripsRight: Bool, singleWord: Bool,
    normalized: Bool, special: Bool
  ) {
    self.id = id
    self.content = content
    self.stripsLeft = stripsLeft
    self.stripsRight = stripsRight
    self.singleWord = singleWord
    self.normalized = normalized
    self.special = special
  }
}
