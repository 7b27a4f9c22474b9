import Model
import Base
import Tokenization

extension TokenizerModel {
  /// Reads a `tokenizer.json` of the BERT family; the classes of models take nothing from it but the
  /// vocabulary, the added tokens and the side of truncation.
  static func wordPiece(
    _ top: FieldReader, _ backend: TokenizerDeclaration.Backend
  ) throws(TokenizerFileError) -> TokenizerDraft {
    let fields = try TokenizerJSONFields(top)
    let model = try top.member("model")
    try model.requireOnly([
      "type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab",
    ])
    let vocabulary = try model.member("vocab")
    let index = try PieceIndex(
      pieces(byID: vocabulary), distinctCount: vocabulary.object().members.count)
    let own = backend == .file ? try WordPieceFields(top, index, fields.padding) : nil
    return TokenizerDraft(file: top.file, piecesField: vocabulary.path, index: index) {
      (declaration) throws(TokenizerFileError) in
      let list = try fields.addedTokens(declaration, index)
      guard let own else {
        return try wordPiece(declaration, list, index, fields.truncationSide) { content in
          vocabulary.failure(expected: "a piece '\(content)'", found: "none")
        }
      }
      var wordPiece = own.settings
      wordPiece.lowercases = wordPiece.lowercases || declaration.lowercasesFirst
      return try declaration.settings(
        .wordpiece(wordPiece), list, index, unknownID: own.unknownID, beginID: own.template.begin,
        endID: own.template.end, padID: own.padID, truncationSide: fields.truncationSide)
    }
  }

  /// The settings of BERT's class or MPNet's.
  ///
  /// - Parameter missing: the error for a token that the tokenizer cannot do without.
  static func wordPiece(
    _ declaration: TokenizerDeclaration, _ list: AddedTokenList, _ index: PieceIndex,
    _ truncationSide: TruncationSide?, missing: (String) -> TokenizerFileError
  ) throws(TokenizerFileError) -> TokenizerSettings {
    let ids = try declaration.ids(
      of: ["unk_token", "cls_token", "sep_token", "pad_token"], in: list, missing: missing)
    // The model itself answers with the unknown token, so it has to be a piece.
    let unknown = declaration.content(of: "unk_token") ?? ""
    guard index.id(of: unknown) == ids[0] else { throw missing(unknown) }
    return try declaration.settings(
      .wordpiece(
        WordPieceSettings(
          continuationPrefix: "##", maximumWordCharacterCount: 100, cleansText: true,
          separatesIdeographs: declaration.separatesIdeographs,
          stripsAccents: declaration.stripsAccents ?? declaration.lowercases,
          lowercases: declaration.lowercases || declaration.lowercasesFirst)),
      list, index, unknownID: ids[0], beginID: ids[1], endID: ids[2], padID: ids[3],
      truncationSide: truncationSide)
  }

  /// The most ids without a text: as many as a large vocabulary has that was cut down to few pieces
  /// which kept their ids.
  private static let maximumHoleCount = 1 << 18

  /// The pieces of an object of texts and ids; an id without a text is an empty piece.
  static func pieces(byID field: FieldReader) throws(TokenizerFileError) -> PieceList {
    guard let members = field.value.object?.members, !members.isEmpty else {
      throw field.failure(
        expected: "an object of texts and ids",
        found: field.value.object == nil ? nil : "an empty one")
    }
    let count = members.count
    // Every id costs memory, whether it has a text or not.
    let limit = min(count + maximumHoleCount, maximumVocabularySize)
    var texts = [String?](repeating: nil, count: count)
    var second: [(text: String, id: Int)] = []
    for member in members {
      guard let id = member.value.integer, (0..<limit).contains(id) else {
        throw .invalidField(
          file: field.file, field: field.path(of: member.name),
          expected: "an id from 0 to \(limit - 1)",
          found: member.value.integer.map { "\($0)" } ?? member.value.kind)
      }
      if id >= texts.count {
        texts.append(contentsOf: repeatElement(nil, count: id + 1 - texts.count))
      }
      if texts[id] == nil {
        texts[id] = member.name
      } else {
        second.append((member.name, id))
      }
    }
    while let last = texts.last, last == nil { texts.removeLast() }
    var pieces = PieceList()
    for text in texts { pieces.append((text ?? "").utf8, score: 0) }
    for (text, id) in second { pieces.append(text.utf8, sharing: id) }
    return pieces
  }
}

/// What a `tokenizer.json` of the BERT family says where it is taken as it is.
private struct WordPieceFields {
  let settings: WordPieceSettings
  let unknownID: Int
  let padID: Int
  let template: TemplateFields

  init(
    _ top: FieldReader, _ index: PieceIndex, _ padding: String?
  ) throws(TokenizerFileError) {
    let normalizer = try BertNormalizerFields(top.member("normalizer"))
    let preTokenizer = try top.member("pre_tokenizer")
    try preTokenizer.requireOnly(["type"])
    try preTokenizer.member("type").require("BertPreTokenizer")
    let model = try top.member("model")
    let prefix = try model.member("continuing_subword_prefix")
    let limit = try model.member("max_input_chars_per_word")
    settings = normalizer.settings(
      continuationPrefix: try prefix.string(),
      maximumWordCharacterCount: try limit.integer(
        in: 1..<TokenizerModel.maximumWordCharacterCount + 1))
    let unknown = try model.member("unk_token")
    guard let unknownID = index.id(of: try unknown.string()) else {
      throw unknown.failure(expected: "a text of model.vocab", found: try unknown.string())
    }
    self.unknownID = unknownID
    template = try TemplateFields(
      top.member("post_processor"), idCount: index.pieces.idCount)
    let pad = padding ?? "[PAD]"
    guard let padID = index.id(of: pad) else {
      throw try model.member("vocab").failure(expected: "a piece '\(pad)'", found: "none")
    }
    self.padID = padID
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
