import HuggingFace
import Base
import Conversion
import CrestFormat
import Inference
import Model
import TestSupport
import Testing

/// Files and their pruned forms.
enum Cutting {
  /// Converts the model at `path` to `whole.crest`.
  static func converted(
    _ path: String, _ scheme: QuantizationScheme, in folder: TemporaryFolder
  ) throws -> CrestFile {
    let target = folder.path("whole.crest")
    let plan = try ConversionPlan(
      source: SourceModel(path: path), options: ConversionOptions(scheme: scheme), path: target)
    _ = try Converter(plan: plan).run(to: target, overwriting: true)
    return try CrestFile(path: target)
  }

  /// What stays of a file.
  static func selection(
    _ file: CrestFile, _ codes: [String], texts: [String] = []
  ) throws -> PieceSelection {
    let tokenizer = try PruningPlan.tokenizer(of: file)
    var corpus: CorpusPieces?
    if !texts.isEmpty {
      var pieces = CorpusPieces(
        tokenizer: tokenizer, prompts: file.manifest.sentence.prompts.map(\.text))
      for text in texts { pieces.add(text) }
      corpus = pieces
    }
    return try PieceSelection(
      model: file.manifest.model, sentence: file.manifest.sentence, tokenizer: tokenizer,
      languages: codes.map { try #require(Language(code: $0)) }, corpus: corpus, path: file.path)
  }

  static func keptIDs(_ file: CrestFile, _ codes: [String]) throws -> [Int] {
    try selection(file, codes).keptIDs
  }

  /// Writes `pruned.crest`.
  static func prune(
    _ file: CrestFile, to codes: [String], texts: [String] = [], in folder: TemporaryFolder
  ) throws -> (file: CrestFile, result: PruningResult) {
    let target = folder.path("pruned.crest")
    let plan = try PruningPlan(
      file.manifest, to: selection(file, codes, texts: texts), path: file.path)
    let result = try Pruner(plan: plan).run(file, to: target, overwriting: true)
    return (try CrestFile(path: target), result)
  }

  /// A text of a golden.
  struct Text {
    let text: String
    let language: String
  }

  /// The texts of `Golden/texts/NAME.json`.
  static func texts(_ name: String) throws -> [Text] {
    let rows = try #require(
      try Repository.json("Golden/texts/\(name).json").object?["texts"]?.array)
    return try rows.map { row in
      Text(
        text: try #require(row.object?["text"]?.string),
        language: try #require(row.object?["lang"]?.string))
    }
  }
}
