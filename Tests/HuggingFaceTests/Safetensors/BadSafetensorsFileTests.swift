import Model
import Base
import HuggingFace
import TestSupport
import Testing

@Suite struct BadSafetensorsFileTests {
  /// The folder of the bad files.
  static let folder = Repository.path("Golden/Bad/safetensors")

  /// Files in the folder that are sound by themselves.
  static let sound = ["not-a-weight.safetensors", "shard-a.safetensors", "shard-b.safetensors"]

  @Test(arguments: BadSafetensorsFile.all)
  func `a bad file is refused with field, expected and found`(file: BadSafetensorsFile) {
    let path = "\(Self.folder)/\(file.name)"
    let error = #expect(throws: HuggingFaceError.self) { try Checkpoint(path: path) }
    #expect(error?.description == "\(path): \(file.refusal)")
  }

  @Test func `every file in the folder has an expectation`() {
    let expected = (BadSafetensorsFile.all.map(\.name) + Self.sound).sorted()
    #expect(TemporaryFolder.names(in: Self.folder) == expected)
  }

  @Test func `a header over the limit is refused though the file is long enough`() throws {
    let source = try Checkpoint.bytes(of: "\(Self.folder)/header-over-the-limit.safetensors")
    try TemporaryFolder.with { folder in
      let path = try folder.write(source, to: "long.safetensors")
      try folder.extend("long.safetensors", toByteCount: 100_000_010)
      #expect(
        throws: HuggingFaceError.malformed(
          path: path, place: "header length", expected: "at most 100000000", found: "100000001")
      ) { try SafetensorsFile(path: path) }
    }
  }

  @Test func `an index over ten mebibytes is refused before it is read`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("{", to: "model.safetensors.index.json")
      try folder.extend("model.safetensors.index.json", toByteCount: 10 << 20 | 1)
      #expect(
        throws: HuggingFaceError.malformed(
          path: path, place: "", expected: "an index of at most \(10 << 20) bytes",
          found: "\(10 << 20 | 1)")
      ) { try Checkpoint(path: path) }
    }
  }

  @Test func `elements that are no floats are refused as weights`() throws {
    let path = "\(Self.folder)/not-a-weight.safetensors"
    let checkpoint = try Checkpoint(path: path)
    let error = HuggingFaceError.notAWeight(path: path, tensor: "w", found: .i32)
    #expect(throws: error) { try checkpoint.floats("w") }
    #expect(throws: error) { try checkpoint.floats("w", 0..<1) }
  }

  @Test func `a missing file and a folder in its place are refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("none.safetensors")
      let error = #expect(throws: HuggingFaceError.self) { try Checkpoint(path: path) }
      #expect(error?.description == "\(path): cannot open: No such file or directory")
      #expect(throws: HuggingFaceError.file(.notARegularFile(path: folder.path))) {
        try SafetensorsFile(path: folder.path)
      }
    }
  }

  @Test func `a file that shrinks while it is open is refused where it is read`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(
        SafetensorsBytes.file([("w", "F32", [2], SafetensorsBytes.binary32([1, 2]))]), to: "w")
      let checkpoint = try Checkpoint(path: path)
      let byteCount = checkpoint.shards[0].file.byteCount
      try folder.extend("w", toByteCount: byteCount - 1)
      #expect(
        throws: HuggingFaceError.file(
          .shortened(path: path, expected: byteCount, found: byteCount - 1))
      ) { try checkpoint.floats("w") }
    }
  }
}
