import Base
import Kernels
import Synchronization
import Tokenization
import TokenizerCompilation

/// A folder's tokenizer and the files it was read from.
struct FolderTokenizer {
  let model: TokenizerModel
  let file: SourceFile
  /// Further files without which it would be another tokenizer.
  let decisive: [SourceFile]
  /// Further files that were read.
  let others: [SourceFile]
  /// What a user should know, one line each.
  let notes: [String]
}

extension ModelFolder {
  private static let specialTokensMapName = "special_tokens_map.json"
  private static let addedTokensName = "added_tokens.json"

  /// The tokenizer as transformers 5.23 builds it from the folder of the Transformer module.
  ///
  /// - Throws: `HuggingFaceError.missingTokenizer`, `.tokenizer`, `.value`, `.unknownKey`.
  func tokenizer(_ texts: TextSettings) throws(HuggingFaceError) -> FolderTokenizer {
    let config = values[ModelFiles.configName]?.object
    var files = TokenizerFiles(
      modelType: config?["model_type"]?.string, configClass: config?["tokenizer_class"]?.string,
      configName: path(of: ModelFiles.configName), overriding: texts.tokenizerArguments)
    var notes: [String] = []
    let configuration = values[ModelFiles.tokenizerConfigName]
    if let configuration {
      let name = path(of: ModelFiles.tokenizerConfigName)
      notes += try ModelFolder.check(configuration, name, .tokenizerConfig, passesOthers: true)
      files.configuration = TokenizerFiles.File(configuration, name: name)
    }
    var map: SourceFile?
    var added: SourceFile?
    // The library opens the older files only where the newer list is missing.
    if configuration?.object?["added_tokens_decoder"] == nil {
      if let (file, value) = try json(ModelFolder.specialTokensMapName) {
        _ = try ModelFolder.check(value, file.path, .specialTokensMap, passesOthers: false)
        files.specialTokensMap = TokenizerFiles.File(value, name: file.path)
        map = file
      }
      if let (file, value) = try json(ModelFolder.addedTokensName) {
        files.addedTokens = TokenizerFiles.File(value, name: file.path)
        added = file
      }
    }
    let backend = try wrapping(HuggingFaceError.tokenizer, TokenizerDeclaration(files).backend)
    let (file, vocabulary, merges) = try self.vocabulary(for: backend)
    let compiled = try wrapping(
      HuggingFaceError.tokenizer,
      CompiledTokenizer(
        vocabulary, file: file.path, files: files, lowercasesFirst: texts.lowercasesFirst))
    let read = [(map, compiled.needsSpecialTokensMap), (added, compiled.needsAddedTokens)]
    return FolderTokenizer(
      model: compiled.model, file: file,
      decisive: (merges.map { [$0] } ?? []) + read.compactMap { $0.1 ? $0.0 : nil },
      others: read.compactMap { $0.1 ? nil : $0.0 }, notes: notes)
  }

  /// The vocabulary that the library takes: `tokenizer.json`, else the file of the class, for RoBERTa's
  /// class with the file of its merges.
  private func vocabulary(
    for backend: TokenizerDeclaration.Backend
  ) throws(HuggingFaceError) -> (SourceFile, CompiledTokenizer.Vocabulary, merges: SourceFile?) {
    let names = ModelFolder.tokenizerNames
    if let file = try source(names[0]) {
      let bytes = try file.contents(limit: ModelFolder.tokenizerLimit)
      let value = try ModelFolder.json(bytes, file)
      _ = try ModelFolder.check(value, file.path, .tokenizerJSON, passesOthers: false)
      return (file, .json(value), nil)
    }
    switch backend {
    case .bert, .mpnet:
      if let file = try source(names[2]) {
        return (file, .lines(try file.contents(limit: ModelFolder.tokenizerLimit)), nil)
      }
    case .xlmRoberta, .camembert:
      if let file = try source(names[1]) {
        return (file, .sentencePiece(try file.contents(limit: ModelFolder.tokenizerLimit)), nil)
      }
    case .roberta:
      if let file = try source(names[3]), let merges = try source(names[4]) {
        let value = try ModelFolder.json(file.contents(limit: ModelFolder.tokenizerLimit), file)
        let lines = try merges.contents(limit: ModelFolder.tokenizerLimit)
        return (file, .bytePairs(value, merges: lines, mergesFile: merges.path), merges)
      }
    case .file: break
    }
    let others = try [source(names[1]), source(names[2]), source(names[3])].contains { $0 != nil }
    throw .missingTokenizer(
      folder: transformerPath, expected: others ? backend.vocabularyNames : names)
  }

  /// Opens a file of the Transformer module's folder.
  private func source(_ name: String) throws(HuggingFaceError) -> SourceFile? {
    let place = transformer.isEmpty ? name : Folder.join(transformer, name)
    return try SourceFile(ifPresent: Folder.join(path, place), name: place)
  }

  private func json(
    _ name: String
  ) throws(HuggingFaceError) -> (file: SourceFile, value: JSONValue)? {
    guard let file = try source(name) else { return nil }
    let bytes = try file.contents(limit: ModelFolder.configurationLimit)
    return (file, try ModelFolder.json(bytes, file))
  }

  private func path(of name: String) -> String {
    Folder.join(path, ModelFiles.place(of: name, transformer: transformer))
  }

  /// Holds a file against its key table; the keys that no class reads are told.
  private static func check(
    _ value: JSONValue, _ file: String, _ table: KeyTable, passesOthers: Bool
  ) throws(HuggingFaceError) -> [String] {
    let unread = try table.check(ConfigurationFile(value, file: file)) { member in
      passesOthers || KeyTable.namesToken(member.name)
    }.filter { !KeyTable.namesToken($0) }
    guard !unread.isEmpty else { return [] }
    return ["\(file): \(HuggingFaceError.list(unread)): no tokenizer class reads this"]
  }

  /// The tokenizer, compiled while another thread begins the checksum of `weights`.
  ///
  /// An error of reading the weights is reported when the checksum is finished.
  func tokenizer(
    _ texts: TextSettings, hashing weights: SourceFile
  ) throws(HuggingFaceError) -> FolderTokenizer {
    let isCompiled = Atomic<Bool>(false)
    let compiled = Mutex<Result<FolderTokenizer, HuggingFaceError>?>(nil)
    WorkerPool(threadCount: 2).run(2) { task in
      if task == 0 {
        let result = Result { () throws(HuggingFaceError) in try tokenizer(texts) }
        compiled.withLock { $0 = result }
        isCompiled.store(true, ordering: .relaxed)
      } else {
        try? weights.hashAhead { !isCompiled.load(ordering: .relaxed) }
      }
    }
    guard let result = compiled.withLock({ $0 }) else {
      preconditionFailure("the pool ran every task")
    }
    return try result.get()
  }
}

extension TokenizerDeclaration.Backend {
  /// The files that may hold the vocabulary of this class.
  fileprivate var vocabularyNames: [String] {
    switch self {
    case .bert, .mpnet: ["tokenizer.json", "vocab.txt"]
    case .xlmRoberta, .camembert: ["tokenizer.json", "sentencepiece.bpe.model"]
    case .roberta: ["tokenizer.json", "vocab.json and merges.txt"]
    case .file: ["tokenizer.json"]
    }
  }
}
