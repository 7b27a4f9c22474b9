import Inference
import Model
import ArgumentParser
import Conversion
import CrestFormat
import Tokenization

/// What to keep of a vocabulary.
struct PruningArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Keep the tokens that texts in these languages need, such as de,en: they get the same tokens \
      and vectors as before.
      """, valueName: "codes"),
    transform: ArgumentValue.languages)
  var languages: [Language]?

  @Option(
    name: .customLong("keep-tokens-from"),
    help: ArgumentHelp(
      """
      Keep the tokens that the texts in this file need, one per line, or .jsonl with "text"; - is \
      standard input. Repeatable.
      """, valueName: "file"),
    transform: ArgumentValue.fileName)
  var corpora: [String] = []

  @Option(
    name: .customLong("check"),
    help: ArgumentHelp(
      "Report how many texts in this file, read the same way, would be tokenised differently.",
      valueName: "file"),
    transform: ArgumentValue.fileName)
  var checked: String?

  func validate() throws {
    let count = inputs.count { $0 == "-" }
    if count > 1 {
      throw ValidationError(
        "--keep-tokens-from, --check: standard input can be read only once, found - \(count) times")
    }
  }

  /// Whether pruning was requested.
  var isGiven: Bool { languages != nil || !corpora.isEmpty }

  /// The files that are read, `-` being standard input.
  var inputs: [String] { corpora + [checked].compactMap { $0 } }

  /// Reads the corpus and selects the pieces to keep; `path` names the tokenizer's file in errors.
  func selection(
    model: ModelConfiguration, sentence: SentenceConfiguration, tokenizer: TokenizerModel,
    path: String
  ) throws -> PieceSelection {
    var corpus: CorpusPieces?
    for file in corpora {
      var pieces =
        corpus ?? CorpusPieces(tokenizer: tokenizer, prompts: sentence.prompts.map(\.text))
      try forEachText(of: file) { pieces.add($0) }
      corpus = pieces
    }
    return try PieceSelection(
      model: model, sentence: sentence, tokenizer: tokenizer, languages: languages ?? [],
      corpus: corpus, path: path)
  }

  /// How the texts to check are tokenised before and after; `nil` if there are none.
  func comparison(_ selection: PieceSelection) throws -> TextComparison? {
    guard let checked else { return nil }
    var comparison = TextComparison(selection)
    try forEachText(of: checked) { comparison.add($0) }
    return comparison
  }

  private func forEachText(of path: String, _ body: (String) -> Void) throws {
    var records = try InputRecords(path: path)
    var isEmpty = true
    while let record = try records.next() {
      guard case .text(let text) = record.content else {
        throw CommandLineError.line(
          place: record.place, expected: "\"text\"", found: "\"input_ids\"")
      }
      isEmpty = false
      body(text)
    }
    if isEmpty { throw CommandLineError.noTexts(place: records.name) }
  }
}
