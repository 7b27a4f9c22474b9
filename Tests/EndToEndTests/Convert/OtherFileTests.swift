import TestSupport
import Testing

/// Files and folders of other kinds in the place of a model: one line that says what they are and what to
/// do, from every command.
struct OtherFileTests {
  @Test(arguments: [
    (
      "answer.safetensors", "this is the error message of a failed download; check the name, log in"
    ),
    ("array.npy", "this is a NumPy array; expected a model"),
    ("compressed.tar.gz", "this is a gzip archive; unpack it"),
    ("empty.crest", "copy or download it again"),
    ("empty.safetensors", "the file is empty, copy or download it again"),
    ("gguf", "found only model.gguf, a GGUF file of llama.cpp; convert the folder of the original"),
    ("gguf/model.gguf", "this is a GGUF file of llama.cpp; convert the folder of the original"),
    ("json/config.json", "this is the configuration of a model; give the folder of the model"),
    ("json/tokenizer.json", "this is the tokenizer of a model; give the folder of the model"),
    ("keras.h5", "this is an HDF5 file, as Keras and TensorFlow write them; convert the folder"),
    ("lite.tflite", "this is a TensorFlow Lite model; convert the folder of the original"),
    ("onnx", "found only onnx/model.onnx, an ONNX graph; convert the folder of the original"),
    ("onnx/onnx/model.onnx", "this is an ONNX graph; convert the folder of the original"),
    ("openvino", "found only openvino_model.xml, an XML file, perhaps an OpenVINO graph; convert"),
    ("openvino/openvino_model.bin", "found the weights of an OpenVINO graph; convert the folder"),
    ("openvino/openvino_model.xml", "this is an XML file, perhaps an OpenVINO graph; convert"),
    ("page.safetensors", "this is an HTML page, probably saved in place of the file; download it"),
    ("pickle.safetensors", "this is a Python pickle; load it where it was made and save the model"),
    ("pointer.bin", "this is a Git LFS pointer, not the file itself; fetch the file: git lfs pull"),
    ("pointer.safetensors", "this is a Git LFS pointer, not the file itself; fetch the file"),
    ("quantised", "found quantised ones (gptq): convert the model that they were made from"),
    ("tar.safetensors", "this is a tar archive; unpack it and give the folder of the model"),
    ("zip.bin", "if a model's folder is in it, unpack it and give the folder"),
    ("zip.safetensors", "this is a zip archive; unpack it and give the folder of the model"),
  ])
  func `a file of another kind is refused by what it is`(name: String, words: String) throws {
    try TemporaryFolder.with { folder in
      let path = "\(Tool.root)/Golden/Bad/kinds/\(name)"
      let output = folder.path("out.crest")
      for arguments in [
        ["convert", path, "-o", output], ["inspect", path], ["embed", path, "a"],
      ] {
        let result = try ChildProcess(
          arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])
        ).wait()
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.error.hasPrefix("error: \(path)"), "\(result.error)")
        #expect(result.error.contains(words), "\(result.error)")
        #expect(result.error.count { $0.isNewline } == 1, "\(result.error)")
      }
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `a tokenizer that is a Git LFS pointer is refused by what it is`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(in: folder, without: ["tokenizer.json"])
      try folder.link(
        "model/tokenizer.json", to: "\(Tool.root)/Golden/Bad/kinds/pointer.safetensors")
      let result = try Tool.goldcrest.run("inspect", model)
      #expect(result.status == 1)
      #expect(
        result.error.hasPrefix("error: \(model)/tokenizer.json: this is a Git LFS pointer"),
        "\(result.error)")
      #expect(result.error.contains("git lfs pull"), "\(result.error)")
    }
  }

  @Test func `a crest that is cut off says how long it should be`() throws {
    try TemporaryFolder.with { folder in
      let bytes = try Models.bytes("\(Tool.root)/Golden/crest/wordpiece.crest")
      let path = try folder.write(Array(bytes.dropLast(100)), to: "cut.crest")
      let cut = try Tool.goldcrest.run("inspect", path)
      #expect(cut.status == 1)
      #expect(
        cut.error
          == "error: \(path): head.file_byte_count: expected a file of \(bytes.count) bytes, as the "
          + "head says, found \(bytes.count - 100): it is cut off, copy or download it again\n")
      try folder.write(bytes + [0], to: "long.crest")
      let long = try Tool.goldcrest.run("inspect", folder.path("long.crest"))
      #expect(long.error.hasSuffix("found \(bytes.count + 1): something follows its end\n"))
    }
  }

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
  func `a file of another kind is known whatever it is called`(
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
}
