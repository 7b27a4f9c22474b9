import Tokenization
import TokenizerCompilation

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

  /// What is kept, rising.
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
