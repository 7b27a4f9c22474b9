import Base
import TestSupport
import Tokenization
import TokenizerCompilation

/// A `tokenizer.json` of the 256 bytes, five special tokens and a few merges, and edits of it.
enum TinyBytePair {
  /// The ids of the special tokens; those of the bytes follow, then those of `pieces`.
  static let special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
  static let pieces = ["ab", "bc", "abc", "Ġa", "ĠĠ", "aa", "aaa"]
  static let merges: [JSONValue] = ["b c", "a b", "a bc", "Ġ a", "Ġ Ġ", "a a", "aa a"]

  static let vocabulary: JSONObject = {
    var vocabulary = JSONObject()
    let bytes = ByteAlphabet.characters.map { String($0) }
    for (id, text) in (special + bytes + pieces).enumerated() {
      vocabulary.append(text, .integer(id))
    }
    return vocabulary
  }()

  static let json: JSONValue = [
    "version": "1.0", "truncation": nil, "padding": nil,
    "added_tokens": .array(
      special.enumerated().map { id, content in
        [
          "id": .integer(id), "content": .string(content), "single_word": false,
          "lstrip": .bool(content == "<mask>"), "rstrip": false, "normalized": false,
          "special": true,
        ]
      }),
    "normalizer": nil,
    "pre_tokenizer": [
      "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
    ],
    "post_processor": [
      "type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": true,
      "add_prefix_space": false,
    ],
    "decoder": ["type": "ByteLevel"],
    "model": [
      "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": "",
      "end_of_word_suffix": "", "fuse_unk": false, "vocab": .object(vocabulary),
      "merges": .array(merges),
    ],
  ]

  /// The id of a byte.
  static func id(_ byte: UInt8) -> Int32 { Int32(special.count) + Int32(byte) }

  /// The id of the merged piece at `place`.
  static func merged(_ place: Int) -> Int32 { Int32(special.count + 256 + place) }

  static func declaration(
    _ configuration: JSONValue = [:], modelType: String? = nil
  ) throws -> TokenizerDeclaration {
    try TokenizerDeclaration(
      TokenizerFiles(configuration: .init(configuration, name: "config"), modelType: modelType))
  }

  /// The model of the edited file; without a `modelType` the file is taken as it is.
  static func model(
    _ edits: [(path: [String], value: JSONValue?)] = [],
    configuration: JSONValue = [:], modelType: String? = nil
  ) throws -> TokenizerModel {
    let edited = edits.reduce(json) { $0.replacing($1.path[...], with: $1.value) }
    return try TokenizerModel(
      tokenizerJSON: edited, file: "tiny.json",
      declaration: declaration(configuration, modelType: modelType))
  }
}
