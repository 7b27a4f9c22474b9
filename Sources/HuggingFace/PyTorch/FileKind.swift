import Base

/// Recognises files that are no dictionaries of tensors in the zip format, to say what they are.
enum FileKind {
  /// `torch.serialization.MAGIC_NUMBER`, 0x1950a86a20f9469cfc6c, as LONG1 writes it.
  private static let legacyMagic: [UInt8] = [
    0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
  ]

  /// What a file is that cannot be a zip archive; `nil` if it may be one.
  static func other(than file: ReadableFile) throws(PyTorchFileError) -> String? {
    let start = try PyTorchFileError.file { () throws(FileError) in
      try file.bytes(at: 0, count: min(file.byteCount, 16))
    }
    if start.isEmpty { return "an empty file" }
    let signature = start.littleEndian(UInt32.self, at: 0)
    if signature == ZipRecord.Kind.localHeader.rawValue
      || signature == ZipRecord.Kind.end.rawValue
    {
      guard file.byteCount < ZipEnd.byteCount else { return nil }
      return "a zip archive cut off after \(file.byteCount) bytes"
    }
    if start.first == PickleOpcode.proto.rawValue {
      return start.dropFirst(2).starts(with: legacyMagic)
        ? "the format of torch.save before PyTorch 1.6; load and save it again there"
        : "a pickle outside a zip archive"
    }
    return "a file that begins with the bytes \(Array(start.prefix(4)))"
  }

  /// What an archive with these names is if it is not `torch.save`'s.
  static func otherArchive(_ names: [String]) -> String? {
    let prefix = prefix(names)
    let inFolder = names.map { $0.hasPrefix(prefix) ? $0.dropFirst(prefix.count) : $0[...] }
    if inFolder.contains(where: { $0 == "constants.pkl" || $0.hasPrefix("code/") }) {
      return "a TorchScript archive, which holds a program"
    }
    guard !prefix.isEmpty, inFolder.contains("data.pkl") else {
      return "a zip archive without data.pkl in its folder, not written by torch.save"
    }
    return nil
  }

  /// The folder of the first name with its slash; empty if it is in none.
  static func prefix(_ names: [String]) -> String {
    guard let first = names.first, let slash = first.firstIndex(of: "/") else { return "" }
    return String(first[...slash])
  }
}
