package import Base
package import Model
package import TokenizerCompilation

/// Why a HuggingFace model, or a file of its kind, was refused; every case names the file or folder.
package enum HuggingFaceError: Error, Equatable, Sendable {
  // MARK: Files

  /// The operating system refused a file, or it shrank while it was read.
  case file(FileError)
  /// A file changed after it was opened: what was read may be of neither state.
  case changed(path: String)
  /// A file is not strict JSON.
  case json(file: String, JSONError)
  /// A file that the model needs is not in its folder.
  case missingFile(folder: String, file: String, purpose: String)
  /// A file is of a kind that no HuggingFace model has, or not in this place.
  case otherKind(path: String, found: FileKind)
  /// `folder` holds none of the files named in `lookedFor`.
  case noWeights(folder: String, lookedFor: [String])
  /// `folder` holds none of the files named in `lookedFor`, but `found`, weights of another program.
  case otherWeights(folder: String, lookedFor: [String], found: String, kind: FileKind)
  /// `folder` has neither an index nor a `model.safetensors`, but several other candidates.
  case severalWeights(folder: String, found: [String])

  // MARK: Configuration

  /// The configuration names no architecture that is supported.
  case unsupported(file: String, found: String, supported: [String])
  /// The model is known to be of a kind that gives no text embedding, or none that is supported.
  case notAnEmbeddingModel(file: String, key: String, found: String, what: String)
  /// An adapter of the kind `type` lies beside the model or in its place.
  case adapter(file: String, type: String?)
  /// The configuration says that the weights are quantised, by `method` if it names one.
  case quantized(file: String, method: String?)
  /// The pipeline has a step that is known and not supported.
  case unsupportedModule(file: String, key: String, found: String, what: String)
  /// A required key is missing.
  case missingKey(file: String, key: String, expected: String)
  /// A key has a value of the wrong kind, or one that would need what is not supported; an empty key
  /// is the whole file.
  case value(file: String, key: String, expected: String, found: String)
  /// A key that nobody here knows, so that nobody can say it does not matter.
  case unknownKey(file: String, key: String, found: String)

  // MARK: Tokenizer

  /// The folder has no tokenizer; `expected` are the names looked for.
  case missingTokenizer(folder: String, expected: [String])
  /// The tokenizer's file was refused.
  case tokenizer(TokenizerFileError)
  /// The tokenizer has ids that the token embedding has no rows for.
  case vocabulary(file: String, expected: Int, found: Int)

  // MARK: Tensors

  /// The weights lack tensors, or hold some that the architecture has no place for.
  case tensorNames(file: String, architecture: String, missing: [String], unexpected: [String])
  /// Two tensors of the weights are one and the same to the architecture.
  case ambiguousTensor(file: String, tensor: String, found: [String])
  /// The tensor's elements are not F64, F32, F16 or BF16.
  case notAWeight(path: String, tensor: String, found: ElementType)
  /// There is no such tensor.
  case noSuchTensor(path: String, tensor: String)
  /// A weight is NaN or infinite; `index` counts row-major in the source tensor.
  case notFinite(file: String, tensor: String, index: Int, found: String)

  // MARK: Files of weights

  /// A file of weights, or an index of some, is not as its format asks at `place`; an empty place is
  /// the whole file.
  case malformed(path: String, place: String, expected: String, found: String)
  /// The header of a safetensors file is not the strict JSON that the format asks for; duplicate
  /// names come here.
  case headerJSON(path: String, JSONError)
}

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
