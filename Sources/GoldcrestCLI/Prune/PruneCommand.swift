import ArgumentParser
import Base
import Conversion
import CrestFormat
import Inference
import Model
import Tokenization

struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", _superCommandName: "goldcrest",
    abstract: "Prune the vocabulary of a .crest file to some languages or texts.",
    discussion: """
      Only the rows of dropped tokens go; all other weights stay the same, byte for byte. A text \
      in a kept language, or in the corpus, gets the same tokens and the same vector as before; \
      other texts may get more tokens, or unknown ones. Token ids are renumbered.

      \(Examples.prune)

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file with its whole vocabulary.", completion: .model)
  var model: String

  @OptionGroup var pruning: PruningArguments

  @Option(
    name: [.short, .long, .customLong("output-file")],
    help: ArgumentHelp(
      "The file to write. (default: NAME-pruned.crest in the working directory)", valueName: "file"),
    completion: .file(extensions: ["crest"]), transform: ArgumentValue.fileName)
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace the output file if it exists.")
  var force = false

  @Flag(help: "Report what would be dropped and write nothing.")
  var dryRun = false

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    guard pruning.isGiven else {
      throw ValidationError("prune requires --languages, --keep-tokens-from, or both")
    }
    if case .source = ModelFile(path: model) {
      throw ValidationError(
        "expected a .crest file, found '\(model)' (convert accepts the same options for originals)"
      )
    }
    try refuse(if: output == "-", "--output: a .crest file cannot be written to standard output")
  }

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    try MissingFile.check(model)
    let file = try CrestFile(path: model)
    let (selection, plan) = try file.mapping.reading({ PruningError.crest(.file($0)) }) {
      () throws in
      let selection = try pruning.selection(
        model: file.manifest.model, sentence: file.manifest.sentence,
        tokenizer: try PruningPlan.tokenizer(of: file), path: model)
      return (selection, try PruningPlan(file.manifest, to: selection, path: model))
    }
    var planned = PruningReport(
      path: output ?? DefaultOutput.path(pruning: model), plan: plan,
      comparison: try pruning.comparison(selection))
    try OutputTarget.checked(
      planned.path, overwriting: force || dryRun, inputs: [model] + pruning.inputs)
    if dryRun { return try report.write(json: planned.json, text: planned.text) }
    let bar = ProgressBar(isQuiet: report.quiet)
    let result = try Pruner(plan: plan, options: try runtime.options()).run(
      file, to: planned.path, overwriting: force
    ) { bar.show($0, of: $1, "") }
    bar.clear()
    planned.done = PruningReport.Done(result: result, duration: clock.now - start)
    if report.json {
      try StandardOutput.writeLine(planned.json.text)
    } else {
      report.sayLines(planned.text)
    }
  }
}

/// What to keep of a vocabulary.
struct PruningArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Keep the tokens that texts in these languages need, such as de,en: they get the same tokens \
      and vectors as before. Known are \(Language.all.map(\.code).joined(separator: " ")).
      """, valueName: "codes"),
    completion: .commaSeparated(Language.all.map(\.code)), transform: ArgumentValue.languages)
  var languages: [Language]?

  @Option(
    name: .customLong("keep-tokens-from"),
    help: ArgumentHelp(
      """
      Keep the tokens that the texts in this file need, one per line, or .jsonl with "text"; - is \
      standard input. Repeatable.
      """, valueName: "file"),
    completion: .texts, transform: ArgumentValue.fileName)
  var corpora: [String] = []

  @Option(
    name: .customLong("check"),
    help: ArgumentHelp(
      "Report how many texts in this file, read the same way, would be tokenised differently.",
      valueName: "file"),
    completion: .texts, transform: ArgumentValue.fileName)
  var checked: String?

  func validate() throws {
    let count = inputs.count { $0 == "-" }
    try refuse(
      if: count > 1,
      "--keep-tokens-from, --check: standard input can be read only once, found - \(count) times")
  }

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
    while let text = try records.nextText() {
      isEmpty = false
      body(text)
    }
    if isEmpty { throw CommandLineError.noTexts(place: records.name) }
  }
}
