import Base
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The models that the tests run on.
enum Models {
  /// The bundled model as HuggingFace files.
  static let tiny = "\(Tool.root)/Golden/tiny-moe"
  /// Its vectors as PyTorch gives them.
  static let tinyGolden = "\(Tool.root)/Golden/tiny-moe.golden.safetensors"

  /// Converts the bundled model into `folder`; the file's path.
  static func converted(in folder: TemporaryFolder, _ scheme: String = "int8") throws -> String {
    let path = folder.path("tiny-\(scheme).crest")
    let result = try Tool.goldcrest.run(
      "convert", tiny, "--quantize", scheme, "-o", path, "--quiet")
    guard result.status == 0 else { throw ChildProcess.Failure(text: result.error) }
    return path
  }

  /// A folder `name` with links to the bundled model's files, except those named.
  static func copy(
    in folder: TemporaryFolder, as name: String = "model", without missing: Set<String> = []
  ) throws -> String {
    _ = folder.path("\(name)/1_Pooling/")
    for file in files where !missing.contains(file) {
      try folder.link("\(name)/\(file)", to: "\(tiny)/\(file)")
    }
    return folder.path(name)
  }

  private static let files = [
    "config.json", "config_sentence_transformers.json", "model.safetensors", "modules.json",
    "sentence_bert_config.json", "sentencepiece.bpe.model", "special_tokens_map.json",
    "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json",
  ]

  /// The text of a file of the bundled model.
  static func text(_ name: String) throws -> String {
    let bytes = try ReadableFile(path: "\(tiny)/\(name)").contents(limit: 1 << 24)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A file's bytes.
  static func bytes(_ path: String) throws -> [UInt8] {
    try ReadableFile(path: path).contents(limit: 1 << 28)
  }

  /// The one JSON object in an output.
  static func json(_ output: String) throws -> JSONObject {
    guard let object = try JSONValue(parsing: Array(output.utf8)).object else {
      throw ChildProcess.Failure(text: "no object: \(output.prefix(200))")
    }
    return object
  }
}
