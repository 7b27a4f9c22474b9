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
  ) -> HuggingFaceError {
    .malformed(
      path: path, place: "entry '\(name)': \(field)", expected: expected, found: found)
  }

  /// Reads one record of the central directory, which begins at `directoryOffset` of the file.
  ///
  /// What the record says is checked later by `check`, when it is known what kind of archive it is.
  ///
  /// - Throws: `HuggingFaceError.malformed`.
  init(
    _ cursor: inout ByteCursor, directoryOffset: Int, path: String
  ) throws(HuggingFaceError) {
    let begin = cursor.position
    let offset = directoryOffset + begin
    func short(_ count: Int, _ remaining: Int) -> HuggingFaceError {
      .malformed(
        path: path, place: "central directory at byte \(offset)", expected: "\(count) bytes",
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
    func size(_ stored: UInt32, _ field: String) throws(HuggingFaceError) -> Int {
      guard stored == .max else { return Int(stored) }
      guard let value = large.integer(UInt64.self), let size = Int(exactly: value) else {
        throw .malformed(
          path: path, place: "entry '\(name)': \(field)", expected: "a zip64 number below 2^63",
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

extension ZipEntry {
  static let localHeaderByteCount = 30

  /// Holds the record against what `torch.save` writes: stored, one disk, not encrypted.
  ///
  /// - Throws: `HuggingFaceError.malformed`.
  func check(path: String) throws(HuggingFaceError) {
    guard flags & ~(ZipEntry.nameFlag | ZipEntry.descriptorFlag) == 0 else {
      let found = flags & 1 != 0 ? "an encrypted entry" : "\(flags)"
      throw wrong(
        "flags", expected: "only UTF-8 and data descriptor (2056)", found: found, path: path)
    }
    guard method == 0 else {
      let found = method == 8 ? "8 (deflated)" : "\(method)"
      throw wrong("method", expected: "0 (stored)", found: found, path: path)
    }
    guard compressedByteCount == byteCount else {
      throw wrong(
        "compressed size", expected: "\(byteCount)", found: "\(compressedByteCount)", path: path)
    }
  }

  /// Reads the local header, which must agree with the central directory, finds the data and, where
  /// one belongs there, compares the data descriptor.
  ///
  /// - Parameter limit: where the central directory begins.
  /// - Returns: where the entry ends.
  /// - Throws: `HuggingFaceError.malformed`, `.file`.
  mutating func locate(
    in file: ReadableFile, limit: Int
  ) throws(HuggingFaceError) -> Int {
    let path = file.path
    var end = headerOffset
    func part(_ byteCount: Int, _ what: String) throws(HuggingFaceError) -> Int {
      guard let sum = end.checkedAdding(byteCount), sum <= limit else {
        throw wrong(
          what, expected: "an end before the directory at byte \(limit)",
          found: "\(byteCount) bytes at \(end)", path: path)
      }
      defer { end = sum }
      return end
    }
    let headerOffset = try part(ZipEntry.localHeaderByteCount, "local header")
    let header = try file.record(
      .localHeader, at: headerOffset, byteCount: ZipEntry.localHeaderByteCount)
    let nameByteCount = Int(header[UInt16.self, at: 26])
    let extraByteCount = Int(header[UInt16.self, at: 28])
    let nameOffset = try part(nameByteCount + extraByteCount, "local header")
    let variable = try wrapping(
      HuggingFaceError.file, file.bytes(at: nameOffset, count: nameByteCount + extraByteCount))
    guard variable.prefix(nameByteCount).elementsEqual(nameBytes) else {
      throw wrong(
        "local header", expected: "the name of the central directory",
        found: "'\(String(decoding: variable.prefix(min(nameByteCount, 40)), as: UTF8.self))'",
        path: path)
    }
    let extra = try ZipExtra(Array(variable.dropFirst(nameByteCount)), entry: name, path: path)
    try checkAgreement(header, extra, path: path)
    dataOffset = try part(byteCount, "data")
    if isDescribed {
      let byteCount = extra.zip64.isEmpty ? 16 : 24
      let offset = try part(byteCount, "data descriptor")
      try checkDescriptor(file.record(.dataDescriptor, at: offset, byteCount: byteCount))
    }
    return end
  }

  /// The local header repeats the central one; with a descriptor, checksum and sizes may be 0.
  private func checkAgreement(
    _ header: ZipRecord, _ extra: ZipExtra, path: String
  ) throws(HuggingFaceError) {
    try header.require("version", header[UInt16.self, at: 4], version)
    try header.require("flags", header[UInt16.self, at: 6], flags)
    try header.require("method", header[UInt16.self, at: 8], method)
    try header.require("time", header[UInt32.self, at: 10], time)
    let isDeferred = isDescribed && (14..<26).allSatisfy { header[UInt8.self, at: $0] == 0 }
    if !isDeferred {
      try header.require("CRC-32", header[UInt32.self, at: 14], checksum)
      try header.require("compressed size", header[UInt32.self, at: 18], storedSizes.0)
      try header.require("size", header[UInt32.self, at: 22], storedSizes.1)
    }
    guard extra.zip64 == zip64 || isDeferred && extra.zip64 == deferredZip64 else {
      throw wrong(
        "local header", expected: "the zip64 field of the central directory",
        found: "\(extra.zip64.count) other bytes", path: path)
    }
  }

  /// The zip64 field with 0 as compressed size, which `miniz.c` does not know when it writes the
  /// local header of an entry of 4 GiB or more.
  private var deferredZip64: [UInt8] {
    guard storedSizes == (.max, .max), zip64.count >= 16 else { return zip64 }
    return zip64.prefix(8) + [UInt8](repeating: 0, count: 8) + zip64.dropFirst(16)
  }

  /// The sizes are 64 bits wide where the header has a zip64 field, as in `miniz.c`.
  private func checkDescriptor(_ record: ZipRecord) throws(HuggingFaceError) {
    try record.require("CRC-32", record[UInt32.self, at: 4], checksum)
    if zip64.isEmpty {
      try record.require("compressed size", Int(record[UInt32.self, at: 8]), byteCount)
      try record.require("size", Int(record[UInt32.self, at: 12]), byteCount)
    } else {
      try record.require("compressed size", record[UInt64.self, at: 8], UInt64(byteCount))
      try record.require("size", record[UInt64.self, at: 16], UInt64(byteCount))
    }
  }
}

/// The extra fields of one header: zip64's, and the padding that aligns storages in `torch.save`.
struct ZipExtra {
  static let zip64Identifier: UInt16 = 0x0001
  /// "FB" in `caffe2/serialize/inline_container.cc`.
  static let paddingIdentifier: UInt16 = 0x4246

  /// The contents of the zip64 field, empty if there is none.
  let zip64: [UInt8]

  /// - Throws: `HuggingFaceError.malformed` for fields that are cut, unknown or there twice.
  init(_ bytes: [UInt8], entry: String, path: String) throws(HuggingFaceError) {
    func wrong(expected: String, found: String) -> HuggingFaceError {
      .malformed(
        path: path, place: "entry '\(entry)': extra field", expected: expected, found: found)
    }
    var cursor = ByteCursor(bytes)
    var seen: Set<UInt16> = []
    var zip64: [UInt8] = []
    while cursor.remaining > 0 {
      let remaining = cursor.remaining
      guard let identifier = cursor.integer(UInt16.self),
        let byteCount = cursor.integer(UInt16.self), let contents = cursor.take(Int(byteCount))
      else { throw wrong(expected: "whole fields", found: "\(remaining) bytes left") }
      guard identifier == ZipExtra.zip64Identifier || identifier == ZipExtra.paddingIdentifier
      else { throw wrong(expected: "zip64 or padding", found: "field \(identifier)") }
      guard seen.insert(identifier).inserted else {
        throw wrong(expected: "every field once", found: "field \(identifier) twice")
      }
      if identifier == ZipExtra.zip64Identifier { zip64 = Array(contents) }
    }
    self.zip64 = zip64
  }
}
