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
  /// - Throws: `HuggingFaceError` with the record or entry, what was expected and found.
  init(_ file: ReadableFile) throws(HuggingFaceError) {
    func otherKind(_ found: String) -> HuggingFaceError {
      .malformed(
        path: file.path, place: "",
        expected: "a dictionary of tensors in the zip format of torch.save", found: found)
    }
    if let found = try TorchFileKind.other(than: file) { throw otherKind(found) }
    var archive = try ZipArchive(file)
    let names = archive.entries.map(\.name)
    if let found = TorchFileKind.otherArchive(names) { throw otherKind(found) }
    let prefix = TorchFileKind.prefix(names)
    for name in names {
      let isKnown = name.hasPrefix(prefix) && TorchArchive.isKnown(name.dropFirst(prefix.count))
      guard isKnown else {
        throw .malformed(
          path: file.path, place: "entry '\(name)': name",
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
  /// - Throws: `HuggingFaceError.malformed` if it is larger than any real one, `.file`.
  func pickle() throws(HuggingFaceError) -> [UInt8] {
    try contents("data.pkl", limit: TorchArchive.maximumPickleByteCount) ?? []
  }

  /// Whether `key` is a storage's: the decimal digits that `torch.save` counts with.
  static func isStorageKey(_ key: Substring) -> Bool {
    (1...20).contains(key.utf8.count) && key.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isKnown(_ name: Substring) -> Bool {
    names.contains(String(name)) || name.hasPrefix("data/") && isStorageKey(name.dropFirst(5))
  }

  private func checkVersion() throws(HuggingFaceError) {
    guard let (entry, text) = try text("version") else {
      throw .malformed(
        path: path, place: "entry 'version': entry", expected: "the format's version",
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

  private func checkByteOrder() throws(HuggingFaceError) {
    guard let (entry, text) = try text("byteorder"), text != "little" else { return }
    throw entry.wrong("contents", expected: "'little'", found: "'\(text)'", path: path)
  }

  private func text(_ name: String) throws(HuggingFaceError) -> (ZipEntry, String)? {
    guard let entry = entries[name], let bytes = try contents(name, limit: 16) else { return nil }
    return (entry, String(decoding: bytes, as: UTF8.self))
  }

  private func contents(_ name: String, limit: Int) throws(HuggingFaceError) -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    guard entry.byteCount <= limit else {
      throw entry.wrong(
        "size", expected: "at most \(limit) bytes", found: "\(entry.byteCount)", path: path)
    }
    return try wrapping(
      HuggingFaceError.file, file.bytes(at: entry.dataOffset, count: entry.byteCount))
  }
}

/// Recognises files that are no dictionaries of tensors in the zip format, to say what they are.
enum TorchFileKind {
  /// `torch.serialization.MAGIC_NUMBER`, 0x1950a86a20f9469cfc6c, as LONG1 writes it.
  private static let legacyMagic: [UInt8] = [
    0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
  ]

  /// What to do about a file that would have to be executed.
  private static let loadAndSave =
    "load it where it was made and save the model with save_pretrained"

  /// What a file is that cannot be a zip archive; `nil` if it may be one.
  static func other(than file: ReadableFile) throws(HuggingFaceError) -> String? {
    let start = try wrapping(
      HuggingFaceError.file, file.bytes(at: 0, count: min(file.byteCount, 16)))
    if start.isEmpty { return "an empty file; copy or download it again" }
    let signature = start.littleEndian(UInt32.self, at: 0)
    if signature == ZipRecord.Kind.localHeader.rawValue
      || signature == ZipRecord.Kind.end.rawValue
    {
      guard file.byteCount < ZipEnd.byteCount else { return nil }
      return "a zip archive cut off after \(file.byteCount) bytes; copy or download it again"
    }
    if start.first == PickleOpcode.proto.rawValue {
      return start.dropFirst(2).starts(with: legacyMagic)
        ? "the format of torch.save before PyTorch 1.6; load and save it again there"
        : "a pickle outside a zip archive; \(loadAndSave)"
    }
    // The graph of OpenVINO lies beside its weights, which have no signature.
    if file.path.hasSuffix(".bin"), Folder.isFile("\(file.path.dropLast(4)).xml") {
      return FileKind.openVINO.text
    }
    return try SourceFile.kind(of: file)?.text
      ?? "a file that begins with the bytes \(Array(start.prefix(4)))"
  }

  /// What an archive with these names is if it is not `torch.save`'s.
  static func otherArchive(_ names: [String]) -> String? {
    let prefix = prefix(names)
    let inFolder = names.map { $0.hasPrefix(prefix) ? $0.dropFirst(prefix.count) : $0[...] }
    if inFolder.contains(where: { $0 == "constants.pkl" || $0.hasPrefix("code/") }) {
      return "a TorchScript archive, which holds a program; \(loadAndSave)"
    }
    guard !prefix.isEmpty, inFolder.contains("data.pkl") else {
      return
        "a zip archive without data.pkl in its folder, not written by torch.save; if a model's "
        + "folder is in it, unpack it and give the folder"
    }
    return nil
  }

  /// The folder of the first name with its slash; empty if it is in none.
  static func prefix(_ names: [String]) -> String {
    guard let first = names.first, let slash = first.firstIndex(of: "/") else { return "" }
    return String(first[...slash])
  }
}
