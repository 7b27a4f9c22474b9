import Model
public import Base
public import Tokenization

/// The pieces that texts need, collected text by text.
public struct CorpusPieces: Sendable {
  /// How many texts there were.
  public private(set) var textCount = 0
  /// Whether a piece is needed, by id.
  private(set) var isUsed: [Bool]

  private let tokenizer: Tokenizer
  private let prompts: [String]
  private var hasher = ChecksumHasher()

  /// Begins without texts; `prompts` are the texts that a model puts before others.
  public init(tokenizer: TokenizerModel, prompts: [String]) {
    self.tokenizer = Tokenizer(tokenizer)
    var distinct: [String] = []
    for prompt in prompts
    where !prompt.isEmpty && !distinct.contains(where: { $0.utf8.elementsEqual(prompt.utf8) }) {
      distinct.append(prompt)
    }
    self.prompts = distinct
    isUsed = [Bool](repeating: false, count: tokenizer.settings.vocabularySize)
    for prompt in self.prompts { use(prompt) }
  }

  /// Adds a text, alone and behind each prompt.
  public mutating func add(_ text: String) {
    textCount += 1
    hasher.update(Array(text.utf8) + [0x0a])
    use(text)
    for prompt in prompts where !tokenizer.isCutApart(text, behind: prompt) { use(prompt + text) }
  }

  /// The SHA-256 of all texts, a line feed behind each.
  public var checksum: Checksum { hasher.finalize() }

  private mutating func use(_ text: String) {
    for id in tokenizer.decisiveIDs(text) { isUsed[Int(id)] = true }
  }
}
