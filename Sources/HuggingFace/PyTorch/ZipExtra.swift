/// The extra fields of one header: zip64's, and the padding that aligns storages in `torch.save`.
struct ZipExtra {
  static let zip64Identifier: UInt16 = 0x0001
  /// "FB" in `caffe2/serialize/inline_container.cc`.
  static let paddingIdentifier: UInt16 = 0x4246

  /// The contents of the zip64 field, empty if there is none.
  let zip64: [UInt8]

  /// - Throws: `PyTorchFileError.entry` for fields that are cut, unknown or there twice.
  init(_ bytes: [UInt8], entry: String, path: String) throws(PyTorchFileError) {
    func wrong(expected: String, found: String) -> PyTorchFileError {
      .entry(path: path, entry: entry, field: "extra field", expected: expected, found: found)
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
