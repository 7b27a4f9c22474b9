import Base
import Model

extension SentenceFiles {
  /// What the pipeline does to the token vectors.
  struct Pipeline: Equatable {
    let pooling: Pooling
    /// What lies between pooling and the last normalisation.
    var steps: [VectorStep] = []
    /// The folder of each step's module, inside the model's.
    var stepFolders: [String] = []
    var normalizes: Bool
    var promptPooling = PromptPooling.included
  }

  /// A module of `modules.json`.
  private struct Module {
    /// The last part of its class.
    let kind: String
    let folder: String
    let source: ConfigurationFile
  }

  /// Reads `modules.json`: a Transformer, a Pooling, and what is done to the vector.
  func pipeline(pooling given: Pooling?) throws(HuggingFaceError) -> Pipeline {
    guard let value = files.modules else {
      guard let given else {
        throw .missingFile(
          folder: files.folder, file: ModelFiles.modulesName,
          purpose: "the steps from tokens to a vector; without it name a pooling")
      }
      return Pipeline(pooling: given, normalizes: true)
    }
    let modules = try modules(value)
    let poolingFile = try self.poolingFile(modules[1].folder)
    let mode = try poolingMode(poolingFile)
    if let given, given != mode {
      throw .value(
        file: poolingFile.file, key: "pooling", expected: "\(given.rawValue), as was asked for",
        found: mode.rawValue)
    }
    var pipeline = Pipeline(pooling: mode, normalizes: false)
    if poolingFile.fields["include_prompt"] != nil, try !poolingFile.bool("include_prompt") {
      pipeline.promptPooling = .excluded
    }
    var width = mode.modes.count * configuration.hiddenSize
    for module in modules.dropFirst(2) {
      try append(module, to: &pipeline, &width)
    }
    return pipeline
  }

  /// Adds what a module behind Pooling does to a vector of `width` components.
  private func append(
    _ module: Module, to pipeline: inout Pipeline, _ width: inout Int
  ) throws(HuggingFaceError) {
    let name = ModelFiles.moduleName(in: module.folder)
    let step: VectorStep
    switch module.kind {
    case "Dropout":
      _ = try open(name, files.moduleFiles[name], .dropout)
      return
    case "Normalize":
      _ = try open(name, files.moduleFiles[name], .normalize)
      // A second one finds vectors of length 1.
      pipeline.normalizes = true
      return
    case "LayerNorm":
      let source = try required(name, .layerNorm, "the size of a LayerNorm")
      _ = try source.integer("dimension", in: width...width)
      step = .layerNorm
    default:
      let source = try required(name, .dense, "the sizes of a linear layer after pooling")
      let dense = try denseStep(source, inputSize: width)
      width = dense.outputSize
      step = .dense(dense)
    }
    if pipeline.normalizes {
      pipeline.steps.append(.normalize)
      pipeline.stepFolders.append("")
      pipeline.normalizes = false
    }
    pipeline.steps.append(step)
    pipeline.stepFolders.append(module.folder)
  }

  private func denseStep(
    _ source: ConfigurationFile, inputSize: Int
  ) throws(HuggingFaceError) -> DenseStep {
    _ = try source.integer("in_features", in: inputSize...inputSize)
    let outputSize = try source.integer("out_features", in: 1...1 << 16)
    // Both defaults are the library's.
    let hasBias = source.fields["bias"] == nil ? true : try source.bool("bias")
    var activation = VectorActivation.tanh
    if let value = source.fields["activation_function"] {
      guard let name = value.string, let known = Self.activations[name] else {
        throw source.failure(
          "activation_function",
          expected: "one of torch.nn.modules.activation.Tanh, Sigmoid, ReLU, GELU, SiLU and "
            + "torch.nn.modules.linear.Identity",
          found: value)
      }
      activation = known
    }
    return DenseStep(outputSize: outputSize, hasBias: hasBias, activation: activation)
  }

  /// By the names that sentence-transformers imports, each made without arguments.
  private static let activations: [String: VectorActivation] = {
    var names: [String: VectorActivation] = [:]
    for (name, activation) in [
      ("activation.Tanh", VectorActivation.tanh), ("activation.Sigmoid", .sigmoid),
      ("activation.ReLU", .relu), ("activation.GELU", .gelu), ("activation.SiLU", .silu),
      ("linear.Identity", .identity),
    ] {
      names["torch.nn.modules.\(name)"] = activation
      names["torch.nn.\(name.drop { $0 != "." }.dropFirst())"] = activation
    }
    return names
  }()

