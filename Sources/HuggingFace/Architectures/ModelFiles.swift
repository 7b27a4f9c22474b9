public import Base

/// The parsed JSON files that stand beside a model's weights.
public struct ModelFiles: Sendable, Equatable {
  /// The names of all files that are looked for, relative to the model's folder.
  public static let names = [
    configName, modulesName, poolingName, sentenceBertName, sentenceTransformersName,
    tokenizerConfigName,
  ]

  static let configName = "config.json"
  static let modulesName = "modules.json"
  static let poolingName = "1_Pooling/config.json"
  static let sentenceBertName = "sentence_bert_config.json"
  static let sentenceTransformersName = "config_sentence_transformers.json"
  /// What says how long texts may be, and how a `vocab.txt` is meant.
  public static let tokenizerConfigName = "tokenizer_config.json"

  /// The model's folder, which errors name.
  public let folder: String
  /// `config.json`.
  public let config: JSONValue
  /// `modules.json`: the steps of the sentence-transformers pipeline.
  public let modules: JSONValue?
  /// `1_Pooling/config.json`.
  public let pooling: JSONValue?
  /// `sentence_bert_config.json`.
  public let sentenceBert: JSONValue?
  /// `config_sentence_transformers.json`: prompts and similarity.
  public let sentenceTransformers: JSONValue?
  /// `tokenizer_config.json`.
  public let tokenizerConfig: JSONValue?

  /// Takes the files of `folder` that are there, by their names in `ModelFiles.names`.
  ///
  /// - Throws: `ArchitectureError.missingFile` if `config.json` is not among them.
  public init(folder: String, files: [String: JSONValue]) throws(ArchitectureError) {
    guard let config = files[ModelFiles.configName] else {
      throw .missingFile(
        folder: folder, file: ModelFiles.configName, purpose: "the model's architecture and sizes")
    }
    self.folder = folder
    self.config = config
    modules = files[ModelFiles.modulesName]
    pooling = files[ModelFiles.poolingName]
    sentenceBert = files[ModelFiles.sentenceBertName]
    sentenceTransformers = files[ModelFiles.sentenceTransformersName]
    tokenizerConfig = files[ModelFiles.tokenizerConfigName]
  }

  /// The names of the files that are not there.
  public var missing: [String] {
    let optional = [
      (ModelFiles.modulesName, modules), (ModelFiles.poolingName, pooling),
      (ModelFiles.sentenceBertName, sentenceBert),
      (ModelFiles.sentenceTransformersName, sentenceTransformers),
      (ModelFiles.tokenizerConfigName, tokenizerConfig),
    ]
    return optional.filter { $0.1 == nil }.map(\.0)
  }

  /// The path of `config.json`, as errors name it.
  public var configPath: String { path(ModelFiles.configName) }

  func path(_ name: String) -> String { ModelFiles.path(name, in: folder) }

  static func path(_ name: String, in folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
