internal import Base

/// The normalizer of a `tokenizer.json` of the BERT family.
struct BertNormalizerFields {
  let cleansText: Bool
  let separatesIdeographs: Bool
  let stripsAccents: Bool
  let lowercases: Bool

  init(_ field: FieldReader) throws(TokenizationError) {
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
  init(configuration: FieldReader) throws(TokenizationError) {
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
