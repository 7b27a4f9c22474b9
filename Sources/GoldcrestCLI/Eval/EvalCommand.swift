import HuggingFace
import ArgumentParser
import Evaluation
import Inference

struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", _superCommandName: "goldcrest",
    abstract: "Measure how well a model retrieves documents.",
    discussion: """
      Reads datasets in the layout of BEIR (corpus.jsonl, queries.jsonl, qrels/test.tsv), which \
      MIRACL uses too, embeds queries and documents with the model's prompts for each, compares \
      every query with every document, and prints metrics equal to those of trec_eval. With \
      --against it also prints the difference to another model, usually the original in fp32, with \
      a 95 % interval from a paired bootstrap over the queries.

      --precision stores the vectors of queries and documents as embed does and compares what is \
      stored: dot products of bytes, or the number of equal bits. The --against model stays in \
      float32.

      \(Examples.eval)

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file, or an original model to run as it is.", completion: .model)
  var model: String

  @Option(
    help: ArgumentHelp(
      "A folder with a dataset, or with one folder per language; repeatable.", valueName: "folder"),
    completion: .directory)
  var beir: [String]

  @Option(help: "The judgements to use: qrels/SPLIT.tsv. (default: test, otherwise dev)")
  var split: String?

  @Option(
    help: ArgumentHelp("A model to compare with, usually the original.", valueName: "model"),
    completion: .model)
  var against: String?

  @Option(
    help: ArgumentHelp(
      """
      A JSON file of published figures; those of the datasets, by the folder's name, must be met. \
      Exit code 2 if not.
      """, valueName: "file"), completion: .file(extensions: ["json"]))
  var published: String?

  @Option(
    help:
      "Truncate vectors to this size, which the model must list; the --against model keeps its own."
  )
  var dimensions: Int?

  @OptionGroup var prompts: RetrievalPrompts
  @OptionGroup var precision: PrecisionArguments

  @Option(
    help: ArgumentHelp(
      """
      Retrieve this many times more documents with the stored vectors, then reorder them by the dot \
      product of the float32 query and the stored document.
      """, valueName: "times"))
  var rescore: Int?

  @Option(
    help: ArgumentHelp(
      "Documents retrieved per query; metrics with a larger cutoff are omitted.", valueName: "count"
    ))
  var top = 100

  @Option(help: ArgumentHelp("Number of bootstrap resamples. (default: 10000)", valueName: "count"))
  var resamples: Int?

  @Option(help: "Seed of the bootstrap. (default: 1)")
  var seed: UInt64?

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    guard !beir.isEmpty else { throw ValidationError("Missing expected argument '--beir'") }
    if let resamples { try require("--resamples", resamples, in: 100...1_000_000) }
    try refuse(
      if: against == nil && (resamples != nil || seed != nil),
      "--resamples and --seed require --against")
    if let rescore {
      try refuse(
        if: !precision.precision.isScalar && !precision.precision.isBinary,
        "--rescore requires --precision int8, uint8, binary or ubinary")
      try require("--rescore", rescore, in: 1...1000)
    }
    try require("--top", top, in: 10...10_000)
    try refuse(
      if: published != nil && (dimensions != nil || precision.precision != .float32),
      "--published cannot be combined with --dimensions or --precision")
    if let split, split.isEmpty || split.contains("/") {
      throw ValidationError("--split: expected a name such as test or dev")
    }
  }

  func run() throws {
    let file = ModelFile(path: model)
    let options = try runtime.options()
    let opened = try file.open(options: options, report: report)
    let own = try evaluated(opened, dimensions: dimensions)
    let encoder = try precision.encoder(for: own.model, path: model, dimensions: dimensions)
    if encoder.ranges != nil, own.changesLengths {
      throw CommandLineError.model(
        path: model,
        reason: "--ranges cannot be used with a model that compares vectors of any length by cosine"
      )
    }
    let reference = try against.map { path in
      let other = ModelFile(path: path)
      let recorded = opened.recordedOptions(for: other)
      return try evaluated(
        try other.open(options: options, source: recorded, report: report), dimensions: nil)
    }
    let sets = try RetrievalSet.sets(in: beir, split: split)
    let figures = try published.map { path in
      let figures = try PublishedFigures(path: path)
      try figures.checkPublished(sets, path: path)
      return figures
    }
    let evaluator = Evaluator(depth: top, encoder: encoder, rescoreMultiplier: rescore)
    let found = try evaluations(of: own, path: model, on: sets, evaluator)
    let expected = try reference.map {
      try evaluations(of: $0, path: against ?? "", on: sets, Evaluator(depth: top))
    }
    let bootstrap = Bootstrap(resampleCount: resamples ?? 10_000, seed: seed ?? 1)
    let comparison = EvaluationComparison(
      found, reference: expected, metrics: evaluator.metrics, bootstrap: bootstrap)
    let context = EvaluationReport(
      path: model, model: own, reference: against, evaluator: evaluator, sets: sets,
      comparison: comparison, bootstrap: bootstrap,
      published: figures.map {
        PublishedReport(
          $0, of: sets, comparison,
          tolerances: own.model.fingerprint == nil ? .init() : .quantized)
      })
    try report.write(json: context.json, text: context.text)
    warn(sets, found)
    if context.published?.passed == false { throw ExitStatus.belowThreshold }
  }

  private func evaluated(_ opened: OpenedModel, dimensions: Int?) throws -> EvaluatedModel {
    try CommandLineError.running(
      opened.path,
      EvaluatedModel(
        opened.model, queryPrompt: prompts.query, documentPrompt: prompts.document,
        dimensions: dimensions))
  }

  private func evaluations(
    of model: EvaluatedModel, path: String, on sets: [RetrievalSet], _ evaluator: Evaluator
  ) throws -> [SetEvaluation] {
    let bar = ProgressBar(isQuiet: report.quiet)
    defer { bar.clear() }
    do {
      return try sets.map { set in
        try evaluator.run(model, on: set) { bar.show($0, of: $1, "\(set.name), \(path)") }
      }
    } catch let error as EvaluationError {
      guard case .model(_, let reason) = error, !reason.namesFile else { throw error }
      throw CommandLineError.model(path: path, reason: error.description)
    }
  }

  private func warn(_ sets: [RetrievalSet], _ evaluations: [SetEvaluation]) {
    for (set, evaluation) in zip(sets, evaluations) {
      let place = "warning: \(set.path):"
      if set.missingDocumentCount > 0 {
        report.say("\(place) judged documents missing from the corpus: \(set.missingDocumentCount)")
      }
      if set.queriesWithoutRelevantCount > 0 {
        report.say(
          "\(place) queries without relevant documents, whose metrics are 0: "
            + "\(set.queriesWithoutRelevantCount)")
      }
      if evaluation.cutQueryCount + evaluation.cutDocumentCount > 0 {
        report.say(
          "\(place) truncated to the model's maximum length: \(evaluation.cutQueryCount) queries, "
            + "\(evaluation.cutDocumentCount) documents")
      }
    }
  }
}

/// The prompts put before queries and documents.
struct RetrievalPrompts: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Name of the model's prompt for queries. (default: query, if there is one)",
      valueName: "name"))
  var queryPrompt: String?

  @Option(help: ArgumentHelp("Literal prompt for queries; empty for none.", valueName: "text"))
  var queryPromptText: String?

  @Option(
    help: ArgumentHelp(
      "Name of the model's prompt for documents. (default: document, passage or corpus)",
      valueName: "name"))
  var documentPrompt: String?

  @Option(help: ArgumentHelp("Literal prompt for documents; empty for none.", valueName: "text"))
  var documentPromptText: String?

  func validate() throws {
    try refuse(
      if: queryPrompt != nil && queryPromptText != nil,
      "--query-prompt and --query-prompt-text cannot be combined")
    try refuse(
      if: documentPrompt != nil && documentPromptText != nil,
      "--document-prompt and --document-prompt-text cannot be combined")
  }

  /// The choice for queries; `nil` for the default.
  var query: EmbeddingModel.PromptChoice? { RetrievalPrompts.choice(queryPrompt, queryPromptText) }

  /// The choice for documents; `nil` for the default.
  var document: EmbeddingModel.PromptChoice? {
    RetrievalPrompts.choice(documentPrompt, documentPromptText)
  }

  private static func choice(_ name: String?, _ text: String?) -> EmbeddingModel.PromptChoice? {
    name.map { .named($0) } ?? text.map { .text($0) }
  }
}
