import Base
import Model
import TokenizerCompilation

extension HuggingFaceError: CustomStringConvertible {
  /// One line for a person: file, key or tensor, what was expected, what was found.
  ///
  /// Names come from the files: no line break or escape code of theirs reaches a terminal.
  package var description: String {
    let text = fileDescription ?? configurationDescription ?? tensorDescription ?? "refused"
    return text.escapingControlCharacters
  }

  private var fileDescription: String? {
    switch self {
    case .file(let error): error.description
    case .changed(let path):
      "\(path): expected the file as it was when it was opened, found it changed"
    case .json(let file, let error): "\(file): \(error)"
    case .headerJSON(let path, let error): "\(path): header: \(error)"
    case .malformed(let path, let place, let expected, let found):
      "\(path): \(place.isEmpty ? "" : "\(place): ")expected \(expected), found \(found)"
    case .missingFile(let folder, let file, let purpose):
      "\(folder): expected \(file) (\(purpose)), found no such file"
    case .noWeights(let folder, let names):
      "\(folder): no weights: expected one of \(names.joined(separator: ", ")), found none of them"
    case .otherKind(let path, let found): "\(path): this is \(found.text)"
    case .otherWeights(let folder, let names, let found, let kind):
      "\(folder): no weights: expected one of \(names.joined(separator: ", ")), found only "
        + "\(found), \(kind.text)"
    case .severalWeights(let folder, let found):
      "\(folder): expected one weights file or an index, found \(found.joined(separator: ", "))"
    case .missingTokenizer(let folder, let expected):
      "\(folder): tokenizer: expected \(expected.joined(separator: " or ")), found none"
    case .tokenizer(let error): error.description
    case .vocabulary(let file, let expected, let found):
      "\(file): vocabulary: expected at most \(expected) ids, one for each row of the "
        + "token embedding, found \(found)"
    default: nil
    }
  }

  private var configurationDescription: String? {
    switch self {
    case .unsupported(let file, let found, let supported):
      "\(file): model_type: expected a supported architecture "
        + "(\(supported.joined(separator: ", "))), found \(found.cut())"
    case .notAnEmbeddingModel(let file, let key, let found, let what):
      "\(file): \(key): expected an encoder of text "
        + "(\(Architecture.supported.map(\.name).joined(separator: ", "))), "
        + "found \"\(found.cut())\": \(what)"
    case .adapter(let file, let type):
      "\(file): expected a whole model, found an adapter\(type.map { " (\($0.cut()))" } ?? ""), "
        + "which changes the weights of a base model: merge the two first (peft: "
        + "PeftModel.from_pretrained(base, folder).merge_and_unload()), save the result with its "
        + "tokenizer and convert that"
    case .quantized(let file, let method):
      "\(file): quantization_config: expected weights in floating point, found quantised ones"
        + "\(method.map { " (\($0.cut()))" } ?? ""): "
        + HuggingFaceError.quantizedAdvice
    case .unsupportedModule(let file, let key, let found, let what):
      "\(file): \(key): expected Transformer, Pooling and steps that are supported, "
        + "found \"\(found.cut())\": \(what), which is not supported"
    case .missingKey(let file, let key, let expected):
      "\(file): \(key): expected \(expected), found no such key"
    case .value(let file, let key, let expected, let found):
      "\(file): \(key.isEmpty ? "" : "\(key.cut()): ")expected \(expected), "
        + "found \(found.cut())"
    case .unknownKey(let file, let key, let found):
      "\(file): \(key.cut()): expected a known key, found an unknown one "
        + "with the value \(found)"
    default: nil
    }
  }

  private var tensorDescription: String? {
    switch self {
    case .tensorNames(let file, let architecture, let missing, let unexpected):
      "\(file): tensors of \(architecture): missing "
        + "\(HuggingFaceError.list(missing, limit: 4)), "
        + "unexpected \(HuggingFaceError.list(unexpected, limit: 4))"
        + (unexpected.contains(where: HuggingFaceError.isOfQuantization)
          ? "; the weights are quantised: \(HuggingFaceError.quantizedAdvice)" : "")
    case .ambiguousTensor(let file, let tensor, let found):
      "\(file): tensor '\(tensor)': expected it once, found \(found.joined(separator: " and "))"
    case .notAWeight(let path, let tensor, let found):
      "\(path): tensor '\(tensor)': expected F64, F32, F16 or BF16, found \(found.rawValue)"
        + (found.bitCount <= 8 && found != .bool
          ? "; the weights are quantised: \(HuggingFaceError.quantizedAdvice)" : "")
    case .noSuchTensor(let path, let tensor): "\(path): expected a tensor '\(tensor)', found none"
    case .notFinite(let file, let tensor, let index, let found):
      "\(file): tensor '\(tensor)', element \(index): expected a finite number, found \(found)"
    default: nil
    }
  }

  /// What to do about weights that are quantised already.
  private static let quantizedAdvice = "convert the model that they were made from"

  /// Whether a tensor of this name belongs to a quantised linear.
  ///
  /// Sources: GPTQ and AWQ (`qweight`), bitsandbytes (`SCB`, `absmax`), compressed-tensors and FP8
  /// checkpoints (`weight_scale`).
  private static func isOfQuantization(_ tensor: String) -> Bool {
    [".qweight", ".SCB", ".weight.absmax", ".weight_scale", ".weight_packed"].contains {
      tensor.hasSuffix($0)
    }
  }

  /// The first names, and how many there are besides.
  static func list(_ names: [String], limit: Int = 12) -> String {
    guard !names.isEmpty else { return "none" }
    let shown = names.prefix(limit).map { $0.cut() }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }
}
