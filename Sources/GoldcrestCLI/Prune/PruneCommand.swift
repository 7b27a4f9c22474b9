import ArgumentParser
import Base
import Conversion
import CrestFormat

/// `goldcrest prune`.
struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Cut the vocabulary of a .crest to some languages or texts.",
    discussion: """
      All weights but the rows of dropped tokens stay byte for byte. A text of the kept languages, \
      or of the corpus, gets the same tokens and the same vector as before; others may get more \
      tokens, or unknown ones. Token ids are new ones.

      Languages: \(Language.all.map(\.code).joined(separator: " ")).

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest with its whole vocabulary.")
  var model: String

  @OptionGroup var pruning: PruningArguments

  @Option(
    name: [.short, .long, .customLong("output-file")],
    help: ArgumentHelp(
      "The file to write. (default: NAME-pruned.crest in the working directory)", valueName: "file"),
    transform: ArgumentValue.fileName)
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace the file if it exists.")
  var force = false

  @Flag(help: "Report what would be dropped and write nothing.")
  var dryRun = false

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    guard pruning.isGiven else {
      throw ValidationError("expected --languages, --keep-tokens-from or both")
    }
    if case .source = ModelFile(path: model) {
      throw ValidationError(
        "expected a .crest, found '\(model)': convert takes --languages and --keep-tokens-from, too"
      )
    }
    if output == "-" {
      throw ValidationError("--output: expected a file, found -, as a .crest is no stream")
    }
  }

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let file = try CrestFile(path: model)
    let selection = try pruning.selection(
      model: file.manifest.model, sentence: file.manifest.sentence,
      tokenizer: try PruningPlan.tokenizer(of: file), path: model)
    let plan = try PruningPlan(file.manifest, to: selection, path: model)
    var planned = PruningReport(
      path: output ?? DefaultOutput.path(pruning: model), plan: plan,
      comparison: try pruning.comparison(selection))
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
      report.say(planned.text)
    }
  }
}
