import Model

/// What `--quantize` may say: a scheme, or that widths are to be searched for.
enum QuantizationChoice: Equatable {
  case scheme(QuantizationScheme)
  case auto

  /// Reads a name in any case.
  init?(name: String) {
    if name.lowercased() == QuantizationChoice.auto.name {
      self = .auto
    } else if let scheme = QuantizationScheme(name: name) {
      self = .scheme(scheme)
    } else {
      return nil
    }
  }

  /// The name in reports and of files.
  var name: String {
    switch self {
    case .scheme(let scheme): scheme.rawValue
    case .auto: "auto"
    }
  }

  /// The scheme; of a search that which it begins with.
  var scheme: QuantizationScheme {
    switch self {
    case .scheme(let scheme): scheme
    case .auto: .int8
    }
  }

  /// Whether weights are calibrated unless the user says otherwise.
  var isCalibratedByDefault: Bool { self == .scheme(.int4) || self == .auto }
}
