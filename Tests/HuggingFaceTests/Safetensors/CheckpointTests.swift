import Base
import HuggingFace
import TestSupport
import Testing

@Suite struct CheckpointTests {
  static func weights(_ name: String, _ value: Float) -> [UInt8] {
    SafetensorsBytes.file([(name, "F32", [1], SafetensorsBytes.binary32([value]))])
  }

  static let index =
    #"{"metadata":{"total_size":8},"weight_map":{"b":"model-2.safetensors","a":"model-1.safetensors"}}"#

  @Test func `one file is opened under its own path`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Self.weights("w", 3), to: "deep/my.safetensors")
      let checkpoint = try Checkpoint(path: path)
      #expect(checkpoint.directory == folder.path("deep"))
      #expect(checkpoint.names == ["w"])
      #expect(checkpoint["w"]?.entry.shape == [1])
      #expect(checkpoint["v"] == nil)
      #expect(try checkpoint.floats("w") == [3])
      #expect(try checkpoint.region("w").elements(as: Float.self) == [3])
    }
  }

  @Test func `shards are opened through their index and through its folder`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.weights("a", 1), to: "model-1.safetensors")
      try folder.write(Self.weights("b", 2), to: "model-2.safetensors")
      let index = try folder.write(Self.index, to: "model.safetensors.index.json")
      for path in [index, folder.path, folder.path + "/"] {
        let checkpoint = try Checkpoint(path: path)
        #expect(checkpoint.names == ["a", "b"])
        #expect(
          checkpoint.shards.map(\.path)
            == ["model-1.safetensors", "model-2.safetensors"].map {
              path.hasSuffix("/") ? "\(folder.path)/\($0)" : folder.path($0)
            })
        #expect(try checkpoint.floats("b") == [2])
        #expect(checkpoint["b"]?.file === checkpoint.shards[1].file)
      }
    }
  }

  @Test func `a folder is searched in the order of transformers`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.weights("adapter", 1), to: "adapter_model.safetensors")
      try folder.write(Self.weights("other", 1), to: "other.safetensors")
      #expect(try Checkpoint(path: folder.path).names == ["other"])
      try folder.write(Self.weights("a", 1), to: "model-1.safetensors")
      try folder.write(Self.weights("b", 2), to: "model-2.safetensors")
      try folder.write(Self.index, to: "model.safetensors.index.json")
      #expect(try Checkpoint(path: folder.path).names == ["a", "b"])
      // Saving over a folder that was sharded leaves the older index.
      try folder.write(Self.weights("model", 1), to: "model.safetensors")
      #expect(try Checkpoint(path: folder.path).names == ["model"])
    }
  }

  @Test func `several candidates without an index are refused by name`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.weights("a", 1), to: "b.safetensors")
      try folder.write(Self.weights("a", 1), to: "a.safetensors")
      #expect(
        throws: HuggingFaceError.severalWeights(
          folder: folder.path, found: ["a.safetensors", "b.safetensors"])
      ) { try Checkpoint(path: folder.path) }
    }
  }

  @Test func `a folder without weights is refused with what was looked for`() throws {
    try TemporaryFolder.with { folder in
      try folder.write("{}", to: "config.json")
      try folder.write("", to: "pytorch_model.bin")
      let error = #expect(throws: HuggingFaceError.self) { try Checkpoint(path: folder.path) }
      #expect(
        error?.description == "\(folder.path): no weights: expected one of "
          + "model.safetensors, model.safetensors.index.json, "
          + "a single file that ends in .safetensors, found none of them")
    }
  }

  @Test func `links of a hub snapshot are followed, and files are looked for beside them`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.weights("a", 1), to: "blobs/0123")
      try folder.write(Self.weights("b", 2), to: "blobs/4567")
      try folder.write(Self.index, to: "blobs/89ab")
      let snapshot = "snapshots/main"
      try folder.link("\(snapshot)/model-1.safetensors", to: "../../blobs/0123")
      try folder.link("\(snapshot)/model-2.safetensors", to: "../../blobs/4567")
      let index = "\(snapshot)/model.safetensors.index.json"
      try folder.link(index, to: "../../blobs/89ab")
      for path in [folder.path(snapshot), folder.path(index)] {
        let checkpoint = try Checkpoint(path: path)
        #expect(checkpoint.directory == folder.path(snapshot))
        #expect(try checkpoint.floats("a") + checkpoint.floats("b") == [1, 2])
      }
      let one = try Checkpoint(path: folder.path("\(snapshot)/model-1.safetensors"))
      #expect(one.directory == folder.path(snapshot))
    }
  }

  @Test func `a broken link of a snapshot is a missing shard`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(Self.weights("a", 1), to: "model-1.safetensors")
      try folder.link("model-2.safetensors", to: "../blobs/none")
      let index = try folder.write(Self.index, to: "model.safetensors.index.json")
      #expect(
        throws: HuggingFaceError.malformed(
          path: index, place: "weight_map",
          expected: "the shard 'model-2.safetensors' in the folder", found: "no such file")
      ) { try Checkpoint(path: folder.path) }
    }
  }

  @Test func `names that are only canonically equivalent are two tensors`() throws {
    try TemporaryFolder.with { folder in
      // OHM SIGN and GREEK CAPITAL LETTER OMEGA.
      let names = ["w\u{2126}", "w\u{3a9}"]
      let tensors = names.enumerated().map { StoredTensor($0.element, [1], [Float($0.offset)]) }
      let checkpoint = try Checkpoint(path: folder.write(tensors.file, to: "m.safetensors"))
      #expect(checkpoint.names.count == 2)
      #expect(try checkpoint.floats(names[0]) == [0])
      #expect(try checkpoint.floats(names[1]) == [1])
    }
  }

  @Test func `a file without tensors is read`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write([StoredTensor]().file, to: "m.safetensors")
      #expect(try SafetensorsFile(path: path).tensors.isEmpty)
    }
  }
}
