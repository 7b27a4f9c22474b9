import Base
import Model
import Tokenization

extension TokenizerModel {
  /// Reads a `tokenizer.json` of the RoBERTa family; RoBERTa's class takes nothing from it but the
  /// vocabulary, the merges, the added tokens and the side of truncation.
  static func bytePair(
    _ top: FieldReader, _ backend: TokenizerDeclaration.Backend
  ) throws(TokenizerFileError) -> TokenizerDraft {
    let fields = try TokenizerJSONFields(top)
    let model = try top.member("model")
    let vocabulary = try model.member("vocab")
    let index = try byteIndex(vocabulary)
    var merges = MergeList(index)
    let pairs = try model.member("merges")
    for (rank, field) in try pairs.elements().enumerated() { try merges.add(field, rank: rank) }
    guard !merges.isEmpty else {
      throw pairs.failure(expected: "at least one merge", found: "none")
    }
    let own = backend == .file ? try BytePairFields(top, index) : nil
    return TokenizerDraft(
      file: top.file, piecesField: vocabulary.path, index: index, merges: merges.merges
    ) { (declaration) throws(TokenizerFileError) in
      var declaration = declaration
      if own != nil, let padding = fields.padding { declaration.offer(padToken: padding) }
      let list = try fields.addedTokens(declaration, index)
      func missing(_ content: String) -> TokenizerFileError {
        vocabulary.failure(expected: "a piece '\(content)'", found: "none")
      }
      guard let own else {
        return try roberta(declaration, list, index, fields.truncationSide, missing: missing)
      }
      let pad = declaration.content(of: "pad_token") ?? "<pad>"
      guard let padID = list.id(of: pad) else { throw missing(pad) }
      return try declaration.settings(
        own.settings, list, index, beginID: own.template.begin, endID: own.template.end,
        padID: padID, truncationSide: fields.truncationSide)
    }
  }

  /// Compiles the `vocab.json` and `merges.txt` of RoBERTa's class: an object of texts and ids, and two
  /// pieces per line, the lines that begin with `#version` left out.
  ///
  /// - Parameters:
  ///   - file, mergesFile: the files' names, for errors.
  /// - Throws: `TokenizerFileError` naming the file and the field or line that cannot be honoured.
  static func draft(
    vocabulary: JSONValue, file: String, merges bytes: [UInt8], mergesFile: String
  ) throws(TokenizerFileError) -> TokenizerDraft {
    let vocabulary = FieldReader(vocabulary, file: file)
    let index = try byteIndex(vocabulary)
    func failure(_ field: String, _ expected: String, _ found: String) -> TokenizerFileError {
      .invalidField(file: mergesFile, field: field, expected: expected, found: found)
    }
    guard bytes.span.firstInvalidUTF8 == nil else {
      throw failure("(whole file)", "UTF-8", "another byte")
    }
    var merges = MergeList(index)
    var (begin, number, rank) = (0, 0, 0)
    while begin < bytes.count {
      let end = bytes[begin...].firstIndex(of: 0x0a) ?? bytes.count
      var line = bytes[begin..<end]
      // Only before a line feed is a carriage return a part of the line's end.
      if end < bytes.count, line.last == 0x0d { line.removeLast() }
      begin = end + 1
      number += 1
      if line.starts(with: "#version".utf8) { continue }
      let place = "line \(number)"
      try merges.add(String(decoding: line, as: UTF8.self), rank: rank) { failure(place, $0, $1) }
      rank += 1
    }
    guard !merges.isEmpty else { throw failure("(whole file)", "at least one merge", "none") }
    return TokenizerDraft(
      file: file, piecesField: "(top level)", index: index, merges: merges.merges
    ) { (declaration) throws(TokenizerFileError) in
      var list = AddedTokenList(pieces: index)
      list.add(declaration, own: [], isBuilt: false)
      return try roberta(declaration, list, index, nil) { content in
        vocabulary.failure(expected: "a piece '\(content)'", found: "none")
      }
    }
  }

  /// The settings of RoBERTa's class.
  ///
  /// - Parameter missing: the error for a token that the tokenizer cannot do without.
  private static func roberta(
    _ declaration: TokenizerDeclaration, _ list: AddedTokenList, _ index: PieceIndex,
    _ truncationSide: TruncationSide?, missing: (String) -> TokenizerFileError
  ) throws(TokenizerFileError) -> TokenizerSettings {
    let ids = try declaration.ids(
      of: ["cls_token", "sep_token", "pad_token"], in: list, missing: missing)
    return try declaration.settings(
      BytePairSettings(splitting: .gpt2, addsPrefixSpace: declaration.addsPrefixSpace ?? false),
      list, index, beginID: ids[0], endID: ids[1], padID: ids[2], truncationSide: truncationSide)
  }

