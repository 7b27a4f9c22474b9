import Bytes
import Conversion

extension ExpertChoice {
  /// For `--json`.
  var json: JSONValue {
    var layers = JSONObject()
    for layer in self.layers {
      layers.append(
        "\(layer.index)",
        [
          "kept": .array(layer.kept.map { .integer($0) }),
          "saliency": .array(layer.saliency.map { .number($0) }),
          "tokens": .array(layer.tokenCounts.map { .integer($0) }),
        ])
    }
    return [
      "kept": .integer(keptCount),
      "of": .integer(expertCount),
      "texts": .integer(textCount),
      "tokens": .integer(tokenCount),
      "layers": .object(layers),
    ]
  }

  /// The saliency of each expert by layer; those in brackets are left out.
  var text: String {
    var lines = [
      "  \(keptCount) of \(expertCount) experts stay, by \(textCount) texts, \(tokenCount) tokens"
    ]
    for layer in layers {
      let figures = layer.saliency.enumerated().map { expert, value in
        let figure = Figures.fixed(value, digits: 3)
        return layer.kept.contains(expert) ? figure : "(\(figure))"
      }
      lines.append("  layer \(layer.index), saliency: " + figures.joined(separator: " "))
    }
    return lines.joined(separator: "\n")
  }
}
