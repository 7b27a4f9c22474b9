import Base
import HuggingFace
import TestSupport
import Testing

/// Damaged files are refused, or give what the sound file gives.
@Suite struct DamageTests {
  /// What a byte is combined with: its lowest bit, a middle one, its highest, all.
  static let masks: [UInt8] = [0x01, 0x08, 0x80, 0xff]
  static let names = ["sparse_linear", "protocol-4"]

  /// Names, places, shapes and bytes of all tensors.
  private func contents(_ path: String) throws(HuggingFaceError) -> [(TensorEntry, [UInt8])] {
    let file = try PyTorchFile(path: path)
    var all: [(TensorEntry, [UInt8])] = []
    for tensor in file.tensors {
      all.append((tensor, try file.file.mapped().region(tensor.fileRange).bytes))
    }
    return all
  }

  @Test(arguments: names)
  func `a file cut at any length is refused`(name: String) throws {
    let bytes = try Repository.bytes("Golden/pytorch/\(name).pt")
    try TemporaryFolder.with { folder in
      for count in 0..<bytes.count {
        let path = try folder.write(Array(bytes.prefix(count)), to: "cut.pt")
        #expect(throws: HuggingFaceError.self) { try PyTorchFile(path: path) }
      }
    }
  }

  @Test(arguments: names)
  func `a file with any byte changed is refused or gives the same tensors`(name: String) throws {
    let sound = Repository.path("Golden/pytorch/\(name).pt")
    let expected = try contents(sound)
    var bytes = try Repository.contents(sound)
    var acceptedCount = 0
    try TemporaryFolder.with { folder in
      for index in bytes.indices {
        for mask in Self.masks {
          bytes[index] ^= mask
          let path = try folder.write(bytes, to: "flipped.pt")
          if let found = try? contents(path) {
            acceptedCount += 1
            #expect(found.elementsEqual(expected, by: ==), "byte \(index) with \(mask)")
          }
          bytes[index] ^= mask
        }
      }
    }
    // Padding between extra fields' headers and data, and what the archive says of its maker.
    #expect(acceptedCount < bytes.count * Self.masks.count / 2)
  }
}
