import ArgumentParser
import Evaluation
import Inference

/// `goldcrest eval`.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure how well a model finds documents.",
    discussion: """
      Reads sets in BEIR's layout (corpus.jsonl, queries.jsonl, qrels/test.tsv), as MIRACL's are \
      distributed too, embeds queries and documents with the model's prompts for them, compares \
      each with each, and prints figures that are equal to trec_eval's. With --against it also \
      prints what the model has more or less than another, usually its original in fp32, with a \
      95 % interval from a paired bootstrap over the queries.

      --precision stores vectors as embed does, queries too, and compares what is stored: products \
      of bytes, or how many bits are equal. The model of --against stays in float32.

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest, or a safetensors model to run as it is.")
  var model: String

  @Option(
    help: ArgumentHelp(
      "A folder with a set, or with a folder for each language; repeatable.", valueName: "folder"))
  var beir: [String]

  @Option(help: "The judgements to use: qrels/SPLIT.tsv. (default: test, or else dev)")
  var split: String?

  @Option(help: "A model to compare with, usually the original.")
  var against: String?

  @Option(help: "Cut vectors to this size, if the model lists it; the other model's stay whole.")
  var dimensions: Int?

  @OptionGroup var prompts: RetrievalPrompts
  @OptionGroup var precision: PrecisionArguments

  @Option(
    help: ArgumentHelp(
      """
      Find so many times more documents with stored vectors, then order them by the product of the \
      query in float32 and the stored document.
      """, valueName: "times"))
  var rescore: Int?

  @Option(
    help: ArgumentHelp(
      "Documents that a search returns; figures of more are left out.", valueName: "count"))
  var top = 100

  @Option(
    help: ArgumentHelp("Resamples of the bootstrap. (default: 10000)", valueName: "count"))
  var resamples: Int?

  @Option(help: "The seed of the bootstrap. (default: 1)")
  var seed: UInt64?

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    guard !beir.isEmpty else { throw ValidationError("Missing expected argument '--beir'") }
    if let resamples, !(100...1_000_000).contains(resamples) {
      throw ValidationError("--resamples: expected 100 to 1000000, found \(resamples)")
    }
    if against == nil, resamples != nil || seed != nil {
      throw ValidationError("--resamples, --seed: expected --against beside them")
    }
    if let rescore {
      guard precision.precision.isScalar || precision.precision.isBinary else {
        throw ValidationError("--rescore: expected --precision with bytes or bits beside it")
      }
      guard (1...1000).contains(rescore) else {
        throw ValidationError("--rescore: expected 1 to 1000, found \(rescore)")
      }
    }
    guard (10...10_000).contains(top) else {
      throw ValidationError("--top: expected 10 to 10000, found \(top)")
    }
    if let split, split.isEmpty || split.contains("/") {
      throw ValidationError("--split: expected a name such as test or dev")
    }
  }

  func run() throws {
    let file = ModelFile(path: model)
    let options = try runtime.options()
    let own = try evaluated(file, try file.open(options: options), dimensions: dimensions)
    let encoder = try precision.encoder(for: own.model, path: model, dimensions: dimensions)
    if encoder.ranges != nil, own.changesLengths {
      throw CommandLineError.model(
        path: model,
        reason:
          "--ranges: expected a model whose vectors are compared as they are stored, found one "
          + "that is compared by the cosine of vectors of any length")
    }
    let reference = try against.map { path in
      let other = ModelFile(path: path)
      let said = try file.recordedOptions(for: other)
      return try evaluated(
        other, try other.open(options: options, source: said), dimensions: nil)
    }
    let sets = try RetrievalSet.sets(in: beir, split: split)
    let evaluator = Evaluator(
      depth: top, encoder: encoder, rescoreMultiplier: rescore)
    let found = try evaluations(of: own, path: model, on: sets, evaluator)
    let expected = try reference.map {
      try evaluations(of: $0, path: against ?? "", on: sets, Evaluator(depth: top))
    }
    let bootstrap = Bootstrap(resampleCount: resamples ?? 10_000, seed: seed ?? 1)
    let comparison = EvaluationComparison(
      found, reference: expected, metrics: evaluator.metrics, bootstrap: bootstrap)
    let context = EvaluationReport(
      path: model, model: own, reference: against, evaluator: evaluator, sets: sets,
      comparison: comparison, bootstrap: bootstrap)
    try report.write(json: context.json, text: context.text)
    warn(sets, found)
  }

  private func evaluated(
    _ file: ModelFile, _ model: EmbeddingModel, dimensions: Int?
  ) throws -> EvaluatedModel {
    do throws(InferenceError) {
      return try EvaluatedModel(
        model, queryPrompt: prompts.query, documentPrompt: prompts.document,
        dimensions: dimensions)
    } catch {
      throw CommandLineError.model(path: file.path, reason: error.description)
    }
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
    } catch let error as RetrievalError {
      guard case .model = error else { throw error }
      throw CommandLineError.model(path: path, reason: error.description)
    }
  }

  private func warn(_ sets: [RetrievalSet], _ evaluations: [SetEvaluation]) {
    for (set, evaluation) in zip(sets, evaluations) {
      let place = "warning: \(set.path):"
      if set.missingDocumentCount > 0 {
        report.say("\(place) \(set.missingDocumentCount) judged documents are not in the corpus")
      }
      if set.queriesWithoutRelevantCount > 0 {
        report.say(
          "\(place) \(set.queriesWithoutRelevantCount) queries have no relevant document; "
            + "their figures are 0")
      }
      if evaluation.cutQueryCount + evaluation.cutDocumentCount > 0 {
        report.say(
          "\(place) \(evaluation.cutQueryCount) queries and \(evaluation.cutDocumentCount) "
            + "documents cut to what the model takes")
      }
    }
  }
}

/// What is put before queries and before documents.
struct RetrievalPrompts: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model's prompt of this name for queries. (default: query, if there is one)",
      valueName: "name"))
  var queryPrompt: String?

  @Option(help: ArgumentHelp("This text before queries; empty for none.", valueName: "text"))
  var queryPromptText: String?

  @Option(
    help: ArgumentHelp(
      "The model's prompt of this name for documents. (default: document, passage or corpus)",
      valueName: "name"))
  var documentPrompt: String?

  @Option(help: ArgumentHelp("This text before documents; empty for none.", valueName: "text"))
  var documentPromptText: String?

  func validate() throws {
    if queryPrompt != nil, queryPromptText != nil {
      throw ValidationError("--query-prompt and --query-prompt-text: expected one, found both")
    }
    if documentPrompt != nil, documentPromptText != nil {
      throw ValidationError(
        "--document-prompt and --document-prompt-text: expected one, found both")
    }
  }

  /// What was chosen for queries; `nil` for the usual.
  var query: EmbeddingModel.PromptChoice? {
    RetrievalPrompts.choice(queryPrompt, queryPromptText)
  }

  /// What was chosen for documents; `nil` for the usual.
  var document: EmbeddingModel.PromptChoice? {
    RetrievalPrompts.choice(documentPrompt, documentPromptText)
  }

  private static func choice(_ name: String?, _ text: String?) -> EmbeddingModel.PromptChoice? {
    name.map { .named($0) } ?? text.map { .text($0) }
  }
}
