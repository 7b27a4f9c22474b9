package import Base

/// The parsed JSON files of a model's folder.
package struct ModelFiles: Sendable, Equatable {
  /// The names of all files that are looked for, relative to the model's folder, where `modules.json`
  /// names no other folder for the pooling.
  package static let names =
    [configName, modulesName, poolingName] + sentenceBertNames
    + [sentenceTransformersName, tokenizerConfigName]

  static let configName = "config.json"
  /// The steps of a sentence-transformers pipeline.
  package static let modulesName = "modules.json"
  static let poolingName = "1_Pooling/config.json"
  /// The names of the Transformer module's own file, in the order of sentence-transformers 6.2; the
  /// first file that is there and not `{}` counts.
  static let sentenceBertNames = [
    "bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet",
  ].map { "sentence_\($0)_config.json" }
  static let sentenceTransformersName = "config_sentence_transformers.json"
  /// The tokenizer's class, its settings and tokens, and the length limit of texts.
  static let tokenizerConfigName = "tokenizer_config.json"

  /// The files of the Transformer module; all others lie in the model's folder itself.
  static let transformerNames: Set<String> = Set(
    [configName, tokenizerConfigName] + sentenceBertNames)

  /// The names of all files that are looked for beside this `modules.json`.
  static func names(modules: JSONValue?) -> [String] {
    guard let modules = modules?.array else { return names }
    var found: [String] = []
    for module in modules.dropFirst() {
      guard let folder = module.object?["path"]?.string, !folder.isEmpty, isPlain(folder),
        !found.contains(moduleName(in: folder))
      else { continue }
      found.append(moduleName(in: folder))
    }
    return names.flatMap { $0 == poolingName ? found : [$0] }
  }

  /// The files of modules that have neither weights nor settings: they are checked and decide nothing.
  static func inertNames(modules: JSONValue?) -> Set<String> {
    let inert = (modules?.array ?? []).filter { module in
      let type = module.object?["type"]?.string ?? ""
      return type.hasSuffix(".Normalize") || type.hasSuffix(".Dropout")
    }
    return Set(inert.compactMap { $0.object?["path"]?.string }.map { moduleName(in: $0) })
  }

  /// The first of `names` whose file says anything.
  static func decisive(_ names: ArraySlice<String>, in files: [String: JSONValue]) -> String? {
    names.first { files[$0].map { $0 != [:] } ?? false }
  }

  /// The name of the settings of a module.
  static func moduleName(in folder: String) -> String { Folder.join(folder, configName) }

  /// Whether a path is empty or names a folder below the one it is joined to.
  static func isPlain(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } || path.isEmpty
  }

  /// The model's folder, which errors name.
  package let folder: String
  /// The folder of the Transformer module in `folder`, as `modules.json` names it; usually empty.
  package let transformer: String
  /// `config.json`, with the keys that it leaves to its class once those are known.
  package internal(set) var config: JSONValue
  /// `modules.json`: the steps of the sentence-transformers pipeline.
  package let modules: JSONValue?
  /// The settings of the modules behind the first, by their names in the folder, such as
  /// `1_Pooling/config.json`.
  package let moduleFiles: [String: JSONValue]
  /// `sentence_bert_config.json`, or what has one of its older names.
  package let sentenceBert: JSONValue?
  let sentenceBertName: String
  /// `config_sentence_transformers.json`: prompts and similarity.
  package let sentenceTransformers: JSONValue?
  package let tokenizerConfig: JSONValue?

  /// Takes the files of `folder` that are there, by their names in `ModelFiles.names`; `transformer`
  /// is the folder of the Transformer module in it.
  ///
  /// - Throws: `HuggingFaceError.missingFile` if `config.json` is not among them.
  package init(
    folder: String, transformer: String = "", files: [String: JSONValue]
  ) throws(HuggingFaceError) {
    guard let config = files[ModelFiles.configName] else {
      throw .missingFile(
        folder: folder, file: ModelFiles.place(of: ModelFiles.configName, transformer: transformer),
        purpose: "the model's architecture and sizes")
    }
    self.folder = folder
    self.transformer = transformer
    self.config = config
    modules = files[ModelFiles.modulesName]
    let own = Set(ModelFiles.names).subtracting([ModelFiles.poolingName])
    moduleFiles = files.filter { !own.contains($0.key) }
    sentenceBertName =
      ModelFiles.decisive(ModelFiles.sentenceBertNames[...], in: files)
      ?? ModelFiles.sentenceBertNames[0]
    sentenceBert = files[sentenceBertName]
    sentenceTransformers = files[ModelFiles.sentenceTransformersName]
    tokenizerConfig = files[ModelFiles.tokenizerConfigName]
  }

  /// The path of `config.json`, as errors name it.
  package var configPath: String { path(ModelFiles.configName) }

  func path(_ name: String) -> String {
    Folder.join(folder, ModelFiles.place(of: name, transformer: transformer))
  }

  /// Where a file lies inside the model's folder.
  static func place(of name: String, transformer: String) -> String {
    guard !transformer.isEmpty, transformerNames.contains(name) else { return name }
    return Folder.join(transformer, name)
  }
}

/// A model's folder; each file in it is read once.
///
/// Configuration, tokenizer and weights lie in the folder of the Transformer module, which is the
/// model's own unless `modules.json` names another: sentence-transformers before 2.0 wrote
/// `0_Transformer`.
struct ModelFolder {
  static let tokenizerNames = [
    "tokenizer.json", "sentencepiece.bpe.model", "vocab.txt", "vocab.json", "merges.txt",
  ]

  /// Far above any real file: tokenizer.json of XLM-R has 17 MB.
  static let configurationLimit = 4 << 20
  static let tokenizerLimit = 64 << 20

