import Model
import Base
import HuggingFace
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
  @Test func `wide types come first, then names, behind a header padded to 8 bytes`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("m.safetensors")
      try SafetensorsWriter.write(
        tensors: [
          SafetensorsTensor(name: "b", shape: [2], floats: [1, 2]),
          SafetensorsTensor(name: "u", elementType: .u8, shape: [1], bytes: [9]),
          SafetensorsTensor(
            name: "i", elementType: .i64, shape: [1], bytes: [5, 0, 0, 0, 0, 0, 0, 0]),
          SafetensorsTensor(name: "a", shape: [1, 1], floats: [-0.5]),
        ], metadata: ["z": "2", "format": "pt"], to: path, overwriting: false)
      let header =
        #"{"__metadata__":{"format":"pt","z":"2"},"#
        + #""i":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"#
        + #""a":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]},"#
        + #""b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]},"#
        + #""u":{"dtype":"U8","shape":[1],"data_offsets":[20,21]}}"#
      let padding = String(
        repeating: " ", count: header.utf8.count.aligned(to: 8) - header.utf8.count)
      let data: [UInt8] =
        [5, 0, 0, 0, 0, 0, 0, 0] + SafetensorsBytes.binary32([-0.5, 1, 2]) + [9]
      #expect(
        try Checkpoint.bytes(of: path)
          == SafetensorsBytes.file(header: header + padding, data: data))
      let checkpoint = try Checkpoint(path: path)
      #expect(try checkpoint.floats("b") == [1, 2])
      #expect(checkpoint.shards[0].metadata == ["format": "pt", "z": "2"])
    }
  }

  @Test func `no tensors make a readable file`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("m.safetensors")
      try SafetensorsWriter.write(tensors: [], to: path, overwriting: false)
      #expect(try SafetensorsFile(path: path).tensors.isEmpty)
    }
  }

  @Test func `bytes that do not fit the shape are refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("m")
      #expect(
        throws: HuggingFaceError.writing(path: path, tensor: "w", expected: 8, found: 4)
      ) {
        try SafetensorsWriter.write(
          tensors: [SafetensorsTensor(name: "w", shape: [2], floats: [1])], to: path,
          overwriting: false)
      }
      #expect(folder.names == [])
    }
  }

  @Test func `a name twice is refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("m")
      let tensor = SafetensorsTensor(name: "w", shape: [1], floats: [1])
      #expect(throws: HuggingFaceError.writingTwice(path: path, tensor: "w")) {
        try SafetensorsWriter.write(tensors: [tensor, tensor], to: path, overwriting: false)
      }
    }
  }

  @Test func `what the reader would refuse is not written`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("m")
      func write(_ tensors: [SafetensorsTensor]) throws {
        try SafetensorsWriter.write(tensors: tensors, to: path, overwriting: true)
      }
      let empty = SafetensorsTensor(name: "e", elementType: .i64, shape: [0], bytes: [])
      let other = SafetensorsTensor(name: "f", elementType: .i64, shape: [0, 2], bytes: [])
      let full = SafetensorsTensor(name: "w", shape: [1], floats: [1])
      #expect(
        throws: HuggingFaceError.sharedOffset(path: path, tensor: "f", other: "e", offset: 4)
      ) { try write([empty, full, other]) }
      #expect(throws: HuggingFaceError.self) {
        try write([SafetensorsTensor(name: "a\nb", shape: [1], floats: [1])])
      }
      #expect(
        throws: HuggingFaceError.tooManyDimensions(path: path, tensor: "d", expected: 8, found: 9)
      ) {
        try write([SafetensorsTensor(name: "d", shape: [1, 1, 1, 1, 1, 1, 1, 1, 1], floats: [1])])
      }
      #expect(folder.names == [])
      try write([empty, full])
      #expect(try Checkpoint(path: path).shards[0].tensors.map(\.name) == ["w", "e"])
    }
  }

  @Test func `a file that exists is replaced only on request`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("old", to: "m")
      let tensor = SafetensorsTensor(name: "w", shape: [1], floats: [1])
      #expect(throws: HuggingFaceError.file(.exists(path: path))) {
        try SafetensorsWriter.write(tensors: [tensor], to: path, overwriting: false)
      }
      try SafetensorsWriter.write(tensors: [tensor], to: path, overwriting: true)
      #expect(try Checkpoint(path: path).floats("w") == [1])
      #expect(folder.names == ["m"])
    }
  }

  @Test func `names that are only canonically equivalent are two tensors`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("m.safetensors")
      // OHM SIGN and GREEK CAPITAL LETTER OMEGA.
      let names = ["w\u{2126}", "w\u{3a9}"]
      let tensors = names.enumerated().map {
        SafetensorsTensor(name: $0.element, shape: [1], floats: [Float($0.offset)])
      }
      try SafetensorsWriter.write(tensors: tensors, to: path, overwriting: false)
      let checkpoint = try Checkpoint(path: path)
      #expect(checkpoint.names.count == 2)
      #expect(try checkpoint.floats(names[0]) == [0])
      #expect(try checkpoint.floats(names[1]) == [1])
    }
  }
}
