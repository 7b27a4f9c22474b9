public import Base

/// One file that a `.crest` was made from.
public struct ManifestSourceFile: Sendable, Hashable {
  /// Its name inside the model's folder, never a path of this machine.
  public var name: String
  /// Its size in bytes.
  public var byteCount: Int
  /// Its SHA-256.
  public var checksum: Checksum

  /// Takes the values as they are.
  public init(name: String, byteCount: Int, checksum: Checksum) {
    self.name = name
    self.byteCount = byteCount
    self.checksum = checksum
  }
}

/// One option that the tool was run with.
public struct ManifestOption: Sendable, Hashable {
  /// The option's name.
  public var key: String
  /// Its value as the user could have written it.
  public var value: String

  /// Takes the values as they are.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// Where a file comes from.
///
/// It holds no time and no machine, so that the same input gives the same bytes.
public struct ManifestProvenance: Sendable, Hashable {
  /// Every file that was read, in the order it was read.
  public var sources: [ManifestSourceFile]
  /// The repository the model was published in, if known.
  public var repository: String?
  /// The repository's revision, if known.
  public var revision: String?
  /// The model's licence, if known.
  public var licence: String?
  /// The tool that wrote the file.
  public var toolName: String
  /// The tool's version.
  public var toolVersion: String
  /// Its options, in a fixed order.
  public var options: [ManifestOption]

  /// Takes the values as they are.
  public init(
    sources: [ManifestSourceFile], repository: String?, revision: String?, licence: String?,
    toolName: String, toolVersion: String, options: [ManifestOption]
  ) {
    self.sources = sources
    self.repository = repository
    self.revision = revision
    self.licence = licence
    self.toolName = toolName
    self.toolVersion = toolVersion
    self.options = options
  }
}
