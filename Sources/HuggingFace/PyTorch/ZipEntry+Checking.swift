import Base

extension ZipEntry {
  static let localHeaderByteCount = 30

  /// Holds the record against what `torch.save` writes: stored, one disk, not encrypted.
  ///
  /// - Throws: `PyTorchFileError.entry`.
  func check(path: String) throws(PyTorchFileError) {
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
  /// - Throws: `PyTorchFileError.archive`, `.entry`, `.file`.
  mutating func locate(
    in file: ReadableFile, limit: Int
  ) throws(PyTorchFileError) -> Int {
    let path = file.path
    var end = headerOffset
    func part(_ byteCount: Int, _ what: String) throws(PyTorchFileError) -> Int {
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
    let variable = try PyTorchFileError.file { () throws(FileError) in
      try file.bytes(at: nameOffset, count: nameByteCount + extraByteCount)
    }
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
  ) throws(PyTorchFileError) {
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
  private func checkDescriptor(_ record: ZipRecord) throws(PyTorchFileError) {
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
