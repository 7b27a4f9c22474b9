import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Model
import Reference
import TestSupport
import Testing

/// Folders as people have them against sentence-transformers' own vectors, `Golden/README.md`; the
/// whole suite is `Scripts/crossing`.
@Suite struct FolderTests {
  // Cosine of a binary32 vector to the library's. Measured: 1 - 8.2e-14 at worst.
  static let leastCosine = 0.999_99
  // Mean over the texts of an int8 vector's cosine to the library's. Measured: 0.99994 at worst.
  static let leastMeanCosine = 0.999

  private static func cosines(
    _ golden: FolderGolden, _ model: EmbeddingModel
  ) throws -> [Double] {
    try zip(golden.prompts, golden.vectors()).flatMap { prompt, wanted in
      let choice: EmbeddingModel.PromptChoice = prompt.isEmpty ? .modelDefault : .named(prompt)
      let found = try model.embed(texts: FolderGolden.texts, prompt: choice)
      #expect(found.map(\.count) == wanted.map(\.count), "prompt \(prompt)")
      return zip(found, wanted).map { Vectors.cosine($0, $1) }
    }
  }

  @Test func `all folders are read`() throws {
    #expect(FolderGolden.texts.count == 15)
    #expect(FolderGolden.all.count == 93)
  }

  @Test(arguments: FolderGolden.all)
  func `every text has the library's vector`(golden: FolderGolden) throws {
    try TemporaryFolder.with { folder in
      let path = try golden.make(in: folder)
      let original = try Self.cosines(golden, SourceModel(path: path).model())
      let file = try convert(path, .none, to: folder.path("a.crest"))
      let stored = try Self.cosines(
        golden, EmbeddingModel(file: file, options: RuntimeOptions(floatProducts: OpenBLAS())))
      for (text, cosine) in (original + stored).enumerated() {
        #expect(cosine >= Self.leastCosine, "\(golden): text \(text)")
      }
    }
  }

  @Test(arguments: FolderGolden.all)
  func `an int8 file stays close to the library's vectors`(golden: FolderGolden) throws {
    try TemporaryFolder.with { folder in
      let file = try convert(golden.make(in: folder), .int8, to: folder.path("a.crest"))
      let mean = Vectors.mean(try Self.cosines(golden, EmbeddingModel(file: file)))
      #expect(mean >= Self.leastMeanCosine, "\(golden)")
    }
  }
}
