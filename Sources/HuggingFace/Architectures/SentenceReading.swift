import Base
package import Model

/// What the files say about texts before they are tokenised: how long they may be, and whether they
/// become lower case.
///
/// Source: sentence-transformers 6.2, `Transformer.__init__`, `.load_config` and `.preprocess`.
struct TextSettings {
  /// The most tokens of one text, special tokens included.
  private(set) var maximumTokenCount = 0
  /// Whether a text becomes lower case before the tokenizer's own normalisation.
  private(set) var lowercasesFirst = false
  /// What overrides members of `tokenizer_config.json`.
  private(set) var tokenizerArguments = JSONObject()
  /// What a user should know, one line each.
  private(set) var notes: [String] = []

  /// - Throws: `HuggingFaceError.value`, `.unknownKey`, `.missingKey`.
  init(_ files: ModelFiles, _ configuration: ModelConfiguration) throws(HuggingFaceError) {
    let positions = try TextSettings.positionCount(files, configuration)
    var stated: Limit?
    // Without modules.json the library opens none of these files.
    if files.modules != nil, let value = files.sentenceBert {
      let source = ConfigurationFile(value, file: files.path(files.sentenceBertName))
      try KeyTable.sentenceBert.check(source)
      lowercasesFirst = try source.optionalBool("do_lower_case") ?? false
      for key in ["tokenizer_args", "processor_kwargs"] {
        guard let arguments = try source.object(key, .tokenizerArguments) else { continue }
        tokenizerArguments = arguments.fields
        if arguments.present("model_max_length") != nil {
          stated = try Limit(arguments, "model_max_length")
        }
      }
      if stated == nil, source.present("max_seq_length") != nil {
        stated = try Limit(source, "max_seq_length")
      }
      if let processing = try source.object("processing_kwargs", .processingArguments),
        let text = try processing.object("text", .textArguments),
        text.present("max_length") != nil
      {
        stated = try Limit(text, "max_length")
      }
    }
    guard let stated else {
      maximumTokenCount = min(positions, try TextSettings.tokenizerLimit(files) ?? positions)
      return
    }
    let isTable = if case .absolute = configuration.positions { true } else { false }
    maximumTokenCount = isTable ? min(stated.count, positions) : stated.count
    if maximumTokenCount < stated.count {
      notes.append(
        "\(stated.name) \(stated.count): the model has positions for \(positions) tokens, where "
          + "longer texts are cut")
    }
  }

  /// A number of tokens, and where it stands.
  private struct Limit {
    let count: Int
    let name: String

    init(_ source: ConfigurationFile, _ key: String) throws(HuggingFaceError) {
      // A text holds at least the two special tokens.
      count = try source.integer(key, in: 2...GraphSizes.positionRange.upperBound)
      name = "\(source.file): \(source.path(of: key))"
    }
  }

  /// The positions that `config.json` provides for, at least 2.
  private static func positionCount(
    _ files: ModelFiles, _ configuration: ModelConfiguration
  ) throws(HuggingFaceError) -> Int {
    let config = ConfigurationFile(files.config, file: files.configPath)
    let key = config.present("n_positions") == nil ? "max_position_embeddings" : "n_positions"
    let rowCount = try config.integer(key, in: GraphSizes.positionRange)
    let offset = if case .absolute(_, let offset) = configuration.positions { offset } else { 0 }
    guard rowCount - offset >= 2 else {
      throw config.failure(
        key, expected: "at least \(offset + 2), the rows of a text of 2 tokens",
        found: .integer(rowCount))
    }
    return rowCount - offset
  }

  /// `model_max_length` of `tokenizer_config.json`, without it the older `max_len`; transformers
  /// writes 10^30 for no limit.
  private static func tokenizerLimit(_ files: ModelFiles) throws(HuggingFaceError) -> Int? {
    guard let value = files.tokenizerConfig else { return nil }
    let source = ConfigurationFile(value, file: files.path(ModelFiles.tokenizerConfigName))
    let key = try source.object()["model_max_length"] == nil ? "max_len" : "model_max_length"
    guard let length = source.present(key) else { return nil }
    guard let number = length.double, number >= 2 else {
      throw source.failure(key, expected: "a number of at least 2", found: length)
    }
    guard number <= Double(GraphSizes.positionRange.upperBound) else { return nil }
    return Int(number)
  }
}

extension ConfigurationFile {
  /// The object of a key, checked by its own table; `nil` where it is missing or `null`.
  fileprivate func object(
    _ key: String, _ table: KeyTable
  ) throws(HuggingFaceError) -> ConfigurationFile? {
    guard let value = present(key) else { return nil }
    let inner = ConfigurationFile(value, file: file, path: path(of: key))
    try table.check(inner)
    return inner
  }
}

