import Base
import Conversion

extension CalibrationReport {
  /// For `--json`.
  var json: JSONValue {
    var experts = JSONObject()
    for (layer, counts) in expertTokenCounts.sorted(by: { $0.key < $1.key }) {
      experts.append("\(layer)", .array(counts.map { .integer($0) }))
    }
    return [
      "texts": .integer(textCount),
      "tokens": .integer(tokenCount),
      "tokens_per_expert": .object(experts),
      "without_data": .array(withoutData.map { .string($0) }),
    ]
  }

  /// Tokens of each expert by layer, and every matrix that was rounded without data.
  var text: String {
    var lines = ["  calibrated with \(textCount) texts, \(tokenCount) tokens"]
    for (layer, counts) in expertTokenCounts.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "  layer \(layer), tokens per expert: " + counts.map(String.init).joined(separator: " "))
    }
    if !withoutData.isEmpty {
      lines.append("  too few tokens, rounded without data:")
      lines += withoutData.map { "    \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
