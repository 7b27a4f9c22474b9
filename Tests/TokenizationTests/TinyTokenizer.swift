import Base
import Tokenization
import TokenizerCompilation
import TestSupport

/// A `tokenizer.json` of a dozen pieces, and edits of it.
enum TinyTokenizer {
  /// A character map without keys.
  static let emptyCharsmap = "BAAAAAAAAAAA"

  static let json: JSONValue = [
    "version": "1.0",
    "truncation": nil,
    "padding": nil,
    "added_tokens": [
      special(0, "<s>"), special(1, "<pad>"), special(2, "</s>"), special(3, "<unk>"),
      special(12, "<mask>", lstrip: true),
    ],
    "normalizer": ["type": "Precompiled", "precompiled_charsmap": .string(emptyCharsmap)],
    "pre_tokenizer": [
      "type": "Sequence", "pretokenizers": [["type": "WhitespaceSplit"], metaspace],
    ],
    "post_processor": [
      "type": "TemplateProcessing",
      "single": [
        ["SpecialToken": ["id": "<s>", "type_id": 0]], ["Sequence": ["id": "A", "type_id": 0]],
        ["SpecialToken": ["id": "</s>", "type_id": 0]],
      ],
      "special_tokens": [
        "<s>": ["id": "<s>", "ids": [0], "tokens": ["<s>"]],
        "</s>": ["id": "</s>", "ids": [2], "tokens": ["</s>"]],
      ],
    ],
    "decoder": metaspace,
    "model": [
      "type": "Unigram", "unk_id": 3, "byte_fallback": false,
      "vocab": [
        ["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", 0], ["▁", -2], ["a", -3], ["b", -3.5],
        ["c", -4], ["ab", -4.5], ["▁ab", -5], ["abc", -6], ["é", -7], ["<mask>", 0],
      ],
    ],
  ]

  static let metaspace: JSONValue = [
    "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true,
  ]

  static func special(
    _ id: Int, _ content: String, lstrip: Bool = false, rstrip: Bool = false
  ) -> JSONValue {
    [
      "id": .integer(id), "content": .string(content), "single_word": false,
      "lstrip": .bool(lstrip), "rstrip": .bool(rstrip), "normalized": false, "special": true,
    ]
  }

  static func model(_ edits: [(path: [String], value: JSONValue?)] = []) throws -> TokenizerModel {
    let edited = edits.reduce(json) { $0.replacing($1.path[...], with: $1.value) }
    return try TokenizerModel(tokenizerJSON: edited, file: "tiny.json")
  }
}

extension JSONValue {
  /// This value with the member or element at `path` replaced, appended, or removed by `nil`.
  func replacing(_ path: ArraySlice<String>, with value: JSONValue?) -> JSONValue {
    guard let name = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    if let array, let index = Int(name) {
      var elements = Array(array)
      if index < elements.count {
        elements[index] = elements[index].replacing(rest, with: value)
      } else if let value {
        elements.append(value)
      }
      return .array(elements)
    }
    var result = JSONObject()
    for member in object?.members ?? [] {
      if member.name != name {
        result.append(member.name, member.value)
      } else if !rest.isEmpty || value != nil {
        result.append(name, member.value.replacing(rest, with: value))
      }
    }
    if result[name] == nil, let value, rest.isEmpty { result.append(name, value) }
    return .object(result)
  }
}
