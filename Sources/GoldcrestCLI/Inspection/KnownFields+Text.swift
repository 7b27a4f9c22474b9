import Base
import HuggingFace

extension KnownFields {
  /// Where the settings come from.
  var origin: String {
    "known for \(repository)\(source.map { ": \($0)" } ?? "")"
  }

  /// The line that `convert` says.
  var notice: String {
    "\(fields.map(\.text).joined(separator: ", ")): \(origin), as the model's files have none"
  }

  /// For `--json`.
  var json: JSONValue {
    [
      "repository": .string(repository),
      "source": source.map { .string($0) } ?? .null,
      "fields": .array(fields.map { .string($0.rawValue) }),
    ]
  }
}

extension KnownFields.Field {
  /// The setting in words.
  fileprivate var text: String {
    switch self {
    case .prompts: "prompts"
    case .dimensions: "dimensions"
    case .layerNormBeforeCut: "LayerNorm of cut vectors"
    }
  }
}
