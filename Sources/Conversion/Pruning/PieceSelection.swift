import Inference
public import Model
public import Tokenization
import TokenizerCompilation

/// Which pieces of a model's vocabulary stay.
public struct PieceSelection: Sendable {
  /// The languages that stay as they are, by code.
  public let languages: [Language]
  /// What the texts that stay as they are need; `nil` without such texts.
  public let corpus: CorpusPieces?
  /// The ids that stay, rising: a new id is the place of the old one.
  public let keptIDs: [Int]
  /// The tokenizer as it was.
  public let original: TokenizerModel
  /// The tokenizer with the pieces that stay.
  public let pruned: TokenizerModel

  let pieces: VocabularyPieces

  /// Chooses the pieces of `tokenizer`, that of `model`.
  ///
  /// These stay: what the settings name; what prompts need; every piece all of whose characters are
  /// `languages`' own; every piece that `corpus` needs; and single characters that are ASCII, of the
  /// languages' scripts, or in a piece of the corpus, so that what is cut otherwise is still known.
  ///
  /// - Throws: `PruningError.tokenizer` if the stored tokenizer is broken; `path` is its file.
  public init(
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