  /// The modules in order, of which the first two are a Transformer and a Pooling.
  private func modules(_ value: JSONValue) throws(HuggingFaceError) -> [Module] {
    let file = files.path(ModelFiles.modulesName)
    guard let values = value.array else {
      throw .value(file: file, key: "", expected: "an array", found: value.kind)
    }
    try PipelineModule.check(value, file: file)
    let steps = ["Dense", "Dropout", "LayerNorm", "Normalize"]
    var modules: [Module] = []
    var names = Set<Identifier>()
    for (index, module) in values.enumerated() {
      let source = ConfigurationFile(module, file: file, path: "[\(index)]")
      try KeyTable.module.check(source)
      let kinds = index == 0 ? ["Transformer"] : index == 1 ? ["Pooling"] : steps
      let type = try source.member("type", expected: "a module's class").value
      guard let name = type.string, name.hasPrefix("sentence_transformers."),
        let kind = kinds.first(where: { name.hasSuffix(".\($0)") })
      else {
        throw source.failure(
          "type", expected: "a sentence_transformers \(kinds.joined(separator: ", "))", found: type)
      }
      // A second module of a name would take the first one's place.
      let label = try source.optionalString("name") ?? "\(index)"
      guard names.insert(Identifier(label)).inserted else {
        throw source.failure("name", expected: "a name of its own", found: .string(label))
      }
      let hasFiles = kind != "Normalize" && kind != "Dropout"
      let folder =
        hasFiles
        ? try source.member("path", expected: "the folder of the module").value
        : source.fields["path"] ?? ""
      guard let path = folder.string, ModelFiles.isPlain(path),
        index == 0 || !path.isEmpty || !hasFiles
      else {
        throw source.failure("path", expected: "a folder inside the model's", found: folder)
      }
      modules.append(Module(kind: kind, folder: path, source: source))
    }
    guard modules.count >= 2 else {
      throw .value(
        file: file, key: "", expected: "Transformer, Pooling and optionally steps after it",
        found: modules.first?.kind ?? "no module")
    }
    return modules
  }

  /// The file of a module that has to be there.
  private func required(
    _ name: String, _ keys: KeyTable, _ purpose: String
  ) throws(HuggingFaceError) -> ConfigurationFile {
    guard let source = try open(name, files.moduleFiles[name], keys) else {
      throw .missingFile(
        folder: files.folder, file: name, purpose: "\(purpose), as modules.json asks for")
    }
    return source
  }

  private func poolingFile(_ folder: String) throws(HuggingFaceError) -> ConfigurationFile {
    let source = try required(
      ModelFiles.moduleName(in: folder), .pooling, "how token vectors become one")
    let sizes = ["word_embedding_dimension", "embedding_dimension"]
    guard let key = sizes.first(where: { source.present($0) != nil }) else {
      throw .missingKey(
        file: source.file, key: sizes[0], expected: "\(configuration.hiddenSize)")
    }
    _ = try source.integer(key, in: configuration.hiddenSize...configuration.hiddenSize)
    return source
  }

  /// The modes, in the order in which sentence-transformers 6 puts their vectors side by side.
  ///
  /// It is that of the list, or the library's own for the booleans of older versions; without any mode
  /// it is the mean.
  private func poolingMode(_ source: ConfigurationFile) throws(HuggingFaceError) -> Pooling {
    let expected =
      "a pooling mode or a list of them, each once: "
      + PoolingMode.allCases.map(\.rawValue).joined(separator: ", ")
    if let value = source.present("pooling_mode") {
      let names = value.array ?? [value]
      let modes = names.compactMap { $0.string.flatMap(PoolingMode.init(rawValue:)) }
      guard modes.count == names.count, let pooling = Pooling(modes) else {
        throw source.failure("pooling_mode", expected: expected, found: value)
      }
      return pooling
    }
    var modes: [PoolingMode] = []
    for (key, mode) in Self.booleanModes where try source.optionalBool(key) ?? false {
      modes.append(mode)
    }
    return Pooling(modes) ?? .mean
  }

  /// Source: sentence-transformers 6.2, `sentence_transformer/modules/pooling.py`,
  /// `_LEGACY_POOLING_MODE_KWARGS`.
  private static let booleanModes: [(key: String, mode: PoolingMode)] = [
    ("pooling_mode_cls_token", .cls), ("pooling_mode_max_tokens", .max),
    ("pooling_mode_mean_tokens", .mean),
    ("pooling_mode_mean_sqrt_len_tokens", .meanBySquareRoot),
    ("pooling_mode_weightedmean_tokens", .weightedMean), ("pooling_mode_lasttoken", .lastToken),
  ]
}