/// What the sentence-transformers files of a model say.
package struct SentenceReading {
  /// Pooling, the steps after it, prompts and sizes.
  package let sentence: SentenceConfiguration
  /// The folder of each step's module, inside the model's; empty for a step without one.
  let stepFolders: [String]
  /// What is said of texts before they are tokenised.
  let texts: TextSettings

  /// Reads the files.
  ///
  /// `pooling` stands in for a missing `modules.json`, the vector being normalised then; it may not
  /// contradict one that is there. `matryoshka` lists the sizes a vector may be cut to; without it
  /// the key `matryoshka_dimensions` of `config_sentence_transformers.json` or `config.json` counts,
  /// and without that only the hidden size. The most tokens of a text are `max_seq_length`, without
  /// it the smaller of the model's positions and the tokenizer's `model_max_length`.
  ///
  /// - Throws: `HuggingFaceError.missingFile`, `.missingKey`, `.value`, `.unknownKey`.
  package init(
    files: ModelFiles, configuration: ModelConfiguration, pooling: Pooling? = nil,
    matryoshka: [Int]? = nil
  ) throws(HuggingFaceError) {
    let reader = SentenceFiles(files: files, configuration: configuration)
    let pipeline = try reader.pipeline(pooling: pooling)
    let prompts = try reader.prompts()
    texts = try TextSettings(files, configuration)
    stepFolders = pipeline.stepFolders
    var sentence = SentenceConfiguration(
      pooling: pipeline.pooling, steps: pipeline.steps, normalizes: pipeline.normalizes,
      maximumTokenCount: texts.maximumTokenCount, prompts: prompts,
      defaultPromptName: try reader.defaultPromptName(among: prompts),
      dimensions: [], similarity: try reader.similarity(),
      promptPooling: pipeline.promptPooling, layerNormBeforeCut: false)
    let size = sentence.stepSizes(hiddenSize: configuration.hiddenSize).last ?? 0
    sentence.defaultDimension = try reader.defaultDimension(below: size)
    sentence.dimensions = try reader.dimensions(
      matryoshka, of: size, and: sentence.defaultDimension)
    self.sentence = sentence
  }
}

/// The sentence-transformers files of one model, read with errors that name file and key.
struct SentenceFiles {
  let files: ModelFiles
  let configuration: ModelConfiguration

  /// Opens one of the files and refuses what its key table refuses; `nil` if it is missing.
  func open(
    _ name: String, _ value: JSONValue?, _ keys: KeyTable
  ) throws(HuggingFaceError) -> ConfigurationFile? {
    guard let value else { return nil }
    let source = ConfigurationFile(value, file: files.path(name))
    try keys.check(source)
    return source
  }

  private func transformersFile() throws(HuggingFaceError) -> ConfigurationFile? {
    try open(
      ModelFiles.sentenceTransformersName, files.sentenceTransformers, .sentenceTransformers)
  }

  /// The size that vectors are cut to; one that is not below the whole cuts nothing.
  func defaultDimension(below size: Int) throws(HuggingFaceError) -> Int? {
    guard let source = try transformersFile(),
      let found = try source.optionalInteger("truncate_dim", in: 1...1 << 30)
    else { return nil }
    return found < size ? found : nil
  }

  func prompts() throws(HuggingFaceError) -> [Prompt] {
    guard let source = try transformersFile(), let value = source.present("prompts") else {
      return []
    }
    let object = ConfigurationFile(value, file: source.file, path: "prompts")
    var prompts: [Prompt] = []
    for member in try object.object().members {
      // As sentence-transformers does, which writes null for a prompt that nobody has set.
      guard let text = member.value == .null ? "" : member.value.string else {
        throw source.failure("prompts.\(member.name)", expected: "a string", found: member.value)
      }
      prompts.append(Prompt(name: member.name, text: text))
    }
    return prompts
  }

  func defaultPromptName(among prompts: [Prompt]) throws(HuggingFaceError) -> String? {
    guard let source = try transformersFile(),
      let name = try source.optionalString("default_prompt_name")
    else { return nil }
    guard prompts.contains(where: { $0.name.hasSameBytes(as: name) }) else {
      // These two are always there, and empty unless the file says otherwise.
      if ["query", "document"].contains(where: { name.hasSameBytes(as: $0) }) { return nil }
      throw source.failure(
        "default_prompt_name", expected: "the name of a prompt", found: .string(name))
    }
    return name
  }

  func similarity() throws(HuggingFaceError) -> String {
    // Like sentence-transformers, which writes null until somebody asks for a similarity.
    guard let source = try transformersFile(),
      let name = try source.optionalString("similarity_fn_name")
    else { return "cosine" }
    guard ["cosine", "dot", "euclidean", "manhattan"].contains(name) else {
      throw source.failure(
        "similarity_fn_name", expected: "cosine, dot, euclidean or manhattan", found: .string(name))
    }
    return name
  }

  /// The sizes a vector may be cut to: what the caller says, else what the files say.
  func dimensions(
    _ given: [Int]?, of size: Int, and usual: Int?
  ) throws(HuggingFaceError) -> [Int] {
    let key = "matryoshka_dimensions"
    var source = ConfigurationFile(files.config, file: files.configPath)
    if let sentence = try transformersFile(), sentence.present(key) != nil { source = sentence }
    var sizes = given ?? [size]
    var found = JSONValue.array(sizes.map { .integer($0) })
    if given == nil, let value = source.present(key) {
      let listed = value.array?.compactMap(\.integer)
      guard let listed, listed.count == value.array?.count else {
        throw source.failure(key, expected: "an array of integers", found: value)
      }
      (sizes, found) = (listed, value)
    }
    let isValid = !sizes.isEmpty && sizes.allSatisfy { (1...size).contains($0) }
    guard isValid, Set(sizes).count == sizes.count else {
      let expected = "sizes from 1 to \(size), each once"
      guard given == nil else {
        throw .value(
          file: files.folder, key: "matryoshka sizes", expected: expected, found: found.text)
      }
      throw source.failure(key, expected: expected, found: found)
    }
    // The whole vector is always there.
    return Set(sizes + [size, usual ?? size]).sorted(by: >)
  }
}
