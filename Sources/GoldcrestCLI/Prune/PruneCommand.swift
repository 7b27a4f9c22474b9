import Model
import ArgumentParser
import Base
import Conversion
import CrestFormat

/// `goldcrest prune`.
struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Prune the vocabulary of a .crest file to some languages or texts.",
    discussion: """
      Only the rows of dropped tokens go; all other weights stay the same, byte for byte. A text \
      in a kept language, or in the corpus, gets the same tokens and the same vector as before; \
      other texts may get more tokens, or unknown ones. Token ids are renumbered.

      Languages: \(Language.all.map(\.code).joined(separator: " ")).

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file with its whole vocabulary.")
  var model: String

  @OptionGroup var pruning: PruningArguments

  @Option(
    name: [.short, .long, .customLong("output-file")],
    help: ArgumentHelp(
      "The file to write. (default: NAME-pruned.crest in the working directory)", valueName: "file"),
    transform: ArgumentValue.fileName)
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
    if output == "-" {
      throw ValidationError("--output: a .crest file cannot be written to standard output")
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
      report.say(planned.text)
    }
  }
}
