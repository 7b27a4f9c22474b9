import ArgumentParser
import Base
import Inference
import Model
import Synchronization
import Tokenization

#if Server
  import EmbeddingClient
#endif

struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed", _superCommandName: "goldcrest",
    abstract: "Turn texts into vectors.",
    discussion: """
      Vectors come in the order of the texts. An empty text gives the vector of the special \
      tokens alone. JSON rows hold _id (yours, or the position, from 0), embedding, tokens and \
      truncated, the number of tokens that did not fit. Models with more heads can also give \
      sparse, an object of token ids and weights, and colbert, a vector for every token but the \
      first. On a terminal the first values of each vector are shown; a pipe, a file and \
      --output-format get all.

      \(Examples.embed)

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file, or an original model to run as it is.", completion: .model)
  var model: String

  @OptionGroup var input: InputArguments
  @OptionGroup var prompt: PromptArguments

  @Option(
    help: ArgumentHelp(
      "Truncate vectors to this size, which the model must list.", valueName: "size"))
  var dimensions: Int?

  @Option(
    help: "What to do with a text that is too long: truncate or error. (default: truncate)",
    completion: .names(of: OverflowPolicy.self), transform: ArgumentValue.name)
  var overflow = OverflowPolicy.truncate

  @OptionGroup var precision: PrecisionArguments
  @OptionGroup var output: VectorOutputArguments

  @Flag(
    help: """
      Print the cosine of every pair of texts instead of the vectors; with sparse or colbert \
      outputs, the weighted mean of the scores, with queries as rows.
      """)
  var similarity = false

  @Option(
    help: ArgumentHelp(
      "Weights of the dense, sparse and ColBERT scores. (default: 1,0.3,1, as bge-m3 was trained)",
      valueName: "d,s,c"),
    transform: ArgumentValue.hybridScore)
  var hybridWeights: HybridScore?

  #if Server
    @OptionGroup var server: ServerArguments
  #endif
  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    #if Server
      try validateServer()
    #endif
    try refuse(
      if: report.json && output.chosenFormat != nil && output.chosenFormat != .json,
      "--json cannot be combined with \(output.formatOption)")
    try refuse(if: report.json && output.header, "--json cannot be combined with --header")
    try refuse(
      if: input.onError == .report && output.format == .npy,
      "--on-error report cannot be combined with \(output.formatOption): an array has no place for "
        + "an error")
    try refuse(
      if: output.bitOrder != nil && !precision.precision.isBinary,
      "--bit-order requires --precision binary or ubinary")
    try refuse(
      if: !output.output.dense && precision.precision != .float32,
      "--precision requires dense in --output")
    try validateSimilarity()
  }

  private func validateSimilarity() throws {
    let outputs = output.output
    try refuse(
      if: similarity
        && (output.outputFormat != nil || [.npy, .jsonl].contains(output.chosenFormat)),
      "--similarity cannot be combined with "
        + (output.outputFormat == nil ? output.formatOption : "--output-format"))
    for (isGiven, option) in [
      (precision.precision != .float32, "--precision"), (output.header, "--header"),
      (input.onError == .report, "--on-error report"),
    ] {
      try refuse(if: similarity && isGiven, "--similarity cannot be combined with \(option)")
    }
    try refuse(
      if: hybridWeights != nil && (!similarity || outputs == .dense),
      "--hybrid-weights requires --similarity and --output sparse or colbert")
    let hybridWeights = hybridWeights ?? .trained
    try refuse(
      if: similarity && !outputs.dense && hybridWeights.dense > 0,
      "--output must include dense unless --hybrid-weights sets its weight to 0")
    try refuse(
      if: similarity && outputs != .dense && !outputs.isWeighted(by: hybridWeights),
      "--hybrid-weights: expected a weight above 0 for one of the outputs")
  }

  #if Server
    /// Refuses what only a model on this machine does.
    private func validateServer() throws {
      for (isGiven, option) in [
        (prompt.name != nil, "--prompt"), (overflow != .truncate, "--overflow"),
        (precision.precision != .float32, "--precision"), (output.output != .dense, "--output"),
        (output.header, "--header"), (input.onError == .report, "--on-error report"),
        (runtime.threads != nil, "--threads"), (runtime.kernel != "auto", "--kernel"),
      ] {
        try refuse(if: server.url != nil && isGiven, "--url cannot be combined with \(option)")
      }
    }

    /// Lets a server embed.
    private func embed(_ records: inout InputRecords, by client: EmbeddingClient) throws {
      let run = RemoteEmbedding(client: client, prompt: prompt.text ?? "", batchCount: input.batch)
      var file = try OutputFile(
        path: output.outputFile, overwriting: output.force,
        inputs: input.paths + server.inputs)
      if similarity {
        let matrix = SimilarityMatrix(try run.allRows(of: &records))
        let isJSON = report.json || output.format == .json
        try file.append(Array(((isJSON ? matrix.json.text : matrix.text) + "\n").utf8))
        return try file.finish()
      }
      let header = VectorHeader(model: model, url: client.url).head
      try run.embed(&records) { dimensions in
        if report.json { return JSONVectorWriter(object: file, head: header, writesDense: true) }
        switch output.format {
        case .json: return JSONVectorWriter(object: file, head: header, writesDense: true)
        case .jsonl where output.isPreview:
          return VectorPreview(file, writesDense: true, report: report)
        case .jsonl: return try JSONVectorWriter(lines: file, header: nil, writesDense: true)
        case .npy:
          return try NumPyVectorWriter(
            file, header: nil, dimensions: dimensions, precision: .float32)
        }
      }
    }
  #endif

  /// The model that is run: it ends with the process, which takes less time than to unmap its file and to
  /// stop its threads.
  private static let running = Mutex<EmbeddingModel?>(nil)

  func run() throws {
    var records = try input.records()
    #if Server
      if let client = try server.client(model: model, dimensions: dimensions) {
        return try embed(&records, by: client)
      }
    #endif
    let opened = try ModelFile(path: self.model).open(
      options: try runtime.options(), report: report)
    let model = opened.model
    Self.running.withLock { $0 = model }
    // Refuses what the model does not have before a text is read.
    let vectors = try CommandLineError.running(
      self.model,
      VectorRun(
        model, prompt: prompt.choice, overflow: overflow, outputs: output.output.kinds,
        dimensions: dimensions))
    let isOnTerminal = output.isStandardOutput && StandardOutput.isTerminal
    var run = EmbeddingRun(
      vectors,
      encoder: try precision.encoder(
        for: model, path: self.model, dimensions: dimensions, bitOrder: output.bitOrder ?? .big),
      batchCount: input.batch, policy: input.onError, report: report,
      progress: EmbeddingProgress(isQuiet: report.quiet || isOnTerminal))
    let inputs = opened.inputs + input.paths + [precision.ranges].compactMap { $0 }
    var file = try OutputFile(path: output.outputFile, overwriting: output.force, inputs: inputs)
    if similarity {
      let rows = try run.allRows(of: &records)
      let isJSON = report.json || output.format == .json
      let matrix =
        output.output == .dense
        ? SimilarityMatrix(rows) : SimilarityMatrix(rows, hybrid: hybridWeights ?? .trained)
      try file.append(Array(((isJSON ? matrix.json.text : matrix.text) + "\n").utf8))
      try file.finish()
    } else {
      var writer = try writer(file, inputs: inputs, vectors)
      try run.embed(&records, into: &writer)
    }
    if let warning = run.truncationWarning { report.say("warning: \(warning)") }
    if run.promptlessCount > 0, !StandardOutput.isClosed,
      let note = prompt.note(for: model.sentence)
    {
      report.say("note: \(note)")
    }
    if let warning = run.refusalWarning {
      report.say("warning: \(warning)")
      throw ExitStatus.failure
    }
  }

  private func writer(
    _ file: OutputFile, inputs: [String], _ vectors: VectorRun
  ) throws -> any VectorWriter {
    let header = VectorHeader(
      path: model, vectors, precision: precision.precision,
      bitOrder: output.bitOrder ?? .big, promptName: prompt.name(in: vectors.model.sentence))
    let writesDense = output.output.dense
    if report.json {
      return JSONVectorWriter(object: file, head: header.head, writesDense: writesDense)
    }
    switch output.format {
    case .json: return JSONVectorWriter(object: file, head: header.head, writesDense: writesDense)
    case .jsonl where output.isPreview:
      return VectorPreview(file, writesDense: writesDense, report: report)
    case .jsonl:
      return try JSONVectorWriter(
        lines: file, header: output.header ? header.whole(.jsonl) : nil, writesDense: writesDense)
    case .npy:
      var headerFile: OutputFile?
      if let path = output.headerFile {
        headerFile = try OutputFile(path: path, overwriting: output.force, inputs: inputs)
        try headerFile?.append(Array((JSONValue.object(header.whole(.npy)).text + "\n").utf8))
      } else if !output.isStandardOutput, let path = output.outputFile,
        Folder.isFile(path + ".json")
      {
        report.say("warning: \(path).json describes an earlier array; --header writes it anew")
      }
      return try NumPyVectorWriter(
        file, header: headerFile, dimensions: vectors.dimensions, precision: precision.precision)
    }
  }
}
