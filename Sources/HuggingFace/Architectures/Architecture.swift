package import Base
package import Model

/// A supported architecture: a reader of its configuration and a map from its tensors to the
/// canonical graph.
///
/// It is data; there is one forward pass for all.
package struct Architecture: Sendable {
  /// The `model_type` of its `config.json`.
  package let name: String
  /// The key table of its `config.json`.
  let keys: KeyTable
  /// The keys of the sizes among them.
  let sizeKeys: SizeKeys
  /// The classes that `architectures` may name.
  let classes: [String]
  /// Whether transformers has a class for the `model_type`, which it takes whatever `architectures`
  /// says; otherwise the class is code of the model's own repository.
  let isOfLibrary: Bool
  /// What transformers takes off the beginning of tensors' names, in this order, each where it is
  /// there.
  let prefixes: [String]
  /// What names of tensors end or begin with that have no influence on a vector.
  let unused: [String]
  /// Other names that the class takes for its own keys.
  let aliases: KeyValuePairs<String, String>

  private let read: @Sendable (ConfigurationFile) throws(HuggingFaceError) -> ModelConfiguration
  private let publishedNames: @Sendable (ModelConfiguration) -> SourceNames
  /// The names inside transformers' own class, where they are others.
  private let libraryNames: SourceNames?
  /// Whether a checkpoint has `libraryNames`.
  private var hasLibraryNames = false
  /// What stands before all names of a checkpoint though no class takes it off.
  var foreignPrefix: String?

  init(
    name: String, classes: [String], keys: KeyTable, sizeKeys: SizeKeys = .bert,
    isOfLibrary: Bool = true, prefixes: [String], unused: [String],
    aliases: KeyValuePairs<String, String> = [:],
    read: @escaping @Sendable (ConfigurationFile) throws(HuggingFaceError) -> ModelConfiguration,
    names: @escaping @Sendable (ModelConfiguration) -> SourceNames,
    libraryNames: SourceNames? = nil
  ) {
    self.name = name
    self.classes = classes
    self.keys = keys
    self.sizeKeys = sizeKeys
    self.isOfLibrary = isOfLibrary
    self.prefixes = prefixes
    self.unused = unused
    self.aliases = aliases
    self.read = read
    publishedNames = names
    self.libraryNames = libraryNames
  }

  package static let supported: [Architecture] = [
    .nomicBert, .bert, .xlmRoberta, .roberta, .camembert, .distilBert, .mpnet, .new, .gte,
  ]

  private func names(_ configuration: ModelConfiguration) -> SourceNames {
    if hasLibraryNames, let libraryNames { return libraryNames }
    return publishedNames(configuration)
  }

  /// The architecture with the names that its tensors have in a checkpoint with `tensorNames`.
  package func named(as tensorNames: some Sequence<String>) -> Architecture {
    guard let libraryNames else { return self }
    var result = self
    result.hasLibraryNames = tensorNames.contains {
      plainName($0).hasPrefix(libraryNames.layer)
    }
    return result
  }

  /// Finds the architecture that a `config.json` names in `model_type` and `architectures`.
  ///
  /// - Throws: `HuggingFaceError.notAnEmbeddingModel` for a known model of another kind,
  ///   `.unsupported` with the supported ones, `.value` if the two keys contradict each other or are
  ///   malformed.
  package static func resolve(
    config: JSONValue, file: String
  ) throws(HuggingFaceError) -> Architecture {
    let source = ConfigurationFile(config, file: file)
    let type = try source.optionalString("model_type")
    let classes = try source.optionalStrings("architectures")
    let found = type ?? classes?.first
    let architecture = supported.first { candidate in
      type.map { $0 == candidate.name }
        ?? (classes ?? []).contains { candidate.classes.contains($0) }
    }
    let isOurs = architecture.map { (classes ?? []).allSatisfy($0.classes.contains) } ?? false
    if !isOurs, let other = OtherModel.named(by: type, classes: classes ?? []) {
      throw .notAnEmbeddingModel(
        file: file, key: other.key, found: other.found, what: other.model.text)
    }
    guard var architecture else {
      throw .unsupported(
        file: file, found: found.map { "\"\($0)\"" } ?? "nothing", supported: supported.map(\.name))
    }
    let published = ["n_embd", "n_layer", "n_head", "n_inner", "n_positions"]
    if architecture.name == Architecture.nomicBert.name,
      published.allSatisfy({ source.fields[$0] == nil })
    {
      architecture = .libraryNomicBert
    }
    if let classes, !classes.allSatisfy({ architecture.classes.contains($0) }),
      source.hasOwnCode || !architecture.isOfLibrary
    {
      throw .value(
        file: file, key: "architectures",
        expected: "one of \(architecture.classes.joined(separator: ", "))",
        found: "\"\(classes.joined(separator: "\", \""))\"")
    }
    return architecture
  }

  /// Reads a `config.json`, with what it leaves to the class and what nobody reads of it: every key
  /// is honoured, known to have no meaning here, read by no code, or refused.
  ///
  /// A folder with code of its own (`auto_map`) may read any key and have any default.
  ///
  /// - Throws: `HuggingFaceError.missingKey`, `.value`, `.unknownKey`, each with the key.
  package func settings(
    from config: JSONValue, file: String
  ) throws(HuggingFaceError) -> ArchitectureSettings {
    let source = ConfigurationFile(config, file: file)
    let unread = try keys.check(source) { !source.hasOwnCode && UnreadKey.passes($0) }
    var complete = source.fields
    for (alias, key) in aliases {
      if let value = source.fields[alias] {
        try source.checkSame(alias, as: key)
        complete.append(key, value)
      }
    }
    let defaults = source.hasOwnCode ? [] : keys.defaults(missingIn: complete)
    for member in defaults { complete.append(member.name, member.value) }
    var notes: [String] = []
    let others = (try source.optionalStrings("architectures") ?? []).filter {
      !classes.contains($0)
    }
    if !others.isEmpty {
      notes.append(
        "\(file): architectures: \(HuggingFaceError.list(others)): read as \(classes[0]), as "
          + "transformers does")
    }
    if !unread.isEmpty {
      notes.append("\(file): \(HuggingFaceError.list(unread)): no code reads this for \(name)")
    }
    if !defaults.isEmpty {
      let values = defaults.map { "\($0.name) \($0.value.text)" }
      notes.append(
        "\(file): missing, taken from the class: \(values.joined(separator: ", "))")
    }
    return ArchitectureSettings(
      configuration: try read(ConfigurationFile(.object(complete), file: file)),
      completed: .object(complete), notes: notes)
  }

  /// The canonical tensors of a configuration, in the order in which they are stored.
  ///
  /// Embeddings come first; then per layer attention, its norm, router, experts' bias, feed-forward
  /// or the experts one after the other, and the last norm; then the heads.
  package func tensors(for configuration: ModelConfiguration) -> [CanonicalTensor] {
    TensorList.canonical(configuration, names: names(configuration))
  }

  /// What the tensors of the heads that a model may have are called, without `.weight`.
  package func headNames(of configuration: ModelConfiguration) -> [String] {
    let names = names(configuration)
    return [names.sparseHead, names.colbertHead].compactMap { $0 }
  }

  /// The heads that a checkpoint with these tensors has.
  ///
  /// Other classifiers have the name of gte's lexical head, but more rows than its one.
  package func heads(
    of configuration: ModelConfiguration, in tensors: [String: SourceTensor]
  ) -> OutputHeads {
    let plain = Dictionary(
      tensors.map { (plainName($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    let names = names(configuration)
    func weight(_ head: String?) -> SourceTensor? { head.flatMap { plain["\($0).weight"] } }
    let sparse = weight(names.sparseHead)
    let isClassifier = names.sparseHead == "classifier" && sparse?.shape.first != 1
    return OutputHeads(
      sparse: sparse != nil && !isClassifier, colbert: weight(names.colbertHead) != nil)
  }
}

extension Architecture {
  /// Refuses a model of another kind by what stands beside its weights, before they are opened.
  ///
  /// - Throws: `HuggingFaceError.notAnEmbeddingModel`, `.unsupportedModule`, and what
  ///   `resolve(config:file:)` throws.
  package static func refuseOthers(
    folder: String, transformer: String = "", files: [String: JSONValue]
  ) throws(HuggingFaceError) {
    func path(_ name: String) -> String {
      Folder.join(folder, ModelFiles.place(of: name, transformer: transformer))
    }
    if let config = files[ModelFiles.configName] {
      _ = try resolve(config: config, file: path(ModelFiles.configName))
    }
    if let modules = files[ModelFiles.modulesName] {
      try PipelineModule.check(modules, file: path(ModelFiles.modulesName))
    }
  }
}

extension Architecture {
  /// Reads a `config.json` as if its `rotary_scaling_factor` were `factor`: nomic_bert's texts
  /// beyond `max_trained_positions` tokens get dynamic NTK scaling.
  ///
  /// - Throws: `HuggingFaceError.value` for any other architecture and for absolute positions,
  ///   and what `settings(from:file:)` throws.
  package func settings(
    from config: JSONValue, file: String, ropeScaling factor: Double
  ) throws(HuggingFaceError) -> ArchitectureSettings {
    let purpose = "as a rope scaling was asked for"
    guard name == Architecture.nomicBert.name else {
      throw .value(
        file: file, key: "model_type", expected: "\"\(Architecture.nomicBert.name)\", \(purpose)",
        found: "\"\(name)\"")
    }
    let key = "rotary_scaling_factor"
    var changed = JSONObject()
    let source = ConfigurationFile(config, file: file)
    for member in try source.object().members where member.name != key {
      changed.append(member.name, member.value)
    }
    changed.append(key, .number(factor))
    let settings = try settings(from: .object(changed), file: file)
    guard case .rotary = settings.configuration.positions else {
      throw .value(
        file: file, key: "rotary_emb_fraction", expected: "1 (rotary positions), \(purpose)",
        found: "0")
    }
    return settings
  }
}

/// What a `config.json` says.
package struct ArchitectureSettings: Sendable {
  /// The canonical graph's numbers.
  package let configuration: ModelConfiguration
  /// The file with the keys that it leaves to the class.
  package let completed: JSONValue
  /// Keys that nobody reads and defaults that were taken, one line each, for a person.
  package let notes: [String]
}
