/// Everything about a compiled tokenizer that is not a table: plain values, no defaults.
package struct TokenizerSettings: Sendable, Hashable {
  /// How pieces are chosen, and what only that way of choosing needs.
  package enum Kind: Sendable, Hashable {
    /// The path of pieces with the highest sum of scores; `unknownScore` is that of one uncovered
    /// character: the smallest piece score minus 10.
    case unigram(pipeline: Pipeline, unknownScore: Double)
    /// The longest piece at each place of a word.
    case wordpiece(WordPieceSettings)
    /// The bytes of a word merged pair by pair, the pair of the lowest rank first.
    case bpe(BytePairSettings)

    /// The kind's name in files and reports.
    package var name: String {
      switch self {
      case .unigram: "unigram"
      case .wordpiece: "wordpiece"
      case .bpe: "bpe"
      }
    }
  }

  /// How a text becomes words of a unigram model before pieces are looked up.
  package enum Pipeline: String, Sendable, Hashable, CaseIterable {
    /// Split on White_Space; each word gets one U+2581 in front.
    case wordwise
    /// Runs of U+0020 become one, each becomes a U+2581, and one stands in front of the text.
    case whole
  }

  /// How pieces are chosen.
  package var kind: Kind
  /// Number of ids, added tokens included.
  package var vocabularySize: Int
  /// The id of text that no piece covers; a byte-pair model covers all.
  package var unknownID: Int
  /// The id that begins a sequence.
  package var beginID: Int
  /// The id that ends a sequence.
  package var endID: Int
  /// The id that pads a batch.
  package var padID: Int
  /// Tokens cut out of the text before it is split into words.
  package var addedTokens: [AddedToken]
  /// The ids before every sequence.
  package var prefixIDs: [Int]
  /// The ids after every sequence.
  package var suffixIDs: [Int]
  /// Which end a text with too many tokens loses.
  package var truncationSide: TruncationSide
  /// Whether text becomes lower case before all else, added tokens that are not `normalized` left as
  /// they are; false of a WordPiece model, whose own settings say it.
  package var lowercasesFirst: Bool

  /// Takes the values as they are; `TokenizerModel` checks them against its tables.
  ///
  /// Without the last two it is as in files of version 1.0.
  package init(
    kind: Kind, vocabularySize: Int, unknownID: Int, beginID: Int, endID: Int, padID: Int,
    addedTokens: [AddedToken], prefixIDs: [Int], suffixIDs: [Int],
    truncationSide: TruncationSide = .right, lowercasesFirst: Bool = false
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
    self.truncationSide = truncationSide
    self.lowercasesFirst = lowercasesFirst
  }
}

/// The end of a text that is cut off when the text has too many tokens.
package enum TruncationSide: String, Sendable, Hashable, CaseIterable {
  /// The last tokens are dropped.
  case right
  /// The first tokens are dropped.
  case left
}

/// A token that is recognised in the text, wherever it stands.
package struct AddedToken: Sendable, Hashable {
  package var id: Int
  /// The text that stands for it.
  package var content: String
  /// Whether White_Space before it is swallowed.
  package var stripsLeft: Bool
  /// Whether White_Space after it is swallowed.
  package var stripsRight: Bool
  /// Whether it is recognised only where no word character touches it.
  package var singleWord: Bool
  /// Whether its normalised content is looked for in the normalised text, and not its content in the
  /// raw text.
  package var normalized: Bool
  /// Whether it is a control token, not text.
  package var special: Bool

  /// Takes the values as they are; `TokenizerModel` checks them.
  package init(
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

/// What a WordPiece tokenizer needs beside its pieces: plain values, no defaults.
package struct WordPieceSettings: Sendable, Hashable {
  /// What pieces that do not begin a word have in front.
  package var continuationPrefix: String
  /// A word of more characters is unknown as a whole.
  package var maximumWordCharacterCount: Int
  /// Whether controls are deleted and white space becomes U+0020.
  package var cleansText: Bool
  /// Whether CJK ideographs are words of their own.
  package var separatesIdeographs: Bool
  /// Whether text is decomposed and loses its nonspacing marks.
  package var stripsAccents: Bool
  /// Whether text becomes lower case.
  package var lowercases: Bool

  /// Takes the values as they are; `TokenizerModel` checks them.
  package init(
    continuationPrefix: String, maximumWordCharacterCount: Int, cleansText: Bool,
    separatesIdeographs: Bool, stripsAccents: Bool, lowercases: Bool
  ) {
    self.continuationPrefix = continuationPrefix
    self.maximumWordCharacterCount = maximumWordCharacterCount
    self.cleansText = cleansText
    self.separatesIdeographs = separatesIdeographs
    self.stripsAccents = stripsAccents
    self.lowercases = lowercases
  }
}

/// What a byte-pair tokenizer needs beside its pieces and merges: plain values, no defaults.
package struct BytePairSettings: Sendable, Hashable {
  /// How a text becomes words, whose bytes are then merged.
  package enum Splitting: String, Sendable, Hashable, CaseIterable {
    /// By the expression of GPT-2 and RoBERTa.
    case gpt2
  }

  /// How a text becomes words.
  package var splitting: Splitting
  /// Whether a space is put before a text, and before what follows an added token, that begins with none.
  package var addsPrefixSpace: Bool

  /// Takes the values as they are.
  package init(splitting: Splitting, addsPrefixSpace: Bool) {
    self.splitting = splitting
    self.addsPrefixSpace = addsPrefixSpace
  }
}
