public import Model

/// Why a model was refused; every case names the file or folder.
public enum ArchitectureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The configuration names no architecture that is supported.
  case unsupported(file: String, found: String, supported: [String])
  /// The model is known to be of a kind that gives no text embedding, or none that is supported.
  case notAnEmbeddingModel(file: String, key: String, found: String, what: String)
  /// The pipeline has a step that is known and not supported.
  case unsupportedModule(file: String, key: String, found: String, what: String)
  /// A file that the model needs is not in its folder.
  case missingFile(folder: String, file: String, purpose: String)
  /// A required key is missing.
  case missingKey(file: String, key: String, expected: String)
  /// A key has a value of the wrong kind, or one that would need what is not supported.
  case value(file: String, key: String, expected: String, found: String)
  /// A key that nobody here knows, so that nobody can say it does not matter.
  case unknownKey(file: String, key: String, found: String)
  /// The weights lack tensors, or hold some that the architecture has no place for.
  case tensorNames(file: String, architecture: String, missing: [String], unexpected: [String])
  /// Two tensors of the weights are one and the same to the architecture.
  case ambiguousTensor(file: String, tensor: String, found: [String])
  /// A tensor has another shape than the configuration asks for.
  case wrongShape(file: String, tensor: String, expected: [Int], found: [Int])
  /// A tensor's elements are not F32, F16 or BF16.
  case wrongType(file: String, tensor: String, found: ElementType)

  /// One line for a person: file, key or tensor, what was expected, what was found.
  public var description: String {
    // Names come from the files: a line break or an escape code must not reach a terminal.
    var line = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      line += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return line
  }

  private var text: String {
    switch self {
    case .unsupported(let file, let found, let supported):
      "\(file): model_type: expected a supported architecture "
        + "(\(supported.joined(separator: ", "))), found \(cut(found))"
    case .notAnEmbeddingModel(let file, let key, let found, let what):
      "\(file): \(key): expected an encoder of text "
        + "(\(Architecture.supported.map(\.name).joined(separator: ", "))), "
        + "found \"\(cut(found))\": \(what)"
    case .unsupportedModule(let file, let key, let found, let what):
      "\(file): \(key): expected Transformer, Pooling and perhaps Normalize, "
        + "found \"\(cut(found))\": \(what), which is not supported"
    case .missingFile(let folder, let file, let purpose):
      "\(folder): expected \(file) (\(purpose)), found no such file"
    case .missingKey(let file, let key, let expected):
      "\(file): \(key): expected \(expected), found no such key"
    case .value(let file, let key, let expected, let found):
      "\(file): \(cut(key)): expected \(expected), found \(cut(found))"
    case .unknownKey(let file, let key, let found):
      "\(file): \(cut(key)): expected only known keys, found this unknown one with the value \(found)"
    case .tensorNames(let file, let architecture, let missing, let unexpected):
      "\(file): tensors of \(architecture): missing \(ArchitectureError.list(missing)), "
        + "unexpected \(ArchitectureError.list(unexpected))"
    case .ambiguousTensor(let file, let tensor, let found):
      "\(file): tensor '\(tensor)': expected it once, found \(found.joined(separator: " and "))"
    case .wrongShape(let file, let tensor, let expected, let found):
      "\(file): tensor '\(tensor)': shape: expected \(expected), found \(found)"
    case .wrongType(let file, let tensor, let found):
      "\(file): tensor '\(tensor)': expected F32, F16 or BF16, found \(found.rawValue)"
    }
  }

  /// What a file says, which may be as long as the file.
  private func cut(_ text: String) -> String {
    text.count > 400 ? "\(text.prefix(400))..." : text
  }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let shown = names.prefix(12).joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
