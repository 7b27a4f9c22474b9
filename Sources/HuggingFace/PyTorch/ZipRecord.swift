import Base

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
  /// - Throws: `PyTorchFileError.archive` if the signature is another.
  init(
    _ kind: Kind, _ bytes: [UInt8], offset: Int, path: String
  ) throws(PyTorchFileError) {
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
  /// - Throws: `PyTorchFileError.archive` if it does not fit 63 bits.
  func size(at offset: Int, _ name: String) throws(PyTorchFileError) -> Int {
    let value = self[UInt64.self, at: offset]
    guard let size = Int(exactly: value) else {
      throw wrong(expected: "\(name) below 2^63", found: "\(value)")
    }
    return size
  }

  /// The error about this record.
  func wrong(expected: String, found: String) -> PyTorchFileError {
    .archive(path: path, place: kind.place, offset: offset, expected: expected, found: found)
  }

  /// Requires a field to have the one value that `torch.save` writes.
  func require<Integer: FixedWidthInteger>(
    _ name: String, _ found: Integer, _ expected: Integer
  ) throws(PyTorchFileError) {
    guard found == expected else {
      throw wrong(expected: "\(name) \(expected)", found: "\(found)")
    }
  }

  static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