  /// The pieces of an object of texts and ids, among them one for each byte.
  private static func byteIndex(
    _ vocabulary: FieldReader
  ) throws(TokenizerFileError) -> PieceIndex {
    let pieces = try pieces(byID: vocabulary)
    // Which of two texts an id means would decide what is merged.
    guard pieces.idCount == pieces.count else {
      throw vocabulary.failure(
        expected: "an id of its own for every piece",
        found: "\(pieces.count - pieces.idCount) with the id of another")
    }
    let index = try PieceIndex(pieces, distinctCount: vocabulary.object().members.count)
    for (byte, character) in ByteAlphabet.characters.enumerated()
    where index.id(of: String(character)) == nil {
      // The library would drop the byte.
      throw vocabulary.failure(
        expected: "a piece for each of the 256 bytes", found: "none for \(byte), '\(character)'")
    }
    return index
  }
}

extension TokenizerDeclaration {
  /// The settings of a byte-pair model, to which no text is unknown.
  fileprivate func settings(
    _ settings: BytePairSettings, _ list: AddedTokenList, _ index: PieceIndex, beginID: Int,
    endID: Int, padID: Int, truncationSide: TruncationSide?
  ) throws(TokenizerFileError) -> TokenizerSettings {
    try self.settings(
      .bpe(settings), list, index,
      unknownID: content(of: "unk_token").flatMap(list.id(of:)) ?? padID, beginID: beginID,
      endID: endID, padID: padID, truncationSide: truncationSide)
  }
}

/// The merges of a file as they come, by their ids: of equal pairs the last one counts.
///
/// Source: huggingface/tokenizers 0.23, `models/bpe/model.rs`, `BpeBuilder::build`.
private struct MergeList {
  private let index: PieceIndex
  private var found: [MergeTable.Merge] = []

  init(_ index: PieceIndex) { self.index = index }

  var isEmpty: Bool { found.isEmpty }

  /// Ascending pairs.
  var merges: [MergeTable.Merge] {
    var merges: [MergeTable.Merge] = []
    // A stable order: equal pairs stay in the order of their ranks.
    for merge in found.sorted(by: { ($0.key, $0.rank) < ($1.key, $1.rank) }) {
      if merges.last?.key == merge.key { merges.removeLast() }
      merges.append(merge)
    }
    return merges
  }

  /// Adds a merge of a `tokenizer.json`: `"a b"` or `["a", "b"]`.
  mutating func add(_ field: FieldReader, rank: Int) throws(TokenizerFileError) {
    func failure(_ expected: String, _ found: String) -> TokenizerFileError {
      field.failure(expected: expected, found: found)
    }
    if let text = field.value.string { return try add(text, rank: rank, failure) }
    let pair = try field.strings()
    guard pair.count == 2 else { throw failure("two pieces", "\(pair.count)") }
    try add(pair[0], pair[1], rank, failure)
  }

  /// Adds the merge of two pieces with one space between them.
  mutating func add(
    _ text: String, rank: Int, _ failure: (String, String) -> TokenizerFileError
  ) throws(TokenizerFileError) {
    let pair = text.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
    guard pair.count == 2 else {
      throw failure("two pieces with one space between them", "'\(text)'")
    }
    try add(String(pair[0]), String(pair[1]), rank, failure)
  }

  private mutating func add(
    _ left: String, _ right: String, _ rank: Int,
    _ failure: (String, String) -> TokenizerFileError
  ) throws(TokenizerFileError) {
    var ids: [UInt32] = []
    for piece in [left, right, left + right] {
      guard let id = index.id(of: piece) else {
        throw failure("pieces of the vocabulary", "'\(piece)', which is none")
      }
      ids.append(UInt32(truncatingIfNeeded: id))
    }
    found.append(
      MergeTable.Merge(
        left: ids[0], right: ids[1], rank: UInt32(truncatingIfNeeded: rank), result: ids[2]))
  }
}

/// What a `tokenizer.json` of byte-level BPE says where it is taken as it is.
private struct BytePairFields {
  let settings: BytePairSettings
  let template: TemplateFields

  init(_ top: FieldReader, _ index: PieceIndex) throws(TokenizerFileError) {
    let model = try top.member("model")
    try model.requireOnly([
      "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
      "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges",
    ])
    if let dropout = try model.optional("dropout"), dropout.value.double != 0 {
      throw dropout.failure(expected: "null or 0", found: dropout.value.text(limit: 40))
    }
    for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
      try model.requireIfPresent(name, "")
    }
    // Every byte has a piece, so that what an unknown character would become does not matter.
    try model.requireIfPresent("ignore_merges", false)
    if let normalizer = try top.optional("normalizer") {
      throw normalizer.failure(
        expected: "null", found: try normalizer.member("type").string())
    }
    let preTokenizer = try top.member("pre_tokenizer")
    try preTokenizer.member("type").require("ByteLevel")
    try preTokenizer.requireOnly(["type", "add_prefix_space", "trim_offsets", "use_regex"])
    try preTokenizer.requireIfPresent("use_regex", true)
    settings = BytePairSettings(
      splitting: .gpt2, addsPrefixSpace: try preTokenizer.member("add_prefix_space").bool())
    template = try TemplateFields(top.member("post_processor"), idCount: index.pieces.idCount)
  }
}
