import Base
import Evaluation
import HuggingFace
import Inference
import TestSupport
import Testing

/// Files that are shortened while models are compared.
@Suite struct ShortenedFileTests {
  /// The processes of tests outlive it as the command does.
  init() throws { try MappedFile.guardAgainstShortening() }

  /// The bundled model with weights that may be shortened.
  private func original(in folder: TemporaryFolder) throws -> (path: String, model: EmbeddingModel)
  {
    let weights = try Repository.contents("\(TestSupport.TinyModel.path)/model.safetensors")
    let path = try TestSupport.TinyModel.copy(
      into: folder, writing: ["model.safetensors": weights])
    return ("\(path)/model.safetensors", try SourceModel(path: path).model())
  }

  @Test(arguments: [true, false])
  func `weights that are shortened during a comparison are an error, on either side of it`(
    isReference: Bool
  ) throws {
    try TemporaryFolder.with { folder in
      let (path, cut) = try original(in: folder)
      let whole = try TinyModel.model()
      let error = #expect(throws: EvaluationError.self) {
        try Verifier.run(
          model: isReference ? whole : cut,
          against: .model(isReference ? cut : whole)
        ) { done, total in
          if done < total { try? folder.shorten("model/model.safetensors", toByteCount: 1000) }
        }
      }
      guard
        case .inference(.file(.shortened(path, _, 1000)))? = error
      else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(error?.file(model: "a", reference: "b") == nil)
    }
  }

  @Test func `a golden file that is shortened during a comparison is an error`() throws {
    try TemporaryFolder.with { folder in
      let bytes = try Repository.contents(TestSupport.TinyModel.path + ".golden.safetensors")
      let path = try folder.write(bytes, to: "golden.safetensors")
      let golden = try Golden(path: path)
      let error = #expect(throws: EvaluationError.self) {
        try Verifier.run(
          model: try TinyModel.model(), against: .golden(golden), comparesStates: true
        ) { done, total in
          if done < total { try? folder.shorten("golden.safetensors", toByteCount: 1000) }
        }
      }
      let cut = FileError.shortened(path: path, expected: bytes.count, found: 1000)
      #expect(error == .safetensors(.file(cut)))
    }
  }
}
