import Model
public import Base
public import Tokenization

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
  /// - Throws: `TokenizerFileError.unsupportedTokenizer` for another kind of tokenizer,
  ///   `.invalidField` naming the field that is missing or cannot be honoured.
  public init(tokenizerJSON: JSONValue, file: String) throws(TokenizerFileError) {
    let top = FieldReader(tokenizerJSON, file: file)
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
  ) throws(TokenizerFileError) -> (FieldReader) throws(TokenizerFileError) -> TokenizerModel {
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
  ) throws(TokenizerFileError) -> [AddedToken] {
    var tokens: [AddedToken] = []
    var nextID = pieces.count
    for entry in try field.elements() {
      try entry.member("single_word").require(false)
      try entry.member("normalized").require(false)
      let content = try entry.member("content").string()
      let idField = try entry.member("id")
      let id = try idField.integer(in: 0..<maximumVocabularySize)
      // A text that is a piece has the piece's id; others follow after the pieces.
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

/// The post-processor of a `tokenizer.json`: one special id before a text, one after it.
struct TemplateFields {
  let begin: Int
  let end: Int

  init(_ field: FieldReader, idCount: Int) throws(TokenizerFileError) {
    if try field.member("type").string() == "BertProcessing" {
      try field.requireOnly(["type", "sep", "cls"])
      begin = try TemplateFields.id(ofPair: field.member("cls"), idCount: idCount)
      end = try TemplateFields.id(ofPair: field.member("sep"), idCount: idCount)
      return
    }
    try field.member("type").require("TemplateProcessing")
    let single = try field.member("single")
    let steps = try single.elements()
    guard steps.count == 3, let first = try steps[0].optional("SpecialToken"),
      let text = try steps[1].optional("Sequence"), let last = try steps[2].optional("SpecialToken")
    else {
      throw single.failure(
        expected: "one special token, the text, one special token",
        found: "\(steps.count) steps of another kind")
    }
    try text.member("id").require("A")
    // The graph knows one type of tokens.
    for step in [first, text, last] { try step.requireIfPresent("type_id", 0) }
    let special = try field.member("special_tokens")
    begin = try TemplateFields.id(of: first, in: special, idCount: idCount)
    end = try TemplateFields.id(of: last, in: special, idCount: idCount)
  }

  private static func id(
    of step: FieldReader, in special: FieldReader, idCount: Int
  ) throws(TokenizerFileError) -> Int {
    let ids = try special.member(step.member("id").string()).member("ids")
    let elements = try ids.elements()
    guard elements.count == 1 else {
      throw ids.failure(expected: "one id", found: "\(elements.count)")
    }
    return try elements[0].integer(in: 0..<idCount)
  }

  /// The id of a `[text, id]`.
  private static func id(
    ofPair field: FieldReader, idCount: Int
  ) throws(TokenizerFileError) -> Int {
    let elements = try field.elements()
    guard elements.count == 2 else {
      throw field.failure(expected: "[text, id]", found: "\(elements.count) elements")
    }
    return try elements[1].integer(in: 0..<idCount)
  }
}
