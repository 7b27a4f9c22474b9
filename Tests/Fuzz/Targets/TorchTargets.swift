import Base
import HuggingFace
import Model
import TestSupport

extension FuzzTarget {
  private static let torchWords = [
    "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{6}\u{7}", "PK\u{7}\u{8}",
    "archive/data.pkl", "archive/version", "archive/byteorder", "archive/data/0", "little", "3\n",
  ]
  private static let pickleWords = [
    "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch\nFloatStorage\n", "ctorch\nBFloat16Storage\n",
    "ccollections\nOrderedDict\n", "ctorch._utils\n_rebuild_parameter\n",
    "X\u{7}\u{0}\u{0}\u{0}storage",
    "X\u{3}\u{0}\u{0}\u{0}cpu", "X\u{1}\u{0}\u{0}\u{0}0", "q\u{0}", "h\u{0}", "(", "t", "R", "b",
    "Q", "K\u{1}",
    "M\u{0}\u{1}", "}", "u", "s", ")", "N", ".",
  ]

  private static func files() throws -> [[UInt8]] {
    try FuzzSeeds.files("Golden/pytorch", [".pt"])
      + FuzzSeeds.files("Golden/Bad/pytorch", [".pt", ".bin"])
  }

  /// A file of `torch.save`, as it is and with its checksums put right.
  static let pytorch = FuzzTarget(
    "pytorch", words: torchWords, mutationCount: 12_000, seeds: { try files() }
  ) {
    let file = try FuzzFile(suffix: ".bin")
    return .plain { bytes in
      check(bytes, in: file)
      let sealed = TorchBytes.withChecksums(bytes)
      if sealed != bytes { check(sealed, in: file) }
    }
  }

  /// A pickle in an archive that is right: the number of storages, their sizes (16 bits each), the pickle.
  static let pickle = FuzzTarget(
    "pickle", words: pickleWords, mutationCount: 12_000,
    seeds: { try files().compactMap(TorchBytes.pickle(of:)) }
  ) {
    let file = try FuzzFile(suffix: ".bin")
    return .plain { bytes in
      var input = FuzzInput(bytes)
      let sizes = (0..<input.below(16)).map { _ in Int(input.integer(UInt16.self)) }
      check(TorchBytes.archive(pickle: input.rest, sizes: sizes), in: file)
    }
  }

  private static func check(_ bytes: [UInt8], in file: FuzzFile) {
    file.set(bytes)
    guard let read = try? PyTorchFile(path: file.path) else { return }
    for tensor in read.tensors {
      precondition(
        tensor.fileOffset >= 0 && tensor.fileRange.upperBound <= bytes.count,
        "\(tensor.name) lies outside the file")
      precondition(tensor.elementCount == Int.checkedProduct(tensor.shape))
      guard tensor.elementCount <= 1 << 16 else { continue }
      var values = [Float](repeating: 0, count: tensor.elementCount)
      try? unsafe values.withUnsafeMutableBufferPointer { buffer in
        try unsafe read.file.readFloats(tensor, elements: 0..<buffer.count, into: buffer)
      }
    }
  }
}

/// Archives as `torch.save` writes them.
enum TorchBytes {
  private struct Entry {
    let header: Int
    let local: Int
    let name: String
    let data: Range<Int>
  }

