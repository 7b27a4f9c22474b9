import Model
public import Base
public import Tokenization

extension TokenizerModel {
  /// Compiles a `vocab.txt` of the BERT family, a piece per line, as transformers does.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the file's name, for errors.
  ///   - configuration: `tokenizer_config.json`, which says how text is normalised.
  ///   - configurationFile: its name, for errors.
  /// - Throws: `TokenizerFileError.invalidField` naming the file and the field or line that is missing
  ///   or cannot be honoured.
  public init(
    vocabulary bytes: [UInt8], file: String, configuration: JSONValue, configurationFile: String
  ) throws(TokenizerFileError) {
    let fields = FieldReader(configuration, file: configurationFile)
    try TokenizerModel.checkConfiguration(fields)
    let normalizer = try BertNormalizerFields(configuration: fields)
    if let offset = bytes.span.firstInvalidUTF8 {
      throw .invalidField(
        file: file, field: "byte \(offset)", expected: "UTF-8", found: "another byte")
    }
    let pieces = try TokenizerModel.pieces(lines: bytes, file)
    var ids: [Int] = []
    for (name, content) in TokenizerModel.bertTokens {
      try fields.requireIfPresent(name, .string(content))
      guard let id = pieces.id(of: content) else {
        throw .invalidField(
          file: file, field: "(whole file)", expected: "a line '\(content)'", found: "none")
      }
      ids.append(id)
    }
    let addedTokens = zip(ids, TokenizerModel.bertTokens).map { id, token in
      AddedToken(
        id: id, content: token.content, stripsLeft: false, stripsRight: false, singleWord: false,
        normalized: false, special: true)
    }
    self = try TokenizerCompiler(
      file: file, piecesField: "line", pieces: pieces, unknownID: ids[1], beginID: ids[2],
      endID: ids[3], padID: ids[0], addedTokens: addedTokens.sorted { $0.id < $1.id }
    ).wordPiece(
      normalizer.settings(continuationPrefix: "##", maximumWordCharacterCount: 100))
  }

  /// A piece for each line, whether lines end in LF or in CR LF.
  private static func pieces(
    lines bytes: [UInt8], _ file: String
  ) throws(TokenizerFileError) -> PieceList {
    var pieces = PieceList()
    var begin = 0
    while begin < bytes.count {
      let end = bytes[begin...].firstIndex(of: 0x0a) ?? bytes.count
      let line = bytes[begin..<end]
      guard pieces.count < maximumVocabularySize else {
        throw .invalidField(
          file: file, field: "(whole file)", expected: "at most \(maximumVocabularySize) lines",
          found: "more")
      }
      pieces.append(line.last == 0x0d ? line.dropLast() : line, score: 0)
      begin = end + 1
    }
    return pieces
  }

  private static let bertTokens: [(name: String, content: String)] = [
    ("pad_token", "[PAD]"), ("unk_token", "[UNK]"), ("cls_token", "[CLS]"),
    ("sep_token", "[SEP]"), ("mask_token", "[MASK]"),
  ]

  /// Keys that have no influence on the ids of a text.
  private static let inertKeys = [
    "backend", "clean_up_tokenization_spaces", "full_tokenizer_file", "is_local", "max_len",
    "max_length", "model_input_names", "model_max_length", "name_or_path", "pad_to_multiple_of",
    "pad_token_type_id", "padding_side", "return_token_type_ids", "special_tokens_map_file",
    "stride", "truncation_side", "truncation_strategy",
  ]

  /// Refuses a configuration that asks for more than `vocab.txt` and BertNormalizer give.
  private static func checkConfiguration(_ fields: FieldReader) throws(TokenizerFileError) {
    let kind = try fields.member("tokenizer_class")
    guard ["BertTokenizer", "BertTokenizerFast"].contains(try kind.string()) else {
      throw kind.failure(
        expected: "BertTokenizer or BertTokenizerFast", found: try kind.string())
    }
    try fields.requireOnly(
      [
        "tokenizer_class", "do_lower_case", "tokenize_chinese_chars", "strip_accents",
        "do_basic_tokenize", "never_split", "additional_special_tokens", "extra_special_tokens",
        "added_tokens_decoder",
      ] + bertTokens.map(\.name) + inertKeys)
    try fields.requireIfPresent("do_basic_tokenize", true)
    for name in ["never_split", "additional_special_tokens"] {
      try fields.requireIfPresent(name, [])
    }
    if let extra = try fields.optional("extra_special_tokens"), extra.value != [:] {
      try extra.require([])
    }
    guard let added = try fields.optional("added_tokens_decoder") else { return }
    for member in added.value.object?.members ?? [] {
      let content = try added.member(member.name).member("content")
      guard bertTokens.contains(where: { content.value == .string($0.content) }) else {
        throw content.failure(
          expected: "one of \(bertTokens.map(\.content).joined(separator: ", "))",
          found: content.value.string)
      }
    }
  }
}
