import Base
import Testing

struct FileKindTests {
  private func kind(_ start: [UInt8], byteCount: Int = 1 << 20) -> FileKind? {
    FileKind(start: start, byteCount: byteCount)
  }

  @Test(
    arguments: [
      ("GGUF\u{3}\0\0\0", FileKind.gguf),
      ("\u{8}\u{7}\u{12}\u{7}pytorch", .onnx),
      ("version https://git-lfs.github.com/spec/v1\noid sha256:00", .gitPointer),
      ("\n<!DOCTYPE HTML>\n<title>Log in</title>", .webPage),
      ("<html><body>", .webPage),
      ("<?xml version=\"1.0\"?>\n<net name=\"Model0\" version=\"11\">", .xml),
      ("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", .downloadError),
      ("Invalid username or password.", .downloadError),
      ("PK\u{3}\u{4}", .zip),
      ("{\n  \"architectures\": [", .configuration),
      ("{\n  \"version\": \"1.0\",\n  \"truncation\": null", .tokenizer),
      ("[{\"idx\": 0, \"type\": \"sentence_transformers.models.Transformer\"", .configuration),
      ("{\"metadata\": {\"total_size\": 4}, \"weight_map\": {", nil),
      ("[PAD]\n[UNK]\n", nil), ("<s>\n<pad>\n<html>\n<?xml\n", nil), ("the first text\n", nil),
      ("", nil),
    ] as [(String, FileKind?)])
  func `the first bytes tell what a file is`(text: String, expected: FileKind?) {
    #expect(kind(Array(text.utf8)) == expected, "\(text)")
  }

  @Test(
    arguments: [
      ([0x89, 0x43, 0x52, 0x53, 0x0d, 0x0a, 0x1a, 0x0a], FileKind.crest),
      ([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], .hdf5),
      ([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0], .numPy),
      ([0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33], .tensorFlowLite),
      ([0x80, 2, 0x7d, 0x71], .pickle), ([0x1f, 0x8b, 8, 0], .gzip),
      ([0x28, 0xb5, 0x2f, 0xfd], .compressed),
      ([UInt8](repeating: 0, count: 257) + Array("ustar".utf8), .tar),
      ([0x80, 2, 0, 0, 0, 0, 0, 0], nil),
    ] as [([UInt8], FileKind?)])
  func `signatures that are no text are known, too`(start: [UInt8], expected: FileKind?) {
    #expect(kind(start) == expected)
  }

  @Test(
    arguments: [
      [0x80, 2, 1, 0, 0, 0, 0, 0], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0], [8, 7, 0x12, 0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func `the length of a safetensors header is not taken for a signature`(length: [UInt8]) {
    #expect(kind(length + Array("{\"a\"".utf8), byteCount: 1 << 30) == .safetensors)
    #expect(kind(length + Array("{\"a\"".utf8), byteCount: 100) != .safetensors)
  }

  @Test func `weights of other programs are known by the ends of their names`() {
    #expect(FileKind(name: "model-Q4_K_M.gguf") == .gguf)
    #expect(FileKind(name: "model_quantized.onnx") == .onnx)
    #expect(FileKind(name: "flax_model.msgpack") == .flax)
    #expect(FileKind(name: "tf_model.h5") == .hdf5)
    #expect(FileKind(name: "README.md") == nil)
  }

  @Test(arguments: FileKind.allCases)
  func `every kind says what to do`(kind: FileKind) {
    let parts = kind.text.split(separator: "; ", maxSplits: 1)
    #expect(parts.count == 2 && !parts[1].isEmpty, "\(kind.text)")
    #expect(!kind.text.contains("--"), "\(kind.text)")
  }
}
