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
    let index = try bytePairIndex(vocabulary)
    var merges = MergeList(index)
    for (rank, field) in try model.member("merges").elements().enumerated() {
      try merges.add(field, rank: rank)
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
        return try bytePair(declaration, list, index, fields.truncationSide, missing: missing)
      }
      let pad = declaration.content(of: "pad_token") ?? "<pad>"
      guard let padID = list.id(of: pad) else { throw missing(pad) }
      let unknown = declaration.content(of: "unk_token").flatMap(list.id(of:))
      return try declaration.settings(
        .bpe(own.settings), list, index, unknownID: unknown ?? padID, beginID: own.template.begin,
        endID: own.template.end, padID: padID, truncationSide: fields.truncationSide)
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
    let index = try bytePairIndex(vocabulary)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .invalidField(
        file: mergesFile, field: "(whole file)", expected: "UTF-8", found: "another byte")
    }
    var merges = MergeList(index)
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    var rank = 0
    for (number, line) in lines.enumerated() {
      let line = String(String.UnicodeScalarView(line.last == "\r" ? line.dropLast() : line))
      if line.utf8.starts(with: "#version".utf8) { continue }
      try merges.add(line, rank: rank) { (expected, found) in
        .invalidField(
          file: mergesFile, field: "line \(number + 1)", expected: expected, found: found)
      }
      rank += 1
    }
    return TokenizerDraft(
      file: file, piecesField: "(top level)", index: index, merges: merges.merges
    ) { (declaration) throws(TokenizerFileError) in
      var list = AddedTokenList(pieces: index)
      list.add(declaration, own: [], isBuilt: false)
      return try bytePair(declaration, list, index, nil) { content in
        vocabulary.failure(expected: "a piece '\(content)'", found: "none")
      }
    }
  }

  /// The settings of RoBERTa's class.
  ///
  /// - Parameter missing: the error for a token that the tokenizer cannot do without.
  private static func bytePair(
    _ declaration: TokenizerDeclaration, _ list: AddedTokenList, _ index: PieceIndex,
    _ truncationSide: TruncationSide?, missing: (String) -> TokenizerFileError
  ) throws(TokenizerFileError) -> TokenizerSettings {
    var ids: [Int] = []
    for role in ["unk_token", "cls_token", "sep_token", "pad_token"] {
      let content = declaration.content(of: role) ?? ""
      guard let id = list.id(of: content) else { throw missing(content.isEmpty ? role : content) }
      ids.append(id)
    }
    return try declaration.settings(
      .bpe(
        BytePairSettings(splitting: .gpt2, addsPrefixSpace: declaration.addsPrefixSpace ?? false)),
      list, index, unknownID: ids[0], beginID: ids[1], endID: ids[2], padID: ids[3],
      truncationSide: truncationSide)
  }

  private static func bytePairIndex(
    _ vocabulary: FieldReader
  ) throws(TokenizerFileError) -> PieceIndex {
    let pieces = try pieces(byID: vocabulary)
    // Which of two texts an id means would decide what is merged.
    guard pieces.idCount == pieces.count else {
      throw vocabulary.failure(
        expected: "an id of its own for every piece",
        found: "\(pieces.count - pieces.idCount) ids that are there twice")
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

/// The merges of a file as they come, by their ids: of equal pairs the last one counts.
///
/// Source: huggingface/tokenizers 0.23, `models/bpe/model.rs`, `BpeBuilder::build`.
private struct MergeList {
  private let index: PieceIndex
  private var found: [MergeTable.Merge] = []

  init(_ index: PieceIndex) { self.index = index }

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
    for (name, values) in BytePairFields.required {
      guard let field = try model.optional(name), !values.contains(field.value) else { continue }
      throw field.failure(
        expected: values[0].text(limit: 40), found: field.value.text(limit: 40))
    }
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

  /// Every byte has a piece, so that what an unknown character would become does not matter.
  private static let required: [(name: String, values: [JSONValue])] = [
    ("dropout", [nil, 0]), ("continuing_subword_prefix", [nil, ""]),
    ("end_of_word_suffix", [nil, ""]), ("ignore_merges", [false]),
  ]
}
