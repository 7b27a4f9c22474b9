import Hashing
import Inference
import TokenizerCompilation
package import Base
import CrestFormat
package import Model
package import Tokenization

/// Which pieces of a model's vocabulary stay.
package struct PieceSelection: Sendable {
  /// The languages that stay as they are, by code.
  package let languages: [Language]
  /// What the texts that stay as they are need; `nil` without such texts.
  package let corpus: CorpusPieces?
  /// The ids that stay, ascending: a new id is the place of the old one.
  package let keptIDs: [Int]
  /// The tokenizer as it was.
  package let original: TokenizerModel
  /// The tokenizer with the pieces that stay.
  package let pruned: TokenizerModel

  let pieces: VocabularyPieces

  /// Chooses the pieces of `tokenizer`, that of `model`.
  ///
  /// These stay: what the settings name; what prompts need; every piece all of whose characters are
  /// `languages`' own; every piece that `corpus` needs; and single characters that are ASCII, of the
  /// languages' scripts, or in a piece of the corpus, so that what is cut otherwise is still known.
  ///
  /// - Throws: `PruningError.tokenizer` if the stored tokenizer is broken; `path` is its file.
  package init(
    model: ModelConfiguration, sentence: SentenceConfiguration, tokenizer: TokenizerModel,
    languages: [Language], corpus: CorpusPieces?, path: String
  ) throws(PruningError) {
    self.languages = languages.sorted { $0.code < $1.code }
    self.corpus = corpus
    original = tokenizer
    do throws(TokenizationError) {
      pieces = try VocabularyPieces(tokenizer)
      var choice = PieceChoice(
        pieces: pieces,
        used: corpus ?? CorpusPieces(tokenizer: tokenizer, prompts: sentence.prompts.map(\.text)))
      choice.keep(tokenizer.settings.namedIDs)
      // Padding takes the position of its own id: these ids stay the same.
      if case .absolute(_, let offset) = model.positions {
        choice.keep(0..<min(offset, pieces.texts.count))
      }
      choice.keepUsed(withCharacters: corpus != nil)
      choice.keep(languages, prompts: sentence.prompts.map(\.text))
      keptIDs = choice.ids
      pruned = try tokenizer.keeping(keptIDs, texts: pieces.texts)
    } catch {
      throw .tokenizer(path: path, error)
    }
  }
}

/// The ids that are kept so far.
struct PieceChoice {
  private let pieces: VocabularyPieces
  private let used: CorpusPieces
  private var isKept: [Bool]

  init(pieces: VocabularyPieces, used: CorpusPieces) {
    self.pieces = pieces
    self.used = used
    isKept = [Bool](repeating: false, count: pieces.texts.count)
  }

  /// What is kept, ascending.
  var ids: [Int] { isKept.indices.filter { isKept[$0] } }

  /// Keeps `ids`, as far as there are such.
  mutating func keep(_ ids: some Sequence<Int>) {
    for id in ids where isKept.indices.contains(id) { isKept[id] = true }
  }

  /// Keeps what texts need, and if asked for the single characters of it.
  mutating func keepUsed(withCharacters: Bool) {
    var characters = ScalarSet()
    for id in isKept.indices where used.isUsed[id] {
      isKept[id] = true
      if withCharacters { pieces.characters(of: id)?.forEach { characters.insert($0) } }
    }
    keepSingles { $0.isASCII || characters.contains($0) }
  }

  /// Keeps every piece of the languages' characters.
  mutating func keep(_ languages: [Language], prompts: [String]) {
    guard !languages.isEmpty else { return }
    var characters = Language.common
    for language in languages { characters.formUnion(language.characters) }
    for prompt in prompts {
      // A prompt that does not end in a space is in one word with what follows.
      let end = prompt.unicodeScalars.reversed().prefix { !$0.properties.isWhitespace }
      end.forEach { characters.insert($0) }
    }
    for id in isKept.indices {
      guard let text = pieces.characters(of: id) else { continue }
      if characters.containsAll(of: text) { isKept[id] = true }
    }
    let scripts = Set(languages.flatMap(\.scripts))
    keepSingles { scalar in ScriptTable.shared[scalar].map(scripts.contains) ?? false }
  }

