public import Bytes

extension TokenizerModel {
  static let supportedFiles =
    "Unigram models with the XLM-RoBERTa pipeline (tokenizer.json or sentencepiece.bpe.model)"

  /// Compiles a `tokenizer.json` of the XLM-RoBERTa family.
  ///
  /// The fields `truncation`, `padding` and `decoder` have no influence on the ids of a single text
  /// without limit and are not used. Scores are rounded to binary32, which the files' scores are.
  ///
  /// - Parameter file: the file's name, for errors.
  /// - Throws: `TokenizationError.unsupportedTokenizer` for another kind of tokenizer,
  ///   `.invalidField` naming the field that is missing or cannot be honoured.
  public init(tokenizerJSON: JSONValue, file: String) throws(TokenizationError) {
    let top = FieldReader(file: file, path: "", value: tokenizerJSON)
    try TokenizerModel.refuseOtherKinds(top)
    try top.requireOnly([
      "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
      "post_processor", "decoder", "model",
    ])
    let normalizer = try NormalizerFields(top.member("normalizer"))
    let pipeline = try normalizer.pipeline(with: PreTokenizerFields(top.member("pre_tokenizer")))
    let model = try top.member("model")
    try model.requireIfPresent("byte_fallback", false)
    let pieces = try TokenizerModel.pieces(model.member("vocab"))
    let unknown = try model.member("unk_id").integer(in: 0..<pieces.count)
    let template = try TemplateFields(top.member("post_processor"), idCount: pieces.count)
    guard let pad = pieces.id(of: "<pad>") else {
      throw try model.member("vocab").failure(expected: "a piece '<pad>'", found: "none")
    }
    self = try TokenizerCompiler(
      file: file, piecesField: "model.vocab", pieces: pieces, charsmap: normalizer.charsmap,
      charsmapField: normalizer.charsmapField
    ).compile(
      pipeline: pipeline, unknownID: unknown, beginID: template.begin, endID: template.end,
      padID: pad,
      addedTokens: TokenizerModel.addedTokens(top.member("added_tokens"), pieces: pieces))
  }

  /// Names what a file is that is not for this compiler.
  private static func refuseOtherKinds(_ top: FieldReader) throws(TokenizationError) {
    let model = try top.member("model")
    let type = try model.optional("type")?.string() ?? "Unigram"
    guard type != "Unigram" else { return }
    let normalizer = try top.optional("normalizer")?.optional("type")?.string()
    throw .unsupportedTokenizer(
      file: top.file, found: "a \(type) model with the normalizer \(normalizer ?? "none")",
      supported: supportedFiles)
  }

  private static func pieces(_ field: FieldReader) throws(TokenizationError) -> PieceList {
    guard let entries = field.value.array, !entries.isEmpty else {
      throw field.failure(
        expected: "a list of [text, score]",
        found: field.value.array == nil ? nil : "an empty one")
    }
    var pieces = PieceList()
    for (id, entry) in entries.enumerated() {
      guard let pair = entry.array, pair.count == 2, let text = pair[0].string,
        let score = pair[1].double
      else {
        throw .invalidField(
          file: field.file, field: "\(field.path)[\(id)]", expected: "[text, score]",
          found: entry.kind)
      }
      pieces.append(text.utf8, score: Float(score))
    }
    return pieces
  }

  private static func addedTokens(
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
