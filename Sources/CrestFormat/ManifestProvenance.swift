package import Base

/// One file that a `.crest` was made from.
package struct ManifestSourceFile: Sendable, Hashable {
  /// Its name inside the model's folder, never a path of this machine.
  package var name: String
  package var byteCount: Int
  /// Its SHA-256.
  package var checksum: Checksum

  package init(name: String, byteCount: Int, checksum: Checksum) {
    self.name = name
    self.byteCount = byteCount
    self.checksum = checksum
  }
}

/// One option that the tool was run with.
package struct ManifestOption: Sendable, Hashable {
  /// The option's name.
  package var key: String
  /// Its value as the user could have written it.
  package var value: String

  package init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// Where a file comes from.
///
/// It holds no time and no machine, so that the same input gives the same bytes.
package struct ManifestProvenance: Sendable, Hashable {
  /// Every file that was read, in the order it was read.
  package var sources: [ManifestSourceFile]
  /// The repository the model was published in, if known.
  package var repository: String?
  /// The repository's revision, if known.
  package var revision: String?
  /// The model's licence, if known.
  package var licence: String?
  /// The tool that wrote the file.
  package var toolName: String
  package var toolVersion: String
  /// Its options, in a fixed order.
  package var options: [ManifestOption]

  package init(
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

extension ManifestProvenance {
  init(_ message: inout WireReader) throws(CrestError) {
    let sources = try message.list(1, "sources", ManifestSourceFile.init)
    let repository = try message.string(2, "repository")
    let revision = try message.string(3, "revision")
    let licence = try message.string(4, "licence")
    let toolName = try message.string(5, "tool_name")
    let toolVersion = try message.string(6, "tool_version")
    let options = try message.list(7, "options", ManifestOption.init)
    self.init(
      sources: sources, repository: repository, revision: revision, licence: licence,
      toolName: try message.required(toolName, "tool_name"),
      toolVersion: try message.required(toolVersion, "tool_version"), options: options)
  }
}

extension ManifestSourceFile {
  init(_ message: inout WireReader) throws(CrestError) {
    let name = try message.string(1, "name")
    let byteCount = try message.int(2, "byte_count")
    let checksum = try message.checksum(3, "checksum")
    self.init(
      name: try message.required(name, "name"),
      byteCount: try message.required(byteCount, "byte_count"),
      checksum: try message.required(checksum, "checksum"))
  }
}

extension ManifestOption {
  init(_ message: inout WireReader) throws(CrestError) {
    let key = try message.string(1, "key")
    let value = try message.string(2, "value")
    self.init(
      key: try message.required(key, "key"), value: try message.required(value, "value"))
  }
}

extension ManifestCheck {
  /// The rules for what a file says of its origin.
  func provenance(_ provenance: ManifestProvenance) throws(CrestError) {
    for (index, source) in provenance.sources.enumerated() {
      let field = "provenance.sources[\(index)]"
      try nonEmpty(source.name, "\(field).name")
      try require(
        !source.name.hasPrefix("/"), "\(field).name", "a name inside the model's folder",
        "an absolute path")
      try range(source.byteCount, 0...Int.max, "\(field).byte_count")
    }
    try unique(provenance.sources.map { $0.name }) { "provenance.sources[\($0)].name" }
    if let value = provenance.repository { try nonEmpty(value, "provenance.repository") }
    if let value = provenance.revision { try nonEmpty(value, "provenance.revision") }
    if let value = provenance.licence { try nonEmpty(value, "provenance.licence") }
    try nonEmpty(provenance.toolName, "provenance.tool_name")
    try nonEmpty(provenance.toolVersion, "provenance.tool_version")
    for (index, option) in provenance.options.enumerated() {
      try nonEmpty(option.key, "provenance.options[\(index)].key")
      try text(option.value, "provenance.options[\(index)].value")
    }
    try unique(provenance.options.map { $0.key }) { "provenance.options[\($0)].key" }
  }
}
