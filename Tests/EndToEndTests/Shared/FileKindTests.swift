import TestSupport
import Testing

/// What is said of files that are no models.
struct FileKindTests {
  @Test(arguments: [
    ("model.gguf", Array("GGUF\u{3}\u{0}\u{0}\u{0}".utf8), "a GGUF file of llama.cpp"),
    (
      "model.safetensors", Array("version https://git-lfs.github.com/spec/v1\noid x\n".utf8),
      "git lfs pull"
    ),
    ("model.safetensors", Array("\n<!DOCTYPE html><html>".utf8), "an HTML page"),
    ("model.xml", Array("<?xml version=\"1.0\"?><net>".utf8), "perhaps an OpenVINO graph"),
    ("model.onnx", [8, 7, 18, 7], "an ONNX graph"),
    ("model.tflite", [28, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33], "a TensorFlow Lite model"),
    ("model.zip", [0x50, 0x4b, 3, 4, 0, 0], "a zip archive"),
    ("model.pkl", [0x80, 4, 0x95, 0], "a Python pickle"),
    ("model.tar.gz", [0x1f, 0x8b, 8, 0], "a gzip archive"),
  ])
  func `a file of another kind is called by its name`(
    name: String, bytes: [UInt8], expected: String
  ) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(bytes, to: name)
      for command in ["inspect", "embed", "convert"] {
        let result = try Tool.goldcrest.run(command, path)
        #expect(result.status == 1, "\(command)")
        #expect(result.error.contains("\(name): this is "), "\(result.error)")
        #expect(result.error.contains(expected), "\(result.error)")
      }
    }
  }

  @Test func `a .crest is not converted again`() throws {
    try TemporaryFolder.with { folder in
      let result = try Tool.goldcrest.run("convert", try Models.converted(in: folder))
      #expect(result.status == 1)
      #expect(result.error.contains("this is a .crest already"))
    }
  }

  @Test func `a name of the hub says how to download the model`() throws {
    for command in ["convert", "embed"] {
      let result = try Tool.goldcrest.run(command, "intfloat/multilingual-e5-small")
      #expect(result.status == 1)
      #expect(
        result.error.contains(
          "hf download intfloat/multilingual-e5-small --local-dir multilingual-e5-small"))
    }
    let missing = try Tool.goldcrest.run("inspect", "none/none.crest")
    #expect(missing.status == 1)
    #expect(!missing.error.contains("hf download"))
  }
}
