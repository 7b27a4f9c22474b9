import Hashing
import Model
import Base
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

/// BERT's uncased vocabulary of `Golden/tokenization/bert-uncased`, compiled once for all tests, and
/// the goldens of `make_wordpiece_golden.py`.
enum WordPieceFixtures {
  static let uncased = Result {
    Tokenizer(
      try TokenizerModel(
        vocabulary: Fixtures.bytes("bert-uncased/vocab.txt"), file: "vocab.txt",
        declaration: .bert(JSONValue(parsing: Fixtures.bytes("bert-uncased/tokenizer_config.json")))
      ))
  }

  /// The same as the `tokenizer.json` that all-MiniLM-L6-v2 has.
  static let json = Result {
    var vocabulary = JSONObject()
    let lines = try Fixtures.bytes("bert-uncased/vocab.txt").split(separator: 0x0a)
    for (id, line) in lines.enumerated() {
      vocabulary.append(String(decoding: line, as: UTF8.self), .integer(id))
    }
    return TinyWordPiece.json(
      vocabulary: .object(vocabulary),
      ids: ["[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103])
  }

  struct Line {
    let text: String
    let ids: String
    let words: String
  }

  /// The lines with their hashes: those of wordpiece/lines.tsv, then the shared ones.
  static func lines() throws -> [Line] {
    let own = try rows("wordpiece/lines.tsv").map { fields in
      try #require(fields.count == 3)
      let text = try #require(try JSONValue(parsing: [UInt8](fields[0].utf8)).string)
      return Line(text: text, ids: fields[1], words: fields[2])
    }
    let texts = try Fixtures.lines("lines.tsv") + Fixtures.lines("graphemes/lines.tsv")
    let hashes = try rows("wordpiece/shared.tsv")
    try #require(hashes.count == texts.count)
    return own
      + zip(texts, hashes).map { Line(text: $0.text, ids: $1[0], words: $1[1]) }
  }

  /// The fields of a fixture's lines.
  static func rows(_ name: String) throws -> [[String]] {
    try Fixtures.bytes(name).split(separator: 0x0a).map { row in
      row.split(separator: 0x09).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  static func hash(_ bytes: [UInt8], digits: Int = 8) -> String {
    String("\(Checksum(of: bytes))".prefix(digits))
  }
}

/// Tokenizers whose ids are the bytes of normalised words, so that they show how a text is cut.
///
/// Their trie has every byte as a piece, which no vocabulary of texts could have.
struct WordTokenizer {
  /// clean_text, handle_chinese_chars, strip_accents, lowercase.
  static let variants = ["1111", "1100", "1110", "1101", "0000", "0011"].map { switches in
    let isOn = switches.map { $0 == "1" }
    return Result {
      WordTokenizer(
        tokenizer: Tokenizer(
          try model(
            WordPieceSettings(
              continuationPrefix: "##", maximumWordCharacterCount: Int(Int32.max),
              cleansText: isOn[0], separatesIdeographs: isOn[1], stripsAccents: isOn[2],
              lowercases: isOn[3]))))
    }
  }

  /// Ends a text in `words(of:)` where it is found.
  static let end = "[END]"
  private static let endID = 513

  let tokenizer: Tokenizer

  /// Each word followed by FF, each text by FE; a word with U+0000 is one byte 00.
  func words(of text: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var isInside = false
    for id in try tokenizer.ids(text) {
      if isInside, !(256..<512).contains(id) { bytes.append(0xff) }
      isInside = id != WordTokenizer.endID
      bytes.append(isInside ? UInt8(truncatingIfNeeded: id) : 0xfe)
    }
    return isInside ? bytes + [0xff, 0xfe] : bytes.isEmpty ? [0xfe] : bytes
  }

  private static func model(_ settings: WordPieceSettings) throws -> TokenizerModel {
    var units = [UInt32](repeating: 0, count: 8192)
    // A child of the node at `parent` lies at base ^ byte, its value at its own base.
    func child(_ byte: Int, base: Int, ownBase: Int, id: Int) {
      let unit = base ^ byte
      units[unit] = UInt32(byte) | 1 << 8 | UInt32(unit ^ ownBase) << 10
      units[ownBase] = 1 << 31 | UInt32(id)
    }
    units[0] = 256 << 10
    for byte in 1..<256 {
      // "#" has a child too: its base is one of a block of its own.
      child(byte, base: 256, ownBase: byte == 0x23 ? 1024 : 2048 + byte, id: byte)
      child(byte, base: 512, ownBase: 4096 + byte, id: 256 + byte)
    }
    units[1024 ^ 0x23] = 0x23 | UInt32((1024 ^ 0x23) ^ 512) << 10
    let bytes = units.flatMap { unit in (0..<4).map { UInt8(truncatingIfNeeded: unit >> ($0 * 8)) }
    }
    return try TokenizerModel(
      settings: TokenizerSettings(
        kind: .wordpiece(settings), vocabularySize: 514, unknownID: 0, beginID: 512, endID: 512,
        padID: 512,
        addedTokens: [
          AddedToken(
            id: endID, content: end, stripsLeft: false, stripsRight: false, singleWord: false,
            normalized: false, special: true)
        ], prefixIDs: [], suffixIDs: []),
      trie: ByteRegion(copying: bytes), scores: ByteRegion(copying: []),
      charsmap: ByteRegion(copying: []))
  }
}
