import Base
import HuggingFace

extension CyclicChecksum {
  /// Appends `bytes`.
  mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }
}

/// Archives as `torch.save` lays them out, put together in memory.
enum TorchBytes {
  /// `data.pkl` as given, one storage and the format's version.
  static func archive(pickle: [UInt8], storage: [UInt8] = [UInt8](repeating: 0, count: 24))
    -> [UInt8]
  {
    archive([("m/data.pkl", pickle), ("m/data/0", storage), ("m/version", Array("3\n".utf8))])
  }

  /// An archive of stored entries with data descriptors.
  static func archive(_ entries: [(name: String, contents: [UInt8])]) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, contents) in entries {
      var checksum = CyclicChecksum()
      checksum.update(contents)
      let flags: UInt16 = contents.isEmpty ? 0x0800 : 0x0808
      directory.appendLittleEndian(UInt32(0x0201_4b50))
      directory.append(contentsOf: [0, 0, 0, 0])
      directory.appendLittleEndian(flags)
      directory.append(contentsOf: [0, 0, 0, 0, 0, 0])
      directory.appendLittleEndian(checksum.value)
      directory.appendLittleEndian(UInt32(contents.count))
      directory.appendLittleEndian(UInt32(contents.count))
      directory.appendLittleEndian(UInt16(name.utf8.count))
      directory.append(contentsOf: [UInt8](repeating: 0, count: 12))
      directory.appendLittleEndian(UInt32(file.count))
      directory.append(contentsOf: name.utf8)

      file.appendLittleEndian(UInt32(0x0403_4b50))
      file.append(contentsOf: [0, 0])
      file.appendLittleEndian(flags)
      file.append(contentsOf: [UInt8](repeating: 0, count: 18))
      file.appendLittleEndian(UInt16(name.utf8.count))
      file.append(contentsOf: [0, 0])
      file.append(contentsOf: name.utf8)
      file.append(contentsOf: contents)
      guard !contents.isEmpty else { continue }
      file.appendLittleEndian(UInt32(0x0807_4b50))
      file.appendLittleEndian(checksum.value)
      file.appendLittleEndian(UInt32(contents.count))
      file.appendLittleEndian(UInt32(contents.count))
    }
    return file + directory
      + end(count: entries.count, directoryByteCount: directory.count, offset: file.count)
  }

  /// The record at the end, without zip64.
  static func end(count: Int, directoryByteCount: Int, offset: Int) -> [UInt8] {
    var end: [UInt8] = []
    end.appendLittleEndian(UInt32(0x0605_4b50))
    end.append(contentsOf: [0, 0, 0, 0])
    end.appendLittleEndian(UInt16(count))
    end.appendLittleEndian(UInt16(count))
    end.appendLittleEndian(UInt32(directoryByteCount))
    end.appendLittleEndian(UInt32(offset))
    return end + [0, 0]
  }

  /// A pickle of protocol 2 around `body`.
  static func pickle(_ body: [UInt8]) -> [UInt8] { [0x80, 2] + body + [0x2e] }

  /// The instruction for a short string.
  static func string(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [0x58]
    bytes.appendLittleEndian(UInt32(text.utf8.count))
    return bytes + Array(text.utf8)
  }

  /// The instruction for a name of Python.
  static func global(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }
}