  private mutating func keepSingles(where isWanted: (Unicode.Scalar) -> Bool) {
    for id in isKept.indices {
      if let scalar = pieces.single(id), isWanted(scalar) { isKept[id] = true }
    }
  }
}

/// The pieces of a tokenizer as texts.
package struct VocabularyPieces: Sendable {
  /// The whole text of each id, the sign of a space or of a word's inside included; `nil` for an id
  /// that no text is cut into.
  package let texts: [String?]

  /// What pieces inside a word have in front; `nil` where they have nothing.
  private let continuationPrefix: String?

  /// The sign that unigram models put before a word.
  private static let space: Unicode.Scalar = "\u{2581}"

  /// Reads the pieces of a stored tokenizer.
  ///
  /// - Throws: `TokenizationError.invalidTable` if the trie is broken.
  package init(_ tokenizer: TokenizerModel) throws(TokenizationError) {
    texts = try tokenizer.pieceTexts()
    if case .wordpiece(let settings) = tokenizer.settings.kind {
      continuationPrefix = settings.continuationPrefix
    } else {
      continuationPrefix = nil
    }
  }

  /// The characters that a piece stands for; `nil` for an id without a text.
  ///
  /// A WordPiece model's sign is left out where it is one; what a unigram model writes for a space
  /// stays, as it is a character of the text.
  package func characters(of id: Int) -> Substring.UnicodeScalarView? {
    guard let text = texts[id] else { return nil }
    if let prefix = continuationPrefix, !prefix.isEmpty, text.hasScalarPrefix(prefix) {
      return text.unicodeScalars.dropFirst(prefix.unicodeScalars.count)
    }
    return text.unicodeScalars[...]
  }

  /// The character of a piece that is one character, with or without a sign before it.
  func single(_ id: Int) -> Unicode.Scalar? {
    guard var scalars = characters(of: id) else { return nil }
    if scalars.count == 2, scalars.first == VocabularyPieces.space { scalars.removeFirst() }
    return scalars.count == 1 ? scalars.first : nil
  }
}

extension String {
  /// Whether the text begins with the scalars of `prefix`; `hasPrefix` compares whole characters.
  fileprivate func hasScalarPrefix(_ prefix: String) -> Bool {
    unicodeScalars.starts(with: prefix.unicodeScalars)
  }
}

/// The pieces that texts need, collected text by text.
package struct CorpusPieces: Sendable {
  /// How many texts there were.
  package private(set) var textCount = 0
  /// Whether a piece is needed, by id.
  private(set) var isUsed: [Bool]

  private let tokenizer: Tokenizer
  private let prompts: [String]
  private var hasher = ChecksumHasher()

  /// Begins without texts; `prompts` are the texts that a model puts before others.
  package init(tokenizer: TokenizerModel, prompts: [String]) {
    self.tokenizer = Tokenizer(tokenizer)
    var known: Set<Identifier> = []
    self.prompts = prompts.filter { !$0.isEmpty && known.insert(Identifier($0)).inserted }
    isUsed = [Bool](repeating: false, count: tokenizer.settings.vocabularySize)
    for prompt in self.prompts { use(prompt) }
  }

  /// Adds a text, alone and after each prompt.
  package mutating func add(_ text: String) {
    textCount += 1
    hasher.update(Array(text.utf8) + [0x0a])
    use(text)
    for prompt in prompts where !tokenizer.isCutApart(text, after: prompt) { use(prompt + text) }
  }

  /// The SHA-256 of all texts, each followed by a line feed.
  package var checksum: Checksum { hasher.finalize() }

  private mutating func use(_ text: String) {
    for id in tokenizer.decisiveIDs(text) { isUsed[Int(id)] = true }
  }
}
