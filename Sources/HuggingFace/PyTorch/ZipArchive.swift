import Base

/// The entries of a zip archive that lie one after another without a gap.
///
/// Every byte of the file belongs to exactly one header, name, entry or record, so that two readers
/// cannot see different contents.
struct ZipArchive {
  static let maximumDirectoryByteCount = 64 << 20

  let file: ReadableFile
  /// All entries, in the order of the central directory.
  private(set) var entries: [ZipEntry]
  private let end: ZipEnd

  /// Reads the names; nothing else is checked before `check`.
  ///
  /// - Precondition: the file has at least 22 bytes.
  /// - Throws: `PyTorchFileError.archive`, `.entry`, `.file`.
  init(_ file: ReadableFile) throws(PyTorchFileError) {
    let end = try ZipEnd(file)
    func wrong(expected: String, found: String) -> PyTorchFileError {
      .archive(
        path: file.path, place: "central directory", offset: end.directory.lowerBound,
        expected: expected, found: found)
    }
    guard end.directory.count <= ZipArchive.maximumDirectoryByteCount else {
      throw wrong(
        expected: "at most \(ZipArchive.maximumDirectoryByteCount) bytes",
        found: "\(end.directory.count)")
    }
    let bytes = try PyTorchFileError.file { () throws(FileError) in
      try file.bytes(at: end.directory.lowerBound, count: end.directory.count)
    }
    var cursor = ByteCursor(bytes)
    var entries: [ZipEntry] = []
    while cursor.remaining > 0 {
      entries.append(
        try ZipEntry(&cursor, directoryOffset: end.directory.lowerBound, path: file.path))
    }
    guard entries.count == end.entryCount else {
      throw wrong(expected: "\(end.entryCount) entries", found: "\(entries.count)")
    }
    self.file = file
    self.entries = entries
    self.end = end
  }

  /// Checks every entry, its local header, its place and its CRC-32.
  ///
  /// - Throws: `PyTorchFileError.archive`, `.entry`, `.file`.
  mutating func check() throws(PyTorchFileError) {
    let path = file.path
    var names: Set<String> = []
    for entry in entries {
      try entry.check(path: path)
      guard names.insert(entry.name).inserted else {
        throw entry.wrong("name", expected: "every name once", found: "it twice", path: path)
      }
    }
    var place = 0
    for index in entries.indices.sorted(by: { entries[$0].headerOffset < entries[$1].headerOffset })
    {
      let entry = entries[index]
      guard entry.headerOffset == place else {
        let kind = entry.headerOffset < place ? "an overlap" : "a gap"
        throw entry.wrong(
          "header offset", expected: "\(place), where the entry before ends",
          found: "\(entry.headerOffset), \(kind)", path: path)
      }
      place = try entries[index].locate(in: file, limit: end.directory.lowerBound)
    }
    guard place == end.directory.lowerBound else {
      throw .archive(
        path: path, place: "central directory", offset: end.directory.lowerBound,
        expected: "to begin at byte \(place), where the last entry ends", found: "a gap")
    }
    for entry in entries { try checkContents(of: entry) }
  }

  private func checkContents(of entry: ZipEntry) throws(PyTorchFileError) {
    let range = entry.dataOffset..<entry.dataOffset + entry.byteCount
    let found = try PyTorchFileError.file { () throws(FileError) in
      try CyclicChecksum(of: file, range: range).value
    }
    guard found == entry.checksum else {
      throw entry.wrong(
        "CRC-32", expected: ZipRecord.hex(entry.checksum), found: ZipRecord.hex(found),
        path: file.path)
    }
  }
}
