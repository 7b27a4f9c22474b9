import Architectures
import ArgumentParser
import Bytes
import Inference
import Tokenization

/// `goldcrest embed`.
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Turn texts into vectors.",
    discussion: """
      Vectors come in the order of the texts. An empty text gives the vector of the special \
      tokens alone. JSON rows hold _id (yours, or the position from 0), embedding, tokens and \
      truncated, the number of tokens that did not fit.

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest, or a safetensors model to run as it is.")
  var model: String

  @OptionGroup var input: InputArguments
  @OptionGroup var prompt: PromptArguments

  @Option(help: "Cut vectors to this size, if the model lists it.")
  var dimensions: Int?

  @Option(
    help: "What to do with a text that is too long: truncate or error.",
    transform: ArgumentValue.name)
  var overflow = OverflowPolicy.truncate

  @Option(help: "jsonl, json (one object) or npy (float32 [N, D]).")
  var outputFormat: VectorFormat?

  @Flag(help: "Print the cosine of every pair of texts instead of the vectors.")
  var similarity = false

  @OptionGroup var destination: OutputArguments
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    if report.json, let outputFormat, outputFormat != .json {
      throw ValidationError("--json: expected no other --output-format beside it")
    }
    if similarity, outputFormat != nil {
      throw ValidationError("--similarity: expected no --output-format beside it")
    }
  }

  func run() throws {
    var records = try input.records()
    let model = try ModelFile(path: self.model).open(options: try runtime.options())
    try check(model)
    var embedder = Embedder(
      model: model, prompt: prompt.choice, overflow: overflow, dimensions: dimensions)
    var output = try OutputFile(path: destination.output, overwriting: destination.force)
    if similarity {
      let matrix = try SimilarityMatrix(embedder.allRows(of: &records))
      try output.append(Array(((report.json ? matrix.json.text : matrix.text) + "\n").utf8))
      try output.finish()
    } else {
      var writer = try writer(output, model)
      try embedder.run(&records, into: &writer)
    }
    if let warning = embedder.truncationWarning { report.say("warning: \(warning)") }
  }

  /// What can be refused before a text is read.
  private func check(_ model: EmbeddingModel) throws {
    do throws(InferenceError) {
      _ = try model.promptText(prompt.choice)
      if let dimensions, !model.sentence.dimensions.contains(dimensions) {
        throw .unsupportedDimensions(expected: model.sentence.dimensions, found: dimensions)
      }
    } catch {
      throw CommandLineError.model(path: self.model, reason: error.description)
    }
  }

  private func writer(_ output: OutputFile, _ model: EmbeddingModel) throws -> any VectorWriter {
    switch report.json ? .json : outputFormat ?? .jsonl {
    case .jsonl: return JSONVectorWriter(lines: output)
    case .npy:
      return try NumPyVectorWriter(
        output, dimensions: dimensions ?? model.configuration.hiddenSize)
    case .json:
      var head = JSONObject()
      head.append("schema_version", 1)
      head.append("command", "embed")
      head.append("model", .string(self.model))
      head.append("fingerprint", model.fingerprint.map { .string($0.description) } ?? .null)
      head.append("dimensions", .integer(dimensions ?? model.configuration.hiddenSize))
      return JSONVectorWriter(object: output, head: head)
    }
  }
}
