import HuggingFace
import ArgumentParser
import Base
import Conversion
import CrestFormat
import Evaluation
import Inference
import Kernels

#if Server
  import EmbeddingClient
#endif

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", _superCommandName: "goldcrest",
    abstract: "Verify that a model reproduces the vectors of its original.",
    discussion: """
      Compares with a golden file, with vectors that another program made of some texts, with \
      another model that is run here, or with published figures, and exits with code 2 if a \
      threshold is missed. Thresholds apply to the mean over all texts; without any, --min-cosine is \
      \(Thresholds.usualMinCosine). --vectors with --golden and no model judges the vectors \
      themselves.

      \(Examples.verify)

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file, or an original model to run as it is.", completion: .model)
  var model: String?

  @Option(
    help: ArgumentHelp(
      "A golden file: safetensors with embeddings and texts or input_ids.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var golden: String?

  @Option(
    help: ArgumentHelp("A model to compare with, usually the original.", valueName: "model"),
    completion: .model)
  var against: String?

  @Option(
    help: ArgumentHelp(
      """
      Vectors of another program, such as sentence-transformers: .npy, or .json or .jsonl with \
      "embedding". Compared by cosine.
      """, valueName: "file"), completion: .file(extensions: ["npy", "json", "jsonl"]))
  var vectors: String?

  @Option(
    help: ArgumentHelp(
      """
      With --vectors or --against: texts, one per line, or .jsonl. (default with --against: built-in \
      sentences in the languages that both tokenizers know)
      """, valueName: "file"), completion: .texts)
  var texts: String?

  @Option(
    help: ArgumentHelp("A JSON file of published figures.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var published: String?

  @OptionGroup var thresholds: ThresholdArguments

  @Option(help: ArgumentHelp("Compare vectors truncated to this size.", valueName: "size"))
  var dimensions: Int?

  @Flag(help: "Store the summary in the .crest file if all thresholds are met; inspect shows it.")
  var store = false

  @Option(
    name: .customLong("report"),
    help: ArgumentHelp(
      "Write the report with charts as an HTML page, even if a threshold is missed.",
      valueName: "file"),
    completion: .file(extensions: ["html"]), transform: ArgumentValue.fileName)
  var page: String?

  @Flag(name: .shortAndLong, help: "Replace the HTML page if it exists.")
  var force = false

  @OptionGroup var prompt: PromptArguments
  #if Server
    @OptionGroup var server: ServerArguments
  #endif
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    #if Server
      try validateServer()
    #endif
    guard model != nil || vectors != nil && golden != nil else {
      throw ValidationError("Missing expected argument '<model>'")
    }
    let references = [golden, against, vectors, published].compactMap { $0 }
    guard references.count == (model == nil ? 2 : 1) else {
      throw ValidationError(
        "verify requires exactly one of --golden, --against, --vectors and --published; without a "
          + "model, --vectors and --golden")
    }
    let hasTexts = against ?? vectors != nil && model != nil
    try refuse(
      if: texts != nil && !hasTexts, "--texts requires --against, or --vectors with a model")
    try refuse(
      if: vectors != nil && model != nil && texts == nil, "--vectors with a model requires --texts")
    try refuse(
      if: (prompt.name ?? prompt.text) != nil && !hasTexts,
      "--prompt and --prompt-text require --against, or --vectors with a model")
    try refuse(
      if: published != nil && (thresholds.areGiven || dimensions != nil || store || page != nil),
      "--published cannot be combined with --min-cosine, --min-centered-cosine, --dimensions, "
        + "--store or --report")
    try refuse(
      if: page == "-", "--report: the HTML page cannot be written to standard output")
    try refuse(if: force && page == nil, "--force requires --report")
    guard store else { return }
    guard let model, case .crest = ModelFile(path: model) else {
      throw ValidationError("--store requires a .crest file")
    }
    if let against, case .crest = ModelFile(path: against) {
      throw ValidationError("--store: --against must name the original, not a .crest file")
    }
  }

  func run() throws {
    let passed: Bool
    do {
      passed = try isPassed()
    } catch let error as EvaluationError {
      throw error.naming(model: model ?? "", reference: referencePath)
    }
    if !passed { throw ExitStatus.belowThreshold }
  }

  private func isPassed() throws -> Bool {
    #if Server
      if let client = try server.client(model: model ?? "", dimensions: dimensions) {
        return try verify(client)
      }
    #endif
    guard let model else { return try judgeVectors() }
    return try verify(ModelFile(path: model))
  }

  #if Server
    private func validateServer() throws {
      guard server.url != nil else { return }
      try refuse(if: model == nil, "--url requires a model's name")
      try refuse(if: published != nil, "--url cannot be combined with --published")
      try refuse(if: store, "--url cannot be combined with --store")
      try refuse(
        if: prompt.name != nil && against == nil,
        "--prompt with --url requires --against, whose model knows the prompt's text")
    }

    /// Holds a server's vectors against the reference.
    private func verify(_ client: EmbeddingClient) throws -> Bool {
      let reference = try remoteReference()
      guard let texts = reference.golden.texts else {
        throw CommandLineError.input(
          place: reference.golden.path, reason: "expected texts for a server, found token ids alone"
        )
      }
      let output = try page.map {
        try OutputFile(
          path: $0, overwriting: force,
          inputs: reference.inputs + server.inputs + [self.texts].compactMap { $0 })
      }
      let bar = ProgressBar(isQuiet: report.quiet)
      let prompt = reference.golden.prompt ?? ""
      var vectors: [[Float]] = []
      for first in stride(from: 0, to: texts.count, by: VectorRun.textCount) {
        let batch = texts[first..<min(first + VectorRun.textCount, texts.count)].map { prompt + $0 }
        vectors += try Blocking.run { try await client.vectors(of: batch) }
        bar.show(vectors.count, of: texts.count, "texts")
      }
      bar.clear()
      let found = try Verifier.run(
        vectors: vectors, path: client.url, against: reference.golden, dimensions: dimensions)
      let subject = FidelitySubject(
        name: model ?? "",
        facts: [
          ("server", client.url), ("vectors", "\(vectors.count) of \(vectors[0].count) dimensions"),
        ], byteCount: vectors.count * vectors[0].count * 4)
      return try write(
        found, reference.proof,
        VerificationContext(
          path: "\(model ?? "") at \(client.url)", model: nil, reference: referencePath),
        to: output,
        subject: subject, stored: try FidelityReference.golden(reference.golden).stored())
    }

    /// What a server is held against, with the files that it was read from.
    private func remoteReference() throws -> (golden: Golden, proof: Proof, inputs: [String]) {
      if let golden {
        return (try Golden(path: golden), Proof(reader: .otherProgram), [golden])
      }
      let texts = try texts.map { try VerificationText.read(path: $0) }
      if let vectors {
        let file = try VectorFile(path: vectors)
        return (
          try Golden(
            vectors: file.vectors, of: texts ?? [], prompt: prompt.text ?? "", path: vectors,
            checksum: file.checksum), Proof(reader: .otherProgram), [vectors]
        )
      }
      let opened = try ModelFile(path: referencePath).open(
        options: try runtime.options(), report: report)
      let builtIn = try VerificationText.builtIn(for: texts == nil ? [opened.model] : [])
      let used = texts ?? builtIn.texts
      return (
        try Golden(
          vectors: try opened.model.embed(
            texts: used.map(\.text), prompt: prompt.choice, dimensions: dimensions), of: used,
          prompt: try opened.model.promptText(prompt.choice), path: referencePath),
        Proof(reader: .goldcrest, leftOut: builtIn.leftOut), opened.inputs
      )
    }
  #endif

  /// Holds a model against its reference.
  private func verify(_ file: ModelFile) throws -> Bool {
    let options = try runtime.options()
    let opened = try file.open(options: options, report: report)
    let context = VerificationContext(
      path: file.path, model: opened.model, reference: referencePath)
    if let published {
      let found = try Verifier.published(
        model: opened.model, figures: try PublishedFigures(path: published),
        tolerances: opened.model.fingerprint == nil ? .init() : .quantized)
      try report.write(json: context.json(found.json), text: context.text(found.text))
      return found.passed
    }
    let side = try reference(of: opened, options)
    // An output that cannot be written is refused before the work is done.
    let output = try page.map {
      try OutputFile(
        path: $0, overwriting: force,
        inputs: opened.inputs + side.inputs + [texts].compactMap { $0 })
    }
    let found = try side.reference.report(
      on: opened.model, dimensions: dimensions, comparesStates: page != nil, isQuiet: report.quiet)
    if found.passes(thresholds.values) { try side.store?.write(found, reference: side.reference) }
    return try write(
      found, side.proof, context, to: output, subject: FidelitySubject(opened),
      stored: try side.reference.stored())
  }

  /// Holds vectors that no model here made against a golden file.
  private func judgeVectors() throws -> Bool {
    let file = try VectorFile(path: vectors ?? "")
    let golden = try Golden(path: golden ?? "")
    let output = try page.map {
      try OutputFile(path: $0, overwriting: force, inputs: [file.path, golden.path])
    }
    let found = try Verifier.run(
      vectors: file.vectors, path: file.path, against: golden, dimensions: dimensions)
    let subject = FidelitySubject(
      name: FidelitySubject.name(of: file.path),
      facts: [("vectors", "\(file.vectors.count) of \(file.vectors[0].count) dimensions")],
      byteCount: file.byteCount)
    return try write(
      found, Proof(reader: .otherProgram),
      VerificationContext(path: file.path, model: nil, reference: golden.path), to: output,
      subject: subject, stored: try FidelityReference.golden(golden).stored())
  }

  /// Writes the report and the page, and tells whether the thresholds are met.
  private func write(
    _ found: FidelityReport, _ proof: Proof, _ context: VerificationContext,
    to output: OutputFile?, subject: FidelitySubject,
    stored: @autoclosure () throws -> ManifestReference
  ) throws -> Bool {
    if var output {
      let page = FidelityPage(
        report: found, thresholds: thresholds.values, subject: subject,
        reference: FidelityPage.Reference(name: referenceName, stored: try stored()),
        proof: proof.text)
      try output.append(Array(page.text.utf8))
      try output.finish()
    }
    try report.write(
      json: context.json(found.json(thresholds.values), proof),
      text: context.text("\(proof.text)\n\n\(found.text(thresholds.values))"))
    return found.passes(thresholds.values)
  }

  /// What a model is held against, and what that proves.
  private struct ReferenceSide {
    let reference: FidelityReference
    let proof: Proof
    /// Where the summary goes; `nil` if it is not to be kept.
    let store: FidelityStore?
    /// The files that were read.
    let inputs: [String]
  }

  private func reference(
    of opened: OpenedModel, _ options: RuntimeOptions
  ) throws -> ReferenceSide {
    if let golden {
      return ReferenceSide(
        reference: .golden(try Golden(path: golden)), proof: Proof(reader: .otherProgram),
        store: try store(in: opened, against: nil), inputs: [golden])
    }
    let texts = try texts.map { try VerificationText.read(path: $0) }
    if let vectors {
      let file = try VectorFile(path: vectors)
      return ReferenceSide(
        reference: try .vectors(
          file.vectors, path: vectors, checksum: file.checksum, of: texts ?? [],
          prompt: prompt.choice, for: opened.model),
        proof: Proof(reader: .otherProgram), store: try store(in: opened, against: nil),
        inputs: [vectors])
    }
    let other = ModelFile(path: referencePath)
    let reference = try other.open(
      options: options, source: opened.recordedOptions(for: other), report: report)
    let builtIn = try VerificationText.builtIn(
      for: texts == nil ? [reference.model, opened.model] : [])
    return ReferenceSide(
      reference: .model(reference.model, texts: texts ?? builtIn.texts, prompt: prompt.choice),
      proof: Proof(reader: .goldcrest, leftOut: builtIn.leftOut),
      store: try store(in: opened, against: reference), inputs: reference.inputs)
  }

  /// Where the summary goes; `nil` if it is not to be kept.
  private func store(
    in opened: OpenedModel, against reference: OpenedModel?
  ) throws -> FidelityStore? {
    guard store, case .crest(let file) = opened.contents else { return nil }
    guard case .original(let original) = reference?.contents else {
      return try FidelityStore(file, against: nil)
    }
    return try FidelityStore(file, against: original)
  }

  /// The reference in words, without the machine's folders.
  private var referenceName: String {
    let name = FidelitySubject.name(of: referencePath)
    let texts = texts.map { "the texts of \(FidelitySubject.name(of: $0))" } ?? "built-in texts"
    if golden != nil { return "the golden file \(name)" }
    return vectors == nil ? "the model \(name) on \(texts)" : "the vectors \(name) of \(texts)"
  }

  private var referencePath: String { golden ?? against ?? vectors ?? published ?? "" }
}

/// The two sides of a verification, which its report does not know.
struct VerificationContext {
  let path: String
  /// `nil` if vectors of another program are verified.
  let model: EmbeddingModel?
  let reference: String

  /// The context's members, followed by the report's.
  func json(_ report: JSONValue, _ proof: Proof? = nil) -> JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "verify")
    object.append("file", .string(path))
    object.append("reference", .string(reference))
    object.append("fingerprint", model?.fingerprint.map { .string($0.description) } ?? .null)
    object.append("kernel", model.map { .string($0.options.kernels.name) } ?? .null)
    object.append("threads", model.map { .integer($0.options.threadCount) } ?? .null)
    for (name, value) in proof?.json ?? [] { object.append(name, value) }
    for member in report.object?.members ?? [] { object.append(member.name, member.value) }
    return .object(object)
  }

  func text(_ report: String) -> String {
    let kernel = model.map { ", kernel \($0.options.kernels.name)" } ?? ""
    return "\(path) against \(reference)\(kernel)\n\n\(report)"
  }
}
