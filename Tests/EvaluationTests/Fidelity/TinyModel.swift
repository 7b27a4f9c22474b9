import HuggingFace
import Base
import Conversion
import Evaluation
import Inference
import TestSupport
import Testing

/// The bundled tiny model in binary32, and variants that are wrong in one place.
enum TinyModel {
  static let folder = Repository.path("Golden/tiny-moe")

  static func golden() throws -> Golden {
    try Golden(path: Repository.path("Golden/tiny-moe.golden.safetensors"))
  }

  static func model(tokenizer: Bool = true) throws -> EmbeddingModel {
    try SourceModel(
      path: folder, options: SourceOptions(matryoshka: [128, 64, 32], includesTokenizer: tokenizer)
    ).model()
  }

  /// The model with `old` replaced by `new` in one of its JSON files.
  static func variant(file: String, _ old: String, _ new: String) throws -> EmbeddingModel {
    try TemporaryFolder.with { copy in
      for name in [
        "config.json", "config_sentence_transformers.json", "model.safetensors", "modules.json",
        "sentence_bert_config.json", "tokenizer.json", "tokenizer_config.json",
        "1_Pooling/config.json",
      ] where name != file { try copy.link(name, to: "\(folder)/\(name)") }
      let text = String(
        decoding: try ReadableFile(path: "\(folder)/\(file)").contents(limit: 1 << 20),
        as: UTF8.self)
      let place = try #require(text.firstRange(of: old))
      try copy.write(String(text[..<place.lowerBound] + new + text[place.upperBound...]), to: file)
      return try SourceModel(path: copy.path, options: SourceOptions(matryoshka: [128, 64, 32]))
        .model()
    }
  }
}
