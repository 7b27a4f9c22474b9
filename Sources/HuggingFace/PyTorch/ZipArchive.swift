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
  /// - Throws: `HuggingFaceError.malformed`, `.file`.
  init(_ file: ReadableFile) throws(HuggingFaceError) {
    let end = try ZipEnd(file)
    func wrong(expected: String, found: String) -> HuggingFaceError {
      .malformed(
        path: file.path, place: "central directory at byte \(end.directory.lowerBound)",
        expected: expected, found: found)
    }
    guard end.directory.count <= ZipArchive.maximumDirectoryByteCount else {
      throw wrong(
        expected: "at most \(ZipArchive.maximumDirectoryByteCount) bytes",
        found: "\(end.directory.count)")
    }
    let bytes = try wrapping(
      HuggingFaceError.file,
      file.bytes(at: end.directory.lowerBound, count: end.directory.count))
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
  /// - Throws: `HuggingFaceError.malformed`, `.file`.
  mutating func check() throws(HuggingFaceError) {
    let path = file.path
    var names: Set<Identifier> = []
    for entry in entries {
      try entry.check(path: path)
      guard names.insert(Identifier(entry.name)).inserted else {
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
      throw .malformed(
        path: path, place: "central directory at byte \(end.directory.lowerBound)",
        expected: "to begin at byte \(place), where the last entry ends", found: "a gap")
    }
    for entry in entries { try checkContents(of: entry) }
  }

  private func checkContents(of entry: ZipEntry) throws(HuggingFaceError) {
    let range = entry.dataOffset..<entry.dataOffset + entry.byteCount
    let found = try wrapping(
      HuggingFaceError.file, CyclicChecksum(of: file, range: range).value)
    guard found == entry.checksum else {
      throw entry.wrong(
        "CRC-32", expected: ZipRecord.hex(entry.checksum), found: ZipRecord.hex(found),
        path: file.path)
    }
  }
}

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

  /// - Throws: `HuggingFaceError.malformed`, `.file`.
  /// - Precondition: the file has at least 22 bytes.
  init(_ file: ReadableFile) throws(HuggingFaceError) {
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
  ) throws(HuggingFaceError) -> ZipRecord? {
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
  /// - Throws: `HuggingFaceError.malformed`, `.file`.
  func record(
    _ kind: ZipRecord.Kind, at offset: Int, byteCount: Int
  ) throws(HuggingFaceError) -> ZipRecord {
    let bytes = try wrapping(HuggingFaceError.file, bytes(at: offset, count: byteCount))
    return try ZipRecord(kind, bytes, offset: offset, path: path)
  }

  /// The four bytes at `offset` as a number.
  func signature(at offset: Int) throws(HuggingFaceError) -> UInt32 {
    try wrapping(HuggingFaceError.file, bytes(at: offset, count: 4))
      .littleEndian(UInt32.self, at: 0) ?? 0
  }
}

/// The fixed part of one record of a zip archive: its signature has been checked.
struct ZipRecord {
  /// The kinds of records; APPNOTE 4.3.7 to 4.3.16 have their layouts.
  enum Kind: UInt32 {
    case localHeader = 0x0403_4b50
    case dataDescriptor = 0x0807_4b50
    case centralHeader = 0x0201_4b50
    case zip64End = 0x0606_4b50
    case zip64Locator = 0x0706_4b50
    case end = 0x0605_4b50

    /// The name in an error message.
    var place: String {
      switch self {
      case .localHeader: "local header"
      case .dataDescriptor: "data descriptor"
      case .centralHeader: "central directory"
      case .zip64End: "zip64 end of central directory"
      case .zip64Locator: "zip64 locator"
      case .end: "end of central directory"
      }
    }
  }

  let kind: Kind
  let offset: Int
  private let path: String
  private let bytes: [UInt8]

  /// Takes a record's bytes.
  ///
  /// - Throws: `HuggingFaceError.malformed` if the signature is another.
  init(
    _ kind: Kind, _ bytes: [UInt8], offset: Int, path: String
  ) throws(HuggingFaceError) {
    self.kind = kind
    self.offset = offset
    self.path = path
    self.bytes = bytes
    let found = self[UInt32.self, at: 0]
    guard found == kind.rawValue else {
      throw wrong(
        expected: "the signature \(ZipRecord.hex(kind.rawValue))", found: ZipRecord.hex(found))
    }
  }

  /// The integer at `offset`; 0 behind the end.
  subscript<Integer: FixedWidthInteger>(type: Integer.Type, at offset: Int) -> Integer {
    bytes.littleEndian(type, at: offset) ?? 0
  }

  /// The 64-bit integer at `offset`.
  ///
  /// - Throws: `HuggingFaceError.malformed` if it does not fit 63 bits.
  func size(at offset: Int, _ name: String) throws(HuggingFaceError) -> Int {
    let value = self[UInt64.self, at: offset]
    guard let size = Int(exactly: value) else {
      throw wrong(expected: "\(name) below 2^63", found: "\(value)")
    }
    return size
  }

  /// The error about this record.
  func wrong(expected: String, found: String) -> HuggingFaceError {
    .malformed(
      path: path, place: "\(kind.place) at byte \(offset)", expected: expected, found: found)
  }

  /// Requires a field to have the one value that `torch.save` writes.
  func require<Integer: FixedWidthInteger>(
    _ name: String, _ found: Integer, _ expected: Integer
  ) throws(HuggingFaceError) {
    guard found == expected else {
      throw wrong(expected: "\(name) \(expected)", found: "\(found)")
    }
  }

  static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
