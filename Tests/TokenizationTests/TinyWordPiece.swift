import Base
import Tokenization
import TokenizerCompilation
import TestSupport

/// A `tokenizer.json` of a dozen WordPiece pieces, and edits of it.
enum TinyWordPiece {
  static let ids = ["[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4]

  static let json = json(
    vocabulary: [
      "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "a": 5, "b": 6, "##b": 7,
      "##c": 8, "ab": 9, "##bc": 10, "##": 11, ".": 12, "e": 13,
    ], ids: ids)

  static func json(vocabulary: JSONValue, ids: [String: Int]) -> JSONValue {
    func id(_ name: String) -> Int { ids[name] ?? -1 }
    return [
      "version": "1.0",
      "truncation": ["max_length": 128, "strategy": "LongestFirst", "stride": 0],
      "padding": [
        "strategy": ["Fixed": 128], "direction": "Right", "pad_to_multiple_of": nil,
        "pad_id": .integer(id("[PAD]")), "pad_type_id": 0, "pad_token": "[PAD]",
      ],
      "added_tokens": .array(
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].map {
          TinyTokenizer.special(id($0), $0)
        }),
      "normalizer": [
        "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
        "strip_accents": nil, "lowercase": true,
      ],
      "pre_tokenizer": ["type": "BertPreTokenizer"],
      "post_processor": [
        "type": "TemplateProcessing",
        "single": [
          ["SpecialToken": ["id": "[CLS]", "type_id": 0]],
          ["Sequence": ["id": "A", "type_id": 0]],
          ["SpecialToken": ["id": "[SEP]", "type_id": 0]],
        ],
        "special_tokens": [
          "[CLS]": ["id": "[CLS]", "ids": [.integer(id("[CLS]"))], "tokens": ["[CLS]"]],
          "[SEP]": ["id": "[SEP]", "ids": [.integer(id("[SEP]"))], "tokens": ["[SEP]"]],
        ],
      ],
      "decoder": ["type": "WordPiece", "prefix": "##", "cleanup": true],
      "model": [
        "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100, "vocab": vocabulary,
      ],
    ]
  }

  static func model(_ edits: [(path: [String], value: JSONValue?)] = []) throws -> TokenizerModel {
    let edited = edits.reduce(json) { $0.replacing($1.path[...], with: $1.value) }
    return try TokenizerModel(tokenizerJSON: edited, file: "tiny.json")
  }
}

extension TokenizerDeclaration {
  /// What a `tokenizer_config.json` of a BERT model says.
  static func bert(_ configuration: JSONValue) throws -> TokenizerDeclaration {
    try TokenizerDeclaration(
      TokenizerFiles(configuration: .init(configuration, name: "config"), modelType: "bert"))
  }
}
