import Base
public import Model

extension SentenceConfiguration {
  /// Reads the sentence-transformers files of a model.
  ///
  /// `pooling` stands in for a missing `modules.json`, the vector being normalised then; it may not
  /// contradict one that is there. `matryoshka` lists the sizes a vector may be cut to; without it
  /// the key `matryoshka_dimensions` of `config_sentence_transformers.json` or `config.json` counts,
  /// and without that only the hidden size. The most tokens of a text are `max_seq_length`, without
  /// it the smaller of the model's positions and the tokenizer's `model_max_length`.
  ///
  /// - Throws: `HuggingFaceError.missingFile`, `.missingKey`, `.value`, `.unknownKey`.
  public static func read(
    files: ModelFiles, configuration: ModelConfiguration, pooling: Pooling? = nil,
    matryoshka: [Int]? = nil
  ) throws(HuggingFaceError) -> SentenceConfiguration {
    let reader = SentenceFiles(files: files, configuration: configuration)
    let pipeline = try reader.pipeline(pooling: pooling)
    let prompts = try reader.prompts()
    let vectorSize = pipeline.pooling.modes.count * configuration.hiddenSize
    return SentenceConfiguration(
      pooling: pipeline.pooling, normalizes: pipeline.normalizes,
      maximumTokenCount: try TextSettings(files, configuration).maximumTokenCount, prompts: prompts,
      defaultPromptName: try reader.defaultPromptName(among: prompts),
      dimensions: try reader.dimensions(matryoshka, of: vectorSize), similarity: try reader.similarity(),
      includesPrompt: pipeline.includesPrompt, layerNormBeforeCut: false)
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
    let source = try ConfigurationFile(value, file: files.path(name))
    try keys.check(source)
    return source
  }

  private func transformersFile() throws(HuggingFaceError) -> ConfigurationFile? {
    try open(
      ModelFiles.sentenceTransformersName, files.sentenceTransformers, .sentenceTransformers)
  }

  func prompts() throws(HuggingFaceError) -> [Prompt] {
    guard let source = try transformersFile(), let value = source.optional("prompts") else {
      return []
    }
    let object = try ConfigurationFile(value, file: source.file, prefix: "prompts").object
    var prompts: [Prompt] = []
    for member in object.members {
      guard let text = member.value.string else {
        throw source.wrong("prompts.\(member.name)", expected: "a string", found: member.value)
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
      throw source.wrong(
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
      throw source.wrong(
        "similarity_fn_name", expected: "cosine, dot, euclidean or manhattan", found: .string(name))
    }
    return name
  }

  /// The sizes a vector may be cut to: what the caller says, else what the files say.
  func dimensions(_ given: [Int]?, of size: Int) throws(HuggingFaceError) -> [Int] {
    let key = "matryoshka_dimensions"
    let config = try ConfigurationFile(files.config, file: files.configPath)
    let source =
      if let sentence = try transformersFile(), sentence.optional(key) != nil {
        sentence
      } else {
        config
      }
    var sizes = given ?? [size]
    var found = JSONValue.array(sizes.map { .integer($0) })
    if given == nil, let value = source.optional(key) {
      let listed = value.array?.compactMap(\.integer)
      guard let listed, listed.count == value.array?.count else {
        throw source.wrong(key, expected: "an array of integers", found: value)
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
      throw source.wrong(key, expected: expected, found: found)
    }
    // The whole vector is always there.
    return Set(sizes + [size]).sorted(by: >)
  }
}
