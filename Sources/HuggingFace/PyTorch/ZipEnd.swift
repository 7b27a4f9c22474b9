import Base

/// Where the central directory lies: what the records at the end of an archive say.
///
/// The end record's 22 bytes are the file's last, as `torch.save` writes no comment. In front of it
/// may stand the zip64 locator and, directly before that, the zip64 record; both then agree with it.
struct ZipEnd {
  static let byteCount = 22
  static let locatorByteCount = 20
  static let zip64ByteCount = 56

  let entryCount: Int
  let directory: Range<Int>

  /// - Throws: `PyTorchFileError.archive`, `.file`.
  /// - Precondition: the file has at least 22 bytes.
  init(_ file: ReadableFile) throws(PyTorchFileError) {
    let offset = file.byteCount - ZipEnd.byteCount
    let end = try file.record(.end, at: offset, byteCount: ZipEnd.byteCount)
    try end.require("disk", end[UInt16.self, at: 4], 0)
    try end.require("directory on disk", end[UInt16.self, at: 6], 0)
    try end.require("comment length", end[UInt16.self, at: 20], 0)
    try end.require("entries on this disk", end[UInt16.self, at: 8], end[UInt16.self, at: 10])

    var entryCount = Int(end[UInt16.self, at: 10])
    var size = Int(end[UInt32.self, at: 12])
    var begin = Int(end[UInt32.self, at: 16])
    var directoryEnd = offset
    if let zip64 = try ZipEnd.zip64(file, endOffset: offset) {
      let fields = (
        try zip64.size(at: 32, "entries"), try zip64.size(at: 40, "size"),
        try zip64.size(at: 48, "offset")
      )
      guard entryCount == 0xffff || entryCount == fields.0,
        size == 0xffff_ffff || size == fields.1, begin == 0xffff_ffff || begin == fields.2
      else {
        throw end.wrong(
          expected: "\(fields.0) entries in \(fields.1) bytes at \(fields.2) as in zip64",
          found: "\(entryCount) in \(size) at \(begin)")
      }
      (entryCount, size, begin) = fields
      directoryEnd = zip64.offset
    }
    guard let sum = begin.checkedAdding(size), sum == directoryEnd else {
      throw end.wrong(
        expected: "a directory that ends at byte \(directoryEnd)",
        found: "\(size) bytes at \(begin)")
    }
    self.entryCount = entryCount
    directory = begin..<directoryEnd
  }

  /// The zip64 record, if a locator stands before the end record.
  private static func zip64(
    _ file: ReadableFile, endOffset: Int
  ) throws(PyTorchFileError) -> ZipRecord? {
    let offset = endOffset - locatorByteCount
    guard offset >= zip64ByteCount,
      try file.signature(at: offset) == ZipRecord.Kind.zip64Locator.rawValue
    else { return nil }
    let locator = try file.record(.zip64Locator, at: offset, byteCount: locatorByteCount)
    try locator.require("disk", locator[UInt32.self, at: 4], 0)
    let recordOffset = offset - zip64ByteCount
    try locator.require("offset", locator[UInt64.self, at: 8], UInt64(recordOffset))
    try locator.require("disks", locator[UInt32.self, at: 16], 1)

    let record = try file.record(.zip64End, at: recordOffset, byteCount: zip64ByteCount)
    try record.require("size", record[UInt64.self, at: 4], UInt64(zip64ByteCount - 12))
    try record.require("disk", record[UInt32.self, at: 16], 0)
    try record.require("directory on disk", record[UInt32.self, at: 20], 0)
    try record.require(
      "entries on this disk", record[UInt64.self, at: 24], record[UInt64.self, at: 32])
    return record
  }
}

extension ReadableFile {
  /// The record of `kind` at `offset`.
  ///
  /// - Throws: `PyTorchFileError.archive`, `.file`.
  func record(
    _ kind: ZipRecord.Kind, at offset: Int, byteCount: Int
  ) throws(PyTorchFileError) -> ZipRecord {
    let bytes = try PyTorchFileError.file { () throws(FileError) in
      try self.bytes(at: offset, count: byteCount)
    }
    return try ZipRecord(kind, bytes, offset: offset, path: path)
  }

  /// The four bytes at `offset` as a number.
  func signature(at offset: Int) throws(PyTorchFileError) -> UInt32 {
    try PyTorchFileError.file { () throws(FileError) in
      try self.bytes(at: offset, count: 4).littleEndian(UInt32.self, at: 0) ?? 0
    }
  }
}
