import Model
import Base
import Tokenization

extension TokenizerModel {
  /// Compiles a `tokenizer.json` of the BERT family.
  static func wordPiece(_ top: FieldReader) throws(TokenizerFileError) -> TokenizerModel {
    let normalizer = try BertNormalizerFields(top.member("normalizer"))
    let preTokenizer = try top.member("pre_tokenizer")
    try preTokenizer.requireOnly(["type"])
    try preTokenizer.member("type").require("BertPreTokenizer")
    let model = try top.member("model")
    try model.requireOnly([
      "type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab",
    ])
    let vocabulary = try model.member("vocab")
    let pieces = try pieces(byID: vocabulary)
    let prefix = try model.member("continuing_subword_prefix")
    let limit = try model.member("max_input_chars_per_word")
    let settings = normalizer.settings(
      continuationPrefix: try prefix.string(),
      maximumWordCharacterCount: try limit.integer(in: 1..<maximumWordCharacterCount + 1))
    let unknown = try model.member("unk_token")
    guard let unknownID = pieces.id(of: try unknown.string()) else {
      throw unknown.failure(expected: "a text of model.vocab", found: try unknown.string())
    }
    let addedTokens = try addedTokens(top.member("added_tokens"), pieces: pieces)
    let template = try TemplateFields(top.member("post_processor"), idCount: pieces.count)
    let pad = try top.optional("padding")?.member("pad_token").string() ?? "[PAD]"
    guard let padID = pieces.id(of: pad) else {
      throw vocabulary.failure(expected: "a piece '\(pad)'", found: "none")
    }
    return try TokenizerCompiler(
      file: top.file, piecesField: vocabulary.path, pieces: pieces, unknownID: unknownID,
      beginID: template.begin, endID: template.end, padID: padID, addedTokens: addedTokens
    ).wordPiece(settings)
  }

  /// The pieces of an object of texts and ids.
  private static func pieces(byID field: FieldReader) throws(TokenizerFileError) -> PieceList {
    guard let members = field.value.object?.members, !members.isEmpty else {
      throw field.failure(
        expected: "an object of texts and ids",
        found: field.value.object == nil ? nil : "an empty one")
    }
    var texts = [String?](repeating: nil, count: members.count)
    for member in members {
      guard let id = member.value.integer, texts.indices.contains(id), texts[id] == nil else {
        throw .invalidField(
          file: field.file, field: "\(field.path).\(member.name)",
          expected: "an id from 0 to \(members.count - 1) that no other text has",
          found: member.value.integer.map { "\($0)" } ?? member.value.kind)
      }
      texts[id] = member.name
    }
    var pieces = PieceList()
    for text in texts { pieces.append((text ?? "").utf8, score: 0) }
    return pieces
  }
}

/// The normalizer of a `tokenizer.json` of the BERT family.
struct BertNormalizerFields {
  let cleansText: Bool
  let separatesIdeographs: Bool
  let stripsAccents: Bool
  let lowercases: Bool

  init(_ field: FieldReader) throws(TokenizerFileError) {
    try field.member("type").require("BertNormalizer")
    try field.requireOnly([
      "type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase",
    ])
    cleansText = try field.member("clean_text").bool()
    separatesIdeographs = try field.member("handle_chinese_chars").bool()
    lowercases = try field.member("lowercase").bool()
    // Null and missing mean: as lower case.
    stripsAccents = try field.optional("strip_accents")?.bool() ?? lowercases
  }

  /// The `tokenizer_config.json` beside a `vocab.txt`.
  init(configuration: FieldReader) throws(TokenizerFileError) {
    cleansText = true
    separatesIdeographs = try configuration.optional("tokenize_chinese_chars")?.bool() ?? true
    lowercases = try configuration.member("do_lower_case").bool()
    stripsAccents = try configuration.optional("strip_accents")?.bool() ?? lowercases
  }

  func settings(
    continuationPrefix: String, maximumWordCharacterCount: Int
  ) -> WordPieceSettings {
    WordPieceSettings(
      continuationPrefix: continuationPrefix,
      maximumWordCharacterCount: maximumWordCharacterCount, cleansText: cleansText,
      separatesIdeographs: separatesIdeographs, stripsAccents: stripsAccents,
      lowercases: lowercases)
  }
}
