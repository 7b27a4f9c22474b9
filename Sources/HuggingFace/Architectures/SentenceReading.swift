import Base
package import Model

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
