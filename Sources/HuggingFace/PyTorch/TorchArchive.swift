import Base

/// An archive whose entries are those that `torch.save` writes, all in one folder.
struct TorchArchive {
  static let maximumPickleByteCount = 16 << 20
  /// `caffe2/serialize/versions.h`: what readers of zip files accept.
  static let versions = 1...10
  /// Entries beside storages; `.format_version` and the like only help `torch` itself.
  static let names: Set<String> = [
    "data.pkl", "version", "byteorder", ".format_version", ".storage_alignment",
    ".data/serialization_id",
  ]

  let path: String
  private let file: ReadableFile
  private let entries: [String: ZipEntry]

  /// Recognises and checks the archive.
  ///
  /// - Throws: `PyTorchFileError` with the record or entry, what was expected and found.
  init(_ file: ReadableFile) throws(PyTorchFileError) {
    if let found = try FileKind.other(than: file) { throw .kind(path: file.path, found: found) }
    var archive = try ZipArchive(file)
    let names = archive.entries.map(\.name)
    if let found = FileKind.otherArchive(names) { throw .kind(path: file.path, found: found) }
    let prefix = FileKind.prefix(names)
    for name in names {
      let isKnown = name.hasPrefix(prefix) && TorchArchive.isKnown(name.dropFirst(prefix.count))
      guard isKnown else {
        throw .entry(
          path: file.path, entry: name, field: "name",
          expected: "only what torch.save writes in the folder '\(prefix)'", found: "another entry")
      }
    }
    try archive.check()
    var entries: [String: ZipEntry] = [:]
    for entry in archive.entries { entries[String(entry.name.dropFirst(prefix.count))] = entry }
    self.path = file.path
    self.file = file
    self.entries = entries
    try checkVersion()
    try checkByteOrder()
  }

  /// The entry called `name` in the archive's folder.
  subscript(name: String) -> ZipEntry? { entries[name] }

  /// The bytes of `data.pkl`.
  ///
  /// - Throws: `PyTorchFileError.entry` if it is larger than any real one, `.file`.
  func pickle() throws(PyTorchFileError) -> [UInt8] {
    try contents("data.pkl", limit: TorchArchive.maximumPickleByteCount) ?? []
  }

  /// Whether `key` is a storage's: the decimal digits that `torch.save` counts with.
  static func isStorageKey(_ key: Substring) -> Bool {
    (1...20).contains(key.utf8.count) && key.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isKnown(_ name: Substring) -> Bool {
    names.contains(String(name)) || name.hasPrefix("data/") && isStorageKey(name.dropFirst(5))
  }

  private func checkVersion() throws(PyTorchFileError) {
    guard let (entry, text) = try text("version") else {
      throw .entry(
        path: path, entry: "version", field: "entry", expected: "the format's version",
        found: "none")
    }
    guard let version = Int(text.hasSuffix("\n") ? text.dropLast() : text[...]),
      TorchArchive.versions.contains(version)
    else {
      throw entry.wrong(
        "contents",
        expected: "a number from \(TorchArchive.versions.lowerBound) to "
          + "\(TorchArchive.versions.upperBound)", found: "'\(text)'", path: path)
    }
  }

  private func checkByteOrder() throws(PyTorchFileError) {
    guard let (entry, text) = try text("byteorder"), text != "little" else { return }
    throw entry.wrong("contents", expected: "'little'", found: "'\(text)'", path: path)
  }

  private func text(_ name: String) throws(PyTorchFileError) -> (ZipEntry, String)? {
    guard let entry = entries[name], let bytes = try contents(name, limit: 16) else { return nil }
    return (entry, String(decoding: bytes, as: UTF8.self))
  }

  private func contents(_ name: String, limit: Int) throws(PyTorchFileError) -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    guard entry.byteCount <= limit else {
      throw entry.wrong(
        "size", expected: "at most \(limit) bytes", found: "\(entry.byteCount)", path: path)
    }
    return try PyTorchFileError.file { () throws(FileError) in
      try file.bytes(at: entry.dataOffset, count: entry.byteCount)
    }
  }
}