  /// An archive of a pickle and of storages that are 0.
  static func archive(pickle: [UInt8], sizes: [Int]) -> [UInt8] {
    var contents: [(name: String, bytes: [UInt8])] = [
      ("data.pkl", pickle), ("byteorder", Array("little".utf8)), ("version", Array("3\n".utf8)),
    ]
    for (key, size) in sizes.enumerated() {
      contents.append(("data/\(key)", [UInt8](repeating: 0, count: size)))
    }
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, bytes) in contents {
      let name = Array("archive/\(name)".utf8)
      var fields: [UInt8] = []
      for value in [0, 0, 0, 0, 0] as [UInt16] { fields.appendLittleEndian(value) }
      fields.appendLittleEndian(checksum(bytes[...]))
      fields.appendLittleEndian(UInt32(bytes.count))
      fields.appendLittleEndian(UInt32(bytes.count))
      fields.appendLittleEndian(UInt16(name.count))
      fields.appendLittleEndian(UInt16(0))
      directory += [0x50, 0x4b, 1, 2, 0, 0] + fields + [UInt8](repeating: 0, count: 10)
      directory.appendLittleEndian(UInt32(file.count))
      directory += name
      file += [0x50, 0x4b, 3, 4] + fields + name + bytes
    }
    let offset = UInt32(file.count)
    file += directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0]
    for _ in 0..<2 { file.appendLittleEndian(UInt16(contents.count)) }
    file.appendLittleEndian(UInt32(directory.count))
    file.appendLittleEndian(offset)
    return file + [0, 0]
  }

  /// The file with each entry's own checksum wherever it is stored.
  static func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var sealed = bytes
    for entry in entries(of: bytes) {
      let value = checksum(bytes[entry.data])
      sealed.set(value, at: entry.header + 16)
      if bytes.littleEndian(UInt32.self, at: entry.local + 14) != 0 {
        sealed.set(value, at: entry.local + 14)
      }
      if bytes.littleEndian(UInt32.self, at: entry.data.upperBound) == 0x0807_4b50 {
        sealed.set(value, at: entry.data.upperBound + 4)
      }
    }
    return sealed
  }

  /// The pickle of a file and the sizes of its storages, as the target `pickle` takes them.
  static func pickle(of file: [UInt8]) -> [UInt8]? {
    let entries = entries(of: file)
    guard let pickle = entries.first(where: { $0.name.hasSuffix("/data.pkl") }) else { return nil }
    let storages = entries.compactMap { entry -> (key: Int, size: Int)? in
      guard let slash = entry.name.firstRange(of: "/data/") else { return nil }
      return Int(entry.name[slash.upperBound...]).map { ($0, entry.data.count) }
    }
    let count = min(15, (storages.map(\.key).max() ?? -1) + 1)
    var bytes = [UInt8(max(count, 0))]
    for key in 0..<max(count, 0) {
      let size = storages.first { $0.key == key }?.size ?? 0
      bytes.appendLittleEndian(UInt16(truncatingIfNeeded: size))
    }
    return bytes + file[pickle.data]
  }

  /// The entries that a central directory seems to have.
  private static func entries(of bytes: [UInt8]) -> [Entry] {
    var entries: [Entry] = []
    for header in bytes.indices where bytes[header...].starts(with: [0x50, 0x4b, 1, 2]) {
      guard let size = bytes.littleEndian(UInt32.self, at: header + 24),
        let nameCount = bytes.littleEndian(UInt16.self, at: header + 28),
        let place = bytes.littleEndian(UInt32.self, at: header + 42),
        case let local = Int(place),
        let localNameCount = bytes.littleEndian(UInt16.self, at: local + 26),
        let extraCount = bytes.littleEndian(UInt16.self, at: local + 28),
        header + 46 + Int(nameCount) <= bytes.count
      else { continue }
      let begin = local + 30 + Int(localNameCount) + Int(extraCount)
      guard begin + Int(size) <= bytes.count else { continue }
      let name = bytes[header + 46..<header + 46 + Int(nameCount)]
      entries.append(
        Entry(
          header: header, local: local, name: String(decoding: name, as: UTF8.self),
          data: begin..<begin + Int(size)))
    }
    return entries
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var checksum = CyclicChecksum()
    unsafe bytes.withUnsafeBytes { unsafe checksum.update($0) }
    return checksum.value
  }
}

extension [UInt8] {
  /// Writes a little-endian number, as far as there is room.
  mutating func set<Integer: FixedWidthInteger>(_ value: Integer, at offset: Int) {
    guard offset >= 0, offset + Integer.bitWidth / 8 <= count else { return }
    for index in 0..<Integer.bitWidth / 8 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }
}
