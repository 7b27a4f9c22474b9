import Model
package import Base
package import Tokenization

extension TokenizerModel {
  static let supportedFiles =
    "Unigram models with the XLM-RoBERTa pipeline (tokenizer.json or sentencepiece.bpe.model), "
    + "WordPiece models with the BERT pipeline (tokenizer.json or vocab.txt), "
    + "byte-level BPE models with the RoBERTa pipeline (tokenizer.json or vocab.json and merges.txt)"

  /// Compiles a `tokenizer.json` of the XLM-RoBERTa, the BERT or the RoBERTa family.
  ///
  /// Of `truncation` only the direction and of `padding` only the token is used; `decoder` has no
  /// influence on ids.
  ///
  /// - Parameters:
  ///   - file: the file's name, for errors.
  ///   - backend: the class that reads it.
  /// - Throws: `TokenizerFileError.unsupportedTokenizer` for another kind of tokenizer,
  ///   `.invalidField` naming the field that is missing or cannot be honoured.
  package static func draft(
    tokenizerJSON: JSONValue, file: String, backend: TokenizerDeclaration.Backend
  ) throws(TokenizerFileError) -> TokenizerDraft {
    let top = FieldReader(tokenizerJSON, file: file)
    let type = try modelType(of: top)
    try top.requireOnly([
      "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer",
      "post_processor", "decoder", "model",
    ])
    switch (type, backend) {
    case ("Unigram", .file), ("Unigram", .xlmRoberta), ("Unigram", .camembert):
      return try unigram(top, backend)
    case ("WordPiece", .file), ("WordPiece", .bert), ("WordPiece", .mpnet):
      return try wordPiece(top, backend)
    case ("BPE", .file), ("BPE", .roberta): return try bytePair(top, backend)
    default:
      throw .unsupportedTokenizer(
        file: file, found: "a \(type) model for the class \(backend.rawValue)",
        supported: supportedFiles)
    }
  }

  /// The kind of the model; one that nothing reads is named.
  private static func modelType(of top: FieldReader) throws(TokenizerFileError) -> String {
    let model = try top.member("model")
    // Old files do not say; only WordPiece has the length of a word, only BPE has merges.
    let isLimited = try model.optional("max_input_chars_per_word") != nil
    let isMerged = try model.optional("merges") != nil
    let type =
      try model.optional("type")?.string()
      ?? (isMerged ? "BPE" : isLimited ? "WordPiece" : "Unigram")
    guard ["Unigram", "WordPiece", "BPE"].contains(type) else {
      let normalizer = try top.optional("normalizer")?.optional("type")?.string()
      throw .unsupportedTokenizer(
        file: top.file, found: "a \(type) model with the normalizer \(normalizer ?? "none")",
        supported: supportedFiles)
    }
    return type
  }
}

/// What a `tokenizer.json` says beside its model, for every kind of model.
struct TokenizerJSONFields {
  /// The added tokens and the ids that the file gives them.
  let tokens: [(id: Int, token: DeclaredToken)]
  /// The token that pads a batch, if the file says it.
  let padding: String?
  /// The side that the file's own truncation cuts.
  let truncationSide: TruncationSide?

  private let field: FieldReader

  init(_ top: FieldReader) throws(TokenizerFileError) {
    field = try top.member("added_tokens")
    var tokens: [(id: Int, token: DeclaredToken)] = []
    for entry in try field.elements() {
      let id = try entry.member("id").integer(in: 0..<TokenizerModel.maximumVocabularySize)
      for name in ["single_word", "lstrip", "rstrip", "normalized", "special"] {
        _ = try entry.member(name).bool()
      }
      tokens.append((id, try DeclaredToken(entry)))
    }
    self.tokens = tokens
    padding = try top.optional("padding")?.member("pad_token").string()
    truncationSide = try top.optional("truncation")?.optional("direction").map {
      (field) throws(TokenizerFileError) in
      try field.value("\"Left\" or \"Right\"") { value in
        value == "Left" ? .left : value == "Right" ? .right : nil
      }
    }
  }

  /// All added tokens of a tokenizer.
  ///
  /// - Throws: `TokenizerFileError.invalidField` if the file is taken as it is and gives a token
  ///   another id than the library does.
  func addedTokens(
    _ declaration: TokenizerDeclaration, _ index: PieceIndex
  ) throws(TokenizerFileError) -> AddedTokenList {
    var list = AddedTokenList(pieces: index)
    if declaration.backend == .file {
      // All at once, as the library adds them: the first new id is behind the pieces' number, whatever
      // ids the pieces have.
      list.add(tokens.map(\.token))
      for (place, (id, token)) in tokens.enumerated() {
        guard let expected = list.id(of: token.content), id != expected else { continue }
        throw .invalidField(
          file: field.file, field: "\(field.path)[\(place)].id",
          expected: "\(expected), the id of the piece \"\(token.content)\" or the next free one",
          found: "\(id)")
      }
    }
    var declaration = declaration
    if declaration.backend == .file, let padding { declaration.offer(padToken: padding) }
    list.add(declaration, own: tokens, isBuilt: declaration.backend == .file)
    return list
  }
}

/// The post-processor of a `tokenizer.json`: one special id before a text, one after it.
struct TemplateFields {
  let begin: Int
  let end: Int

  init(_ field: FieldReader, idCount: Int) throws(TokenizerFileError) {
    let type = try field.member("type").string()
    if type == "BertProcessing" || type == "RobertaProcessing" {
      let moveOffsets = type == "BertProcessing" ? [] : ["trim_offsets", "add_prefix_space"]
      try field.requireOnly(["type", "sep", "cls"] + moveOffsets)
      begin = try TemplateFields.id(ofPair: field.member("cls"), idCount: idCount)
      end = try TemplateFields.id(ofPair: field.member("sep"), idCount: idCount)
      return
    }
    guard type == "TemplateProcessing" else {
      throw try field.member("type").failure(
        expected: "TemplateProcessing, RobertaProcessing or BertProcessing", found: type)
    }
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
