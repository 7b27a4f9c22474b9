import Base
import Model

/// What a file may need beyond version 1.0: a reader that does not know a feature refuses it by name.
///
/// Which features a file names is never chosen: they follow from its content.
package enum CrestFeature: String, Sendable, Hashable, CaseIterable {
  /// Words cut by an expression and merged from bytes.
  case byteLevelBPE = "byte_level_bpe"
  /// A size that vectors are cut to unless another is asked for.
  case defaultDimension = "default_dimension"
  /// The text of a unigram or byte-pair model in lower case.
  case lowercasedText = "lowercased_text"
  /// Added tokens that are looked for in the normalised text.
  case normalizedAddedTokens = "normalized_added_tokens"
  /// A tensor whose rows are stored wider than they are.
  case paddedInputs = "padded_inputs"
  /// A pooling other than one `mean` or `cls`.
  case poolingModes = "pooling_modes"
  /// A pooling that leaves out the prompt's tokens.
  case promptExclusion = "prompt_exclusion"
  /// A bias of attention for each distance between two tokens.
  case relativePositions = "relative_positions"
  /// Added tokens that are recognised only as words of their own.
  case singleWordAddedTokens = "single_word_added_tokens"
  /// Texts that are cut at their beginning.
  case truncationLeft = "truncation_left"
  /// Steps between pooling and the cut.
  case vectorSteps = "vector_steps"

  /// The minor version that brought it.
  var minorVersion: UInt16 { [.byteLevelBPE, .relativePositions].contains(self) ? 2 : 1 }

  /// Whether a file of this manifest needs the feature.
  func isNeeded(by manifest: Manifest) -> Bool {
    switch self {
    case .byteLevelBPE: if case .bpe = manifest.tokenizer?.kind { true } else { false }
    case .defaultDimension: manifest.sentence.defaultDimension != nil
    case .relativePositions: manifest.model.hasRelativePositions
    case .paddedInputs: manifest.tensors.contains { $0.storedWidth != nil }
    case .poolingModes: ![.mean, .cls].contains(manifest.sentence.pooling)
    case .promptExclusion: manifest.sentence.promptPooling == .excluded
    case .vectorSteps: !manifest.sentence.steps.isEmpty
    case .normalizedAddedTokens:
      manifest.tokenizer?.addedTokens.contains(where: \.normalized) ?? false
    case .singleWordAddedTokens:
      manifest.tokenizer?.addedTokens.contains(where: \.singleWord) ?? false
    case .truncationLeft: manifest.tokenizer?.truncationSide == .left
    case .lowercasedText: manifest.tokenizer?.lowercasesFirst ?? false
    }
  }
}

extension Manifest {
  /// The features that a file of this manifest needs, ascending by the bytes of their names.
  package var requiredFeatures: [CrestFeature] {
    CrestFeature.allCases.filter { $0.isNeeded(by: self) }
      .sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
  }

  /// The oldest minor version that has all that this manifest needs.
  package var minorVersion: UInt16 { requiredFeatures.map(\.minorVersion).max() ?? 0 }
}

extension CrestFeature {
  /// Reads `required_features`, the manifest's first field.
  ///
  /// - Throws: `CrestError.unsupported` with the first name that this code does not know.
  static func list(_ reader: inout WireReader) throws(CrestError) -> [CrestFeature] {
    var features: [CrestFeature] = []
    while let name = try reader.string(1, "required_features[\(features.count)]") {
      guard let feature = CrestFeature(rawValue: name) else {
        let known = allCases.map(\.rawValue).joined(separator: ", ")
        throw .unsupported(
          path: reader.path, field: "manifest.required_features",
          expected: "features among \(known)", found: "'\(name.prefix(64))'")
      }
      try reader.take(MemoryLayout<CrestFeature>.stride)
      features.append(feature)
    }
    return features
  }
}

extension ManifestCheck {
  /// The rules for the head's minor version and for `required_features`, given what the file holds.
  ///
  /// - Throws: `CrestError.field` if the list is not exactly what the content needs, `.head` if the
  ///   version has no features or needs some.
  func features(
    _ features: [CrestFeature], of manifest: Manifest, minorVersion: UInt16
  ) throws(CrestError) {
    let needed = manifest.requiredFeatures
    try require(
      features == needed, "required_features", CrestFeature.text(needed),
      CrestFeature.text(features))
    // A newer version may have other reasons to be one.
    guard minorVersion > CrestLimits.minorVersion || minorVersion == manifest.minorVersion else {
      throw .head(
        path: path, field: "minor_version",
        expected: "\(manifest.minorVersion), required features being \(CrestFeature.text(needed))",
        found: "\(minorVersion)")
    }
  }
}

extension CrestFeature {
  fileprivate static func text(_ features: [CrestFeature]) -> String {
    features.isEmpty ? "none" : features.map(\.rawValue).joined(separator: ", ")
  }
}
