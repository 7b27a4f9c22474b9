import Base

/// One entry of an archive, as the central directory has it; sizes and offset with zip64 applied.
struct ZipEntry {
  static let maximumNameByteCount = 1024
  static let headerByteCount = 46
  /// The name is UTF-8 (bit 11); a data descriptor follows the data (bit 3).
  static let nameFlag: UInt16 = 1 << 11
  static let descriptorFlag: UInt16 = 1 << 3

  let name: String
  let nameBytes: [UInt8]
  let version: UInt16
  let flags: UInt16
  let method: UInt16
  let time: UInt32
  let checksum: UInt32
  /// The two sizes as they stand in the header, before zip64.
  let storedSizes: (UInt32, UInt32)
  let compressedByteCount: Int
  let byteCount: Int
  let headerOffset: Int
  let zip64: [UInt8]
  /// Where the entry's first byte lies; known when the local header has been read.
  var dataOffset = 0

  var isDescribed: Bool { flags & ZipEntry.descriptorFlag != 0 }

  /// The error about a field of this entry.
  func wrong(
    _ field: String, expected: String, found: String, path: String
  ) -> PyTorchFileError {
    .entry(path: path, entry: name, field: field, expected: expected, found: found)
  }

  /// Reads one record of the central directory, which begins at `directoryOffset` of the file.
  ///
  /// What the record says is checked later by `check`, when it is known what kind of archive it is.
  ///
  /// - Throws: `PyTorchFileError.archive` and `.entry`.
  init(
    _ cursor: inout ByteCursor, directoryOffset: Int, path: String
  ) throws(PyTorchFileError) {
    let begin = cursor.position
    let offset = directoryOffset + begin
    func short(_ count: Int, _ remaining: Int) -> PyTorchFileError {
      .archive(
        path: path, place: "central directory", offset: offset, expected: "\(count) bytes",
        found: "\(remaining)")
    }
    guard let fixed = cursor.take(ZipEntry.headerByteCount) else {
      throw short(ZipEntry.headerByteCount, cursor.remaining)
    }
    let record = try ZipRecord(.centralHeader, Array(fixed), offset: offset, path: path)
    let nameByteCount = Int(record[UInt16.self, at: 28])
    let extraByteCount = Int(record[UInt16.self, at: 30])
    let commentByteCount = Int(record[UInt16.self, at: 32])
    guard (1...ZipEntry.maximumNameByteCount).contains(nameByteCount) else {
      throw record.wrong(
        expected: "a name of 1 to \(ZipEntry.maximumNameByteCount) bytes",
        found: "\(nameByteCount)")
    }
    guard let nameBytes = cursor.take(nameByteCount), let extra = cursor.take(extraByteCount),
      cursor.take(commentByteCount) != nil
    else {
      throw short(
        ZipEntry.headerByteCount + nameByteCount + extraByteCount + commentByteCount,
        cursor.bytes.count - begin)
    }
    flags = record[UInt16.self, at: 8]
    let isText = flags & ZipEntry.nameFlag != 0 || nameBytes.allSatisfy { $0 < 0x80 }
    guard isText, !nameBytes.contains(where: { $0 < 0x20 || $0 == 0x7f }),
      let name = String(validating: nameBytes, as: UTF8.self)
    else {
      throw record.wrong(
        expected: "a name in UTF-8 without control characters",
        found: "'\(String(decoding: nameBytes.prefix(40), as: UTF8.self))'")
    }
    self.name = name
    self.nameBytes = Array(nameBytes)
    version = record[UInt16.self, at: 6]
    method = record[UInt16.self, at: 10]
    time = record[UInt32.self, at: 12]
    checksum = record[UInt32.self, at: 16]
    storedSizes = (record[UInt32.self, at: 20], record[UInt32.self, at: 24])
    try record.require("entry on disk", record[UInt16.self, at: 34], 0)

    zip64 = try ZipExtra(Array(extra), entry: name, path: path).zip64
    var large = ByteCursor(zip64)
    func size(_ stored: UInt32, _ field: String) throws(PyTorchFileError) -> Int {
      guard stored == .max else { return Int(stored) }
      guard let value = large.integer(UInt64.self), let size = Int(exactly: value) else {
        throw .entry(
          path: path, entry: name, field: field, expected: "a zip64 number below 2^63",
          found: "none")
      }
      return size
    }
    // The order is APPNOTE 4.5.3's: the uncompressed size comes first.
    byteCount = try size(storedSizes.1, "size")
    compressedByteCount = try size(storedSizes.0, "compressed size")
    headerOffset = try size(record[UInt32.self, at: 42], "header offset")
    guard large.remaining == 0 else {
      throw wrong(
        "zip64", expected: "only what the header leaves out",
        found: "\(large.remaining) bytes more",
        path: path)
    }
  }
}
