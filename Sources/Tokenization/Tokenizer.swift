/// Turns text into token ids exactly as HuggingFace `tokenizers` 0.23 does for files of XLM-RoBERTa
/// and of BERT.
///
/// One tokenizer may be used by any number of threads.
public final class Tokenizer: Sendable {
  /// The tables and settings in use.
  public let model: TokenizerModel

  let addedTokens: AddedTokenMatcher
  let encoder: any TextEncoder

  /// Prepares a compiled model for use.
  public init(_ model: TokenizerModel) {
    self.model = model
    addedTokens = AddedTokenMatcher(model.settings.addedTokens)
    encoder =
      switch model.settings.kind {
      case .unigram(let pipeline, let unknownScore):
        UnigramEncoder(model, pipeline: pipeline, unknownScore: unknownScore)
      case .wordpiece(let settings): WordPieceEncoder(model, settings)
      }
  }

  /// The ids of `text`, at most `maximumTokenCount` with the special ones.
  ///
  /// - Throws: `TokenizationError.tooManyTokens` if the text does not fit and `overflow` is
  ///   `.error`; `.limitTooSmall` if the special ids alone do not fit.
  public func encode(
    _ text: String, maximumTokenCount: Int, overflow: OverflowPolicy
  ) throws(TokenizationError) -> Encoding {
    try encode(valid: [UInt8](text.utf8), maximumTokenCount, overflow)
  }

  /// The ids of a text given as bytes.
  ///
  /// - Throws: `TokenizationError.invalidUTF8` with the offset of the first wrong byte; otherwise
  ///   as for a `String`.
  public func encode(
    utf8 bytes: [UInt8], maximumTokenCount: Int, overflow: OverflowPolicy
  ) throws(TokenizationError) -> Encoding {
    if let offset = bytes.span.firstInvalidUTF8 { throw .invalidUTF8(byteOffset: offset) }
    return try encode(valid: bytes, maximumTokenCount, overflow)
  }

  private func encode(
    valid bytes: [UInt8], _ maximumTokenCount: Int, _ overflow: OverflowPolicy
  ) throws(TokenizationError) -> Encoding {
    let settings = model.settings
    let specialCount = settings.prefixIDs.count + settings.suffixIDs.count
    guard maximumTokenCount >= specialCount else {
      throw .limitTooSmall(expected: specialCount, found: maximumTokenCount)
    }
    let tokens = encoder.encode(
      bytes.span, addedTokens: addedTokens, limit: maximumTokenCount - specialCount)
    guard overflow == .truncate || tokens.count <= tokens.limit else {
      throw .tooManyTokens(limit: maximumTokenCount, found: tokens.count + specialCount)
    }
    let ids =
      settings.prefixIDs.map { Int32(truncatingIfNeeded: $0) } + tokens.ids
      + settings.suffixIDs.map { Int32(truncatingIfNeeded: $0) }
    return Encoding(ids: ids, droppedTokenCount: tokens.count - tokens.ids.count)
  }
}
