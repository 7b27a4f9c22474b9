import Model
import CrestFormat

extension BadFile {
  /// Fields and tables of one kind of tokenizer that are missing, or stand beside another kind.
  static let wordPieceCases: [BadFile] =
    [
      missing("unigram-no-pipeline", "tokenizer.pipeline", 2, of: Small.bytes),
      missing("unigram-no-unknown-score", "tokenizer.unknown_score", 8, of: Small.bytes),
      added("wordpiece-pipeline", "tokenizer.pipeline", 2, 2, Array("whole".utf8)),
      added(
        "wordpiece-unknown-score", "tokenizer.unknown_score", 8, 1,
        [UInt8](repeating: 0, count: 8)),
      added("wordpiece-lowercases-first", "tokenizer.lowercases_first", 19, 0, [1]),
      added(
        "tokenizer-lowercases-first", "tokenizer.lowercases_first", 19, 0, [0], of: Small.bytes),
      added(
        "tokenizer-truncation-side", "tokenizer.truncation_side", 18, 2, Array("right".utf8),
        of: Small.bytes),
      wordPiece("wordpiece-word-zero", "tokenizer.maximum_word_character_count") {
        $0.maximumWordCharacterCount = 0
      },
      wordPiece("wordpiece-word-huge", "tokenizer.maximum_word_character_count") {
        $0.maximumWordCharacterCount = 1 << 31
      },
      wordPiece("wordpiece-prefix-long", "tokenizer.continuation_prefix") {
        $0.continuationPrefix = String(repeating: "#", count: 65537)
      },
      manifest("wordpiece-scores", "tensors[4].name") {
        $0.content.tokenizer = SmallWordPiece.content.tokenizer
      },
      manifest("wordpiece-charsmap", "tensors[3].name", of: SmallWordPiece.bytes) {
        $0.tensors[3].declaration.name = "tokenizer.charsmap"
      },
      manifest("unigram-no-scores", "tensors", of: SmallWordPiece.bytes) {
        $0.content.tokenizer = Small.content.tokenizer
      },
    ]
    + fields.flatMap { name, number, type, value in
      let file = name.replacing("_", with: "-")
      return [
        missing("wordpiece-no-\(file)", "tokenizer.\(name)", number, of: SmallWordPiece.bytes),
        added("unigram-\(file)", "tokenizer.\(name)", number, type, value, of: Small.bytes),
      ]
    }

  /// The same of byte-level BPE.
  static let bytePairCases: [BadFile] =
    [
      manifest("bpe-no-merges", "tensors", of: SmallWordPiece.bytes) {
        $0.content.tokenizer = SmallBytePairs.content.tokenizer
      },
      manifest("bpe-scores", "tensors[4].name") {
        $0.content.tokenizer = SmallBytePairs.content.tokenizer
      },
      manifest("bpe-merges-of-three", "tensors[4].shape", of: SmallBytePairs.bytes) {
        $0.tensors[4].declaration.shape = [7]
        $0.tensors[4].byteCount = 28
      },
      manifest("wordpiece-merges", "tensors[4].name", of: SmallBytePairs.bytes) {
        $0.content.tokenizer = SmallWordPiece.content.tokenizer
      },
      wire("bpe-splitting", "tokenizer.splitting", at: [4, 20], of: SmallBytePairs.bytes) {
        $0[$1].value = Array("gpt4".utf8)
      },
    ]
    + bytePairFields.flatMap { name, number, type, value in
      let file = name.replacing("_", with: "-")
      return [
        missing("bpe-no-\(file)", "tokenizer.\(name)", number, of: SmallBytePairs.bytes),
        added("unigram-\(file)", "tokenizer.\(name)", number, type, value, of: Small.bytes),
        added("wordpiece-\(file)", "tokenizer.\(name)", number, type, value),
      ]
    }
    + [
      added(
        "bpe-pipeline", "tokenizer.pipeline", 2, 2, Array("whole".utf8), of: SmallBytePairs.bytes),
      added(
        "bpe-lowercases", "tokenizer.lowercases", 17, 0, [1], of: SmallBytePairs.bytes),
    ]

  private static let bytePairFields: [(String, Int, UInt8, [UInt8])] = [
    ("splitting", 20, 2, Array("gpt2".utf8)), ("adds_prefix_space", 21, 0, [0]),
  ]

  private static let fields: [(String, Int, UInt8, [UInt8])] = [
    ("continuation_prefix", 12, 2, [0x23]), ("maximum_word_character_count", 13, 0, [100]),
    ("cleans_text", 14, 0, [1]), ("separates_ideographs", 15, 0, [1]),
    ("strips_accents", 16, 0, [0]), ("lowercases", 17, 0, [1]),
  ]

  private static func missing(
    _ name: String, _ names: String, _ number: Int,
    of bytes: @escaping @Sendable () throws -> [UInt8]
  ) -> BadFile {
    wire(name, names, at: [4, number], of: bytes) { $0.remove(at: $1) }
  }

  /// Puts a field in its place in number order.
  private static func added(
    _ name: String, _ names: String, _ number: Int, _ type: UInt8, _ value: [UInt8],
    of bytes: @escaping @Sendable () throws -> [UInt8] = SmallWordPiece.bytes
  ) -> BadFile {
    wire(name, names, at: [4, 1], of: bytes) { fields, _ in
      let place = fields.firstIndex { $0.number > number } ?? fields.count
      fields.insert(WireField(number: number, type: type, value: value), at: place)
    }
  }

  private static func wordPiece(
    _ name: String, _ names: String,
    _ change: @escaping @Sendable (inout WordPieceSettings) -> Void
  ) -> BadFile {
    manifest(name, names, of: SmallWordPiece.bytes) { manifest in
      guard case .wordpiece(var settings) = manifest.content.tokenizer?.kind else { return }
      change(&settings)
      manifest.content.tokenizer?.kind = .wordpiece(settings)
    }
  }
}
