public import Base

extension TokenizerModel {
  static let supportedFiles =
    "Unigram models with the XLM-RoBERTa pipeline (tokenizer.json or sentencepiece.bpe.model), "
    + "WordPiece models with the BERT pipeline (tokenizer.json or vocab.txt)"

  /// Compiles a `tokenizer.json` of the XLM-RoBERTa or the BERT family.
  ///
  /// The fields `truncation` and `decoder` have no influence on the ids of a single text without
  /// limit and are not used; nor is `padding`, but for the token that it names.
  ///
  /// - Parameter file: the file's name, for errors.
  /// - Throws: `TokenizationError.unsupportedTokenizer` for another kind of tokenizer,
  ///   `.invalidField` naming the field that is missing or cannot be honoured.
  public init(tokenizerJSON: JSONValue, file: String) throws(TokenizationError) {
    let top = FieldReader(file: file, path: "", value: tokenizerJSON)
    let compile = try TokenizerModel.compiler(for: top)
    try top.requireOnly([
      "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
      "post_processor", "decoder", "model",
    ])
    self = try compile(top)
  }

  /// What reads a file of this kind; a kind that nothing reads is named.
  private static func compiler(
    for top: FieldReader
  ) throws(TokenizationError) -> (FieldReader) throws(TokenizationError) -> TokenizerModel {
    let model = try top.member("model")
    // Old files do not say; only WordPiece has the length of a word.
    let isLimited = try model.optional("max_input_chars_per_word") != nil
    let type = try model.optional("type")?.string() ?? (isLimited ? "WordPiece" : "Unigram")
    switch type {
    case "Unigram": return unigram
    case "WordPiece": return wordPiece
    default:
      let normalizer = try top.optional("normalizer")?.optional("type")?.string()
      throw .unsupportedTokenizer(
        file: top.file, found: "a \(type) model with the normalizer \(normalizer ?? "none")",
        supported: supportedFiles)
    }
  }

  /// The added tokens of a `tokenizer.json`.
  static func addedTokens(
    _ field: FieldReader, pieces: PieceList
  ) throws(TokenizationError) -> [AddedToken] {
    var tokens: [AddedToken] = []
    var nextID = pieces.count
    for entry in try field.elements() {
      try entry.member("single_word").require(false)
      try entry.member("normalized").require(false)
      let content = try entry.member("content").string()
      let idField = try entry.member("id")
      let id = try idField.integer(in: 0..<maximumVocabularySize)
      // A text that is a piece has the piece's id; others follow behind the pieces.
      guard id == (id < pieces.count ? pieces.id(of: content) ?? -1 : nextID) else {
        throw idField.failure(
          expected: "the id of the piece \"\(content)\", or \(nextID) if there is none")
      }
      if id == nextID { nextID += 1 }
      tokens.append(
        AddedToken(
          id: id, content: content, stripsLeft: try entry.member("lstrip").bool(),
          stripsRight: try entry.member("rstrip").bool(), singleWord: false, normalized: false,
          special: try entry.member("special").bool()))
    }
    return tokens
  }
}
