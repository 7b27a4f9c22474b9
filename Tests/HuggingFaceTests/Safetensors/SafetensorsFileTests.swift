import Hashing
import Base
import HuggingFace
import Model
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  @Test func `entries come by offset with absolute places`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(
        SafetensorsBytes.file(
          header: "{\(SafetensorsBytes.entry("z", type: "F16", shape: [2, 3], begin: 4, end: 16)),"
            + "\"__metadata__\":{\"format\":\"pt\"},"
            + "\(SafetensorsBytes.entry("a", shape: [], begin: 0, end: 4))}   ",
          data: [UInt8](0..<16)), to: "m.safetensors")
      let file = try SafetensorsFile(path: path)
      let begin = file.file.byteCount - 16
      #expect(file.tensors.map(\.name) == ["a", "z"])
      #expect(file.tensors.map(\.elementType) == [.f32, .f16])
      #expect(file.tensors.map(\.shape) == [[], [2, 3]])
      #expect(file.tensors.map(\.fileOffset) == [begin, begin + 4])
      #expect(file.tensors.map(\.byteCount) == [4, 12])
      #expect(file.tensors.map(\.elementCount) == [1, 6])
      #expect(file.metadata == ["format": "pt"])
      #expect(file["z"]?.fileRange == begin + 4..<begin + 16)
      #expect(file["none"] == nil)
      #expect(try file.file.mapped().region(begin + 4..<begin + 8).bytes == [4, 5, 6, 7])
      #expect(try file.file.mapped() === file.file.mapped())
      #expect(try file.file.checksum() == Checksum(of: Checkpoint.bytes(of: path)))
    }
  }

  @Test func `a header of any length and an unaligned tensor are accepted`() throws {
    try TemporaryFolder.with { folder in
      for padding in 0..<9 {
        let header =
          "{\(SafetensorsBytes.entry("b", type: "U8", shape: [1], begin: 0, end: 1)),"
          + "\(SafetensorsBytes.entry("w", shape: [1], begin: 1, end: 5))}"
          + String(repeating: " ", count: padding)
        let data = [7] + SafetensorsBytes.binary32([1.5])
        let path = try folder.write(SafetensorsBytes.file(header: header, data: data), to: "m")
        #expect(try Checkpoint(path: path).floats("w") == [1.5])
      }
    }
  }

  @Test func `a file without tensors and an empty tensor at the end are accepted`() throws {
    try TemporaryFolder.with { folder in
      let none = try folder.write(SafetensorsBytes.file(header: "{}"), to: "none")
      #expect(try SafetensorsFile(path: none).tensors.isEmpty)
      let empty = try folder.write(
        SafetensorsBytes.file([("a", "F32", [1], [0, 0, 0, 0]), ("e", "F16", [3, 0], [])]),
        to: "empty")
      let checkpoint = try Checkpoint(path: empty)
      #expect(try checkpoint.floats("e") == [])
      #expect(try checkpoint.region("e").byteCount == 0)
    }
  }

  @Test(arguments: ElementType.allCases)
  func `every element type is known by its name`(type: ElementType) throws {
    try TemporaryFolder.with { folder in
      let bytes = [UInt8](repeating: 0, count: type.bitCount)
      let path = try folder.write(
        SafetensorsBytes.file([("w", type.rawValue, [2, 4], bytes)]), to: "m")
      let entry = try #require(try SafetensorsFile(path: path)["w"])
      #expect(entry.elementType == type)
      #expect(entry.byteCount == type.bitCount)
    }
  }

  @Test func `eight dimensions and a name of 1024 bytes are accepted, one more is not`() throws {
    try TemporaryFolder.with { folder in
      let shape = [1, 1, 1, 1, 1, 1, 1, 2]
      let name = String(repeating: "n", count: 1024)
      let good = SafetensorsBytes.file([(name, "U8", shape, [1, 2])])
      let file = try SafetensorsFile(path: folder.write(good, to: "m"))
      #expect(file[name]?.shape == shape)
      let long = SafetensorsBytes.file([("w", "U8", shape + [1], [1, 2])])
      #expect(throws: HuggingFaceError.self) {
        try SafetensorsFile(path: folder.write(long, to: "m"))
      }
    }
  }
}
