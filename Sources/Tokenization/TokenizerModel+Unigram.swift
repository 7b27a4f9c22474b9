internal import Base

extension TokenizerModel {
  /// Compiles a `tokenizer.json` of the XLM-RoBERTa family.
  ///
  /// Scores are rounded to binary32, which the files' scores are.
  static func unigram(_ top: FieldReader) throws(TokenizationError) -> TokenizerModel {
    let normalizer = try NormalizerFields(top.member("normalizer"))
    let pipeline = try normalizer.pipeline(with: PreTokenizerFields(top.member("pre_tokenizer")))
    let model = try top.member("model")
    try model.requireIfPresent("byte_fallback", false)
    let pieces = try pieces(model.member("vocab"))
    let unknown = try model.member("unk_id").integer(in: 0..<pieces.count)
    let template = try TemplateFields(top.member("post_processor"), idCount: pieces.count)
    guard let pad = pieces.id(of: "<pad>") else {
      throw try model.member("vocab").failure(expected: "a piece '<pad>'", found: "none")
    }
    return try TokenizerCompiler(
      file: top.file, piecesField: "model.vocab", pieces: pieces, unknownID: unknown,
      beginID: template.begin, endID: template.end, padID: pad,
      addedTokens: addedTokens(top.member("added_tokens"), pieces: pieces)
    ).unigram(
      pipeline: pipeline, charsmap: normalizer.charsmap, charsmapField: normalizer.charsmapField)
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
}
