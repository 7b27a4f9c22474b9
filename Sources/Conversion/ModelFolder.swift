import Base
import HuggingFace
import Tokenization
import TokenizerCompilation

/// The folder that a model's weights lie in, and the files looked for in it.
struct ModelFolder {
  static let tokenizerNames = ["tokenizer.json", "sentencepiece.bpe.model", "vocab.txt"]

  /// Far above any real file: tokenizer.json of XLM-R has 17 MB.
  static let configurationLimit = 4 << 20
  static let tokenizerLimit = 64 << 20

  let path: String

  func path(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  /// The JSON files that are there, and their names in the order read.
  func configurations() throws(ConversionError) -> (files: ModelFiles, names: [String]) {
    var values: [String: JSONValue] = [:]
    var names: [String] = []
    for name in ModelFiles.names {
      guard let bytes = try contents(name, limit: ModelFolder.configurationLimit) else { continue }
      values[name] = try json(bytes, name)
      names.append(name)
    }
    let files = try ConversionError.catching { () throws(ArchitectureError) in
      try ModelFiles(folder: path, files: values)
    }
    return (files, names)
  }

  /// What is known of the model in this folder: by `repository` if it is given, else by the
  /// repository of a hub's cache, else by the folder's own name.
  func knownModel(repository: String?) -> KnownModel? {
    if let repository { return KnownModel.published(as: repository) }
    let name = FolderName(path: path)
    if let repository = name.repository { return KnownModel.published(as: repository) }
    return KnownModel.named(name.name)
  }

  /// Refuses a model of another kind: its weights may be of a kind that nobody here can open.
  func refuseOthers() throws(ConversionError) {
    var files: [String: JSONValue] = [:]
    for name in ["config.json", "modules.json"] {
      guard let bytes = try contents(name, limit: ModelFolder.configurationLimit) else { continue }
      files[name] = try json(bytes, name)
    }
    try ConversionError.catching { () throws(ArchitectureError) in
      try Architecture.refuseOthers(folder: path, files: files)
    }
  }

  /// The tokenizer compiled from the first file that is there, and that file's name.
  func tokenizer() throws(ConversionError) -> (model: TokenizerModel, name: String) {
    for name in ModelFolder.tokenizerNames {
      guard let bytes = try contents(name, limit: ModelFolder.tokenizerLimit) else { continue }
      return (try tokenizer(bytes, name), name)
    }
    throw .missingTokenizer(folder: path, expected: ModelFolder.tokenizerNames)
  }

  private func tokenizer(
    _ bytes: [UInt8], _ name: String
  ) throws(ConversionError) -> TokenizerModel {
    let value = name.hasSuffix(".json") ? try json(bytes, name) : .null
    let configuration = name.hasSuffix(".txt") ? try tokenizerConfiguration() : .null
    return try ConversionError.catching { () throws(TokenizerFileError) in
      switch name {
      case "tokenizer.json": try TokenizerModel(tokenizerJSON: value, file: path(name))
      case "vocab.txt":
        try TokenizerModel(
          vocabulary: bytes, file: path(name), configuration: configuration,
          configurationFile: path(ModelFiles.tokenizerConfigName))
      default: try TokenizerModel(sentencePiece: bytes, file: path(name))
      }
    }
  }

  /// What a vocab.txt cannot do without.
  private func tokenizerConfiguration() throws(ConversionError) -> JSONValue {
    let name = ModelFiles.tokenizerConfigName
    guard let bytes = try contents(name, limit: ModelFolder.configurationLimit) else {
      throw .missingTokenizer(folder: path, expected: [name])
    }
    return try json(bytes, name)
  }

  private func json(_ bytes: [UInt8], _ name: String) throws(ConversionError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw .json(file: path(name), error)
    }
  }

  /// The bytes of a file, `nil` if there is none of this name.
  private func contents(_ name: String, limit: Int) throws(ConversionError) -> [UInt8]? {
    do throws(FileError) {
      return try ReadableFile(path: path(name)).contents(limit: limit)
    } catch {
      if error.isMissingFile { return nil }
      throw .file(error)
    }
  }
}
