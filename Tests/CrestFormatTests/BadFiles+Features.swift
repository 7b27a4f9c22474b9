import Base
import CrestFormat
import CrestWriting
import Model

/// A small file of version 1.1: its pooling needs a feature.
enum SmallPooling {
  static let content: ManifestContent = {
    var content = Small.content
    content.sentence.pooling = Pooling([.max]) ?? .mean
    return content
  }()

  static func bytes() throws -> [UInt8] {
    let folder = TemporaryFolder()
    try write(Small.tensors, content, to: "\(folder.path)/a.crest")
    return try folder.bytes("a.crest")
  }
}

/// A small file of version 1.1: its tokenizer needs four features.
enum SmallTokens {
  static let content: ManifestContent = {
    var content = Small.content
    content.tokenizer?.truncationSide = .left
    content.tokenizer?.lowercasesFirst = true
    content.tokenizer?.addedTokens[0].singleWord = true
    content.tokenizer?.addedTokens[1].normalized = true
    return content
  }()

  static func bytes() throws -> [UInt8] {
    let folder = TemporaryFolder()
    try write(Small.tensors, content, to: "\(folder.path)/a.crest")
    return try folder.bytes("a.crest")
  }
}

extension BadFile {
  /// A file of version 1.1 whose features are others than those that its content needs.
  private static func features(
    _ name: String, of bytes: @escaping @Sendable () throws -> [UInt8] = SmallPooling.bytes,
    minorVersion: UInt16 = 1, _ features: [String]
  ) -> BadFile {
    BadFile(name: name, names: "manifest.required_features") {
      let base = try bytes()
      let fields = wireFields(manifestBytes(base)).filter { $0.number != 1 }
      let named = features.map { WireField(number: 1, type: 2, value: Array($0.utf8)) }
      return replacingManifest(base, wireBytes(named + fields), minorVersion: minorVersion)
    }
  }

  static let featureCases: [BadFile] = [
    features("feature-missing", []),
    features("feature-missing-in-1.0", minorVersion: 0, []),
    features("feature-missing-in-newer", minorVersion: 2, []),
    features("feature-unneeded", of: Small.bytes, ["pooling_modes"]),
    features("feature-twice", ["pooling_modes", "pooling_modes"]),
    features("feature-tokens-missing", of: SmallTokens.bytes, ["truncation_left"]),
    features("feature-unknown", ["pooling_modes", "telepathy"]),
    BadFile(name: "feature-in-1.0", names: "head.minor_version: expected 1") {
      let base = try SmallPooling.bytes()
      return replacingManifest(base, manifestBytes(base), minorVersion: 0)
    },
    BadFile(name: "minor-version-without-feature", names: "head.minor_version: expected 0") {
      let base = try Small.bytes()
      return replacingManifest(base, manifestBytes(base), minorVersion: 1)
    },
  ]
}
