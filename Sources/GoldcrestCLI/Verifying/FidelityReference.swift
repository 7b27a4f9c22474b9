import Base
import CrestFormat
import Evaluation
import Inference

/// What a model's vectors are held against, read and checked.
enum FidelityReference {
  case golden(Golden)
  case model(EmbeddingModel, texts: [VerificationText], prompt: EmbeddingModel.PromptChoice)

  /// Texts from a file, or the built-in ones.
  static func texts(path: String?) throws -> [VerificationText] {
    try path.map { try VerificationText.read(path: $0) } ?? VerificationText.builtIn
  }

  /// Runs `model`, and the reference if it is a model.
  func report(
    on model: EmbeddingModel, dimensions: Int? = nil, comparesStates: Bool = false, isQuiet: Bool
  ) throws(VerificationError) -> FidelityReport {
    let bar = ProgressBar(isQuiet: isQuiet)
    defer { bar.clear() }
    return switch self {
    case .golden(let golden):
      try Verifier.run(
        model: model, golden: golden, dimensions: dimensions, comparesStates: comparesStates
      ) { bar.show($0, of: $1, "texts") }
    case .model(let reference, let texts, let prompt):
      try Verifier.run(
        model: model, reference: reference, texts: texts, prompt: prompt, dimensions: dimensions,
        comparesStates: comparesStates
      ) { bar.show($0, of: $1, "texts") }
    }
  }

  /// What a `.crest` says that it was held against; a model is its original.
  func stored() throws -> ManifestReference {
    switch self {
    case .golden(let golden):
      return .golden(try Checksum(of: ReadableFile(path: golden.path)))
    case .model(let reference, let texts, let prompt):
      let prompt = try reference.promptText(prompt)
      var hasher = ChecksumHasher()
      for text in texts {
        let bytes = Array((prompt + text.text).utf8)
        var size: [UInt8] = []
        size.appendLittleEndian(UInt64(bytes.count))
        hasher.update(size + bytes)
      }
      return .original(texts: hasher.finalize())
    }
  }
}