  let path: String
  /// The folder of the Transformer module in it, empty for the folder itself.
  let transformer: String

  private(set) var values: [String: JSONValue] = [:]
  private var found: [String: SourceFile] = [:]
  private var lookedFor: Set<String> = []

  /// Reads `modules.json`, which names the folder of the Transformer module.
  ///
  /// - Throws: `HuggingFaceError`, `.adapter` if an adapter lies where the model should.
  init(path: String) throws(HuggingFaceError) {
    self.path = path
    let name = ModelFiles.modulesName
    lookedFor = [name]
    var transformer = ""
    if let file = try SourceFile(ifPresent: Folder.join(path, name), name: name) {
      let modules = try ModelFolder.json(
        try file.contents(limit: ModelFolder.configurationLimit), file)
      (values[name], found[name]) = (modules, file)
      let first = modules.array?.first?.object?["path"]?.string ?? ""
      guard ModelFiles.isPlain(first) else {
        throw .value(
          file: file.path, key: "[0].path", expected: "a folder inside the model's",
          found: "\"\(first)\"")
      }
      transformer = first
    }
    self.transformer = transformer
    try refuseAdapter()
  }

  /// The folder of the Transformer module.
  var transformerPath: String { transformer.isEmpty ? path : Folder.join(path, transformer) }

  /// The files that have been read and decide anything, in the order of their names.
  var files: [SourceFile] {
    let modules = values[ModelFiles.modulesName]
    let inert = ModelFiles.inertNames(modules: modules)
    return ModelFiles.names(modules: modules).filter { !inert.contains($0) }
      .compactMap { found[$0] }
  }

  /// Refuses an adapter, which transformers applies to its base model wherever it lies beside or
  /// in place of a model.
  private func refuseAdapter() throws(HuggingFaceError) {
    let name = "adapter_config.json"
    let place = transformer.isEmpty ? name : Folder.join(transformer, name)
    guard let file = try SourceFile(ifPresent: Folder.join(path, place), name: place) else {
      return
    }
    let bytes = try file.contents(limit: ModelFolder.configurationLimit)
    let type = try ModelFolder.json(bytes, file).object?["peft_type"]?.string
    throw .adapter(file: file.path, type: type)
  }

  /// Refuses an unsupported kind of model before its weights, which may be unreadable, are opened.
  ///
  /// Only the two files that tell are read.
  mutating func refuseOthers() throws(HuggingFaceError) {
    try read([ModelFiles.configName])
    try Architecture.refuseOthers(folder: path, transformer: transformer, files: values)
    let name = ModelFiles.configName
    if let object = values[name]?.object?["quantization_config"]?.object, let file = found[name] {
      throw .quantized(file: file.path, method: object["quant_method"]?.string)
    }
  }

  /// The JSON files that are there.
  mutating func configurations() throws(HuggingFaceError) -> ModelFiles {
    try read(ModelFiles.names(modules: values[ModelFiles.modulesName]))
    return try ModelFiles(folder: path, transformer: transformer, files: values)
  }

  /// Reads those of `names` that are there and have not been read.
  private mutating func read(_ names: [String]) throws(HuggingFaceError) {
    for name in names where lookedFor.insert(name).inserted {
      guard !isSuperseded(name) else { continue }
      let place = ModelFiles.place(of: name, transformer: transformer)
      guard let file = try SourceFile(ifPresent: Folder.join(path, place), name: place) else {
        continue
      }
      let bytes = try file.contents(limit: ModelFolder.configurationLimit)
      values[name] = try ModelFolder.json(bytes, file)
      found[name] = file
    }
  }

  /// Whether a file is not opened, as one before it in the library's order counts.
  private func isSuperseded(_ name: String) -> Bool {
    let names = ModelFiles.sentenceBertNames
    guard let place = names.firstIndex(of: name) else { return false }
    return ModelFiles.decisive(names[..<place], in: values) != nil
  }

  /// What is known of the model in this folder: by `repository` if it is given, else by the
  /// repository of a hub's cache, else by the folder's own name.
  func knownModel(repository: String?) -> KnownModel? {
    if let repository { return KnownModel.published(as: repository) }
    let name = FolderName(path: path)
    if let repository = name.repository { return KnownModel.published(as: repository) }
    return KnownModel.named(name.name)
  }

  static func json(
    _ bytes: [UInt8], _ file: SourceFile
  ) throws(HuggingFaceError) -> JSONValue {
    return try wrapping(
      { HuggingFaceError.json(file: file.path, $0) },
      JSONValue(parsing: bytes, acceptingNonFinite: true))
  }
}

/// What a model is called by the place where it lies.
package struct FolderName: Sendable, Equatable {
  /// The repository whose snapshot in a hub's cache it is; `nil` anywhere else.
  package let repository: String?
  /// The revision that the snapshot is of.
  package let revision: String?
  /// The repository's name without its owner, or the folder's own.
  package let name: String

  /// Reads the names of the folder `path`, links followed.
  package init(path: String) {
    let parts = resolvedPath(path).split(separator: "/").map(String.init)
    let own = parts.last ?? "model"
    // models--OWNER--NAME/snapshots/REVISION
    let prefix = "models--"
    guard parts.count >= 3, parts[parts.count - 2] == "snapshots",
      parts[parts.count - 3].hasPrefix(prefix)
    else {
      (repository, revision, name) = (nil, nil, own)
      return
    }
    let words = parts[parts.count - 3].dropFirst(prefix.count).split(
      separator: "--", omittingEmptySubsequences: false)
    let last = words.last.map(String.init) ?? own
    let owner = words.dropLast().joined(separator: "--")
    repository = owner.isEmpty ? last : "\(owner)/\(last)"
    revision = own
    name = last
  }
}
