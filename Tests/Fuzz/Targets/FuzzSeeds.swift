import Base
import Conversion
import HuggingFace
import Model
import TestSupport

/// Inputs to begin with: files of `Golden`, read where they lie, and small models made of random weights.
enum FuzzSeeds {
  /// Larger files teach a fuzzer nothing that smaller ones do not.
  static let byteLimit = 40_000

  /// The small files below a folder of the repository whose names end in one of `suffixes`.
  static func files(
    _ folder: String, _ suffixes: [String], limit: Int = byteLimit
  ) throws -> [[UInt8]] {
    try paths(Repository.path(folder), suffixes).compactMap { path in
      let file = try ReadableFile(path: path)
      return file.byteCount <= limit ? try file.contents(limit: limit) : nil
    }
  }

  private static func paths(_ path: String, _ suffixes: [String]) -> [String] {
    guard Folder.isFolder(path) else {
      return Folder.isFile(path) && suffixes.contains { path.hasSuffix($0) } ? [path] : []
    }
    return TemporaryFolder.names(in: path).flatMap { paths("\(path)/\($0)", suffixes) }
  }

  /// Files of models that run: with WordPiece, SentencePiece and byte-level BPE, and without a tokenizer:
  /// with experts, with rotary positions, with biases of distances.
  static func models() throws -> [[UInt8]] {
    try TemporaryFolder.with { folder in
      var models: [[UInt8]] = []
      for kind in ModelKind.allCases {
        for scheme in ["int8", "int4"] {
          models.append(try kind.model(scheme, in: folder))
        }
      }
      return models
    }
  }

  /// A `.crest` with a WordPiece tokenizer and int8 weights.
  static func wordPieceModel() throws -> [UInt8] {
    try TemporaryFolder.with { folder in try ModelKind.wordPiece.model("int8", in: folder) }
  }

  /// A `vocab.txt` of 64 pieces.
  static let vocabulary: String = {
    let letters = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(UnicodeScalar($0)) }
    let pieces =
      ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + letters + letters.map { "##\($0)" }
      + [".", ",", "the", "é", "中", "1", "!"]
    return pieces.prefix(64).joined(separator: "\n") + "\n"
  }()
}

/// The small models.
private enum ModelKind: String, CaseIterable {
  case wordPiece
  case sentencePiece
  case bytePairs
  case experts
  case dense
  case distances

  func model(_ scheme: String, in folder: TemporaryFolder) throws -> [UInt8] {
    let path = try source(in: folder, as: "\(rawValue)-\(scheme)")
    let output = folder.path("\(rawValue)-\(scheme).crest")
    guard let scheme = QuantizationScheme(name: scheme) else {
      preconditionFailure("no scheme \(scheme)")
    }
    let source = try SourceModel(
      path: path,
      options: SourceOptions(
        includesTokenizer: [.wordPiece, .sentencePiece, .bytePairs].contains(self)))
    let plan = try ConversionPlan(
      source: source, options: ConversionOptions(scheme: scheme, threadCount: 1),
      path: output)
    _ = try Converter(plan: plan).run(to: output, overwriting: true)
    return try Repository.contents(output)
  }

  private func source(in folder: TemporaryFolder, as name: String) throws -> String {
    let kind: RandomModel.Kind =
      switch self {
      case .wordPiece, .sentencePiece, .bytePairs: .bert
      case .experts: .nomicAbsolute
      case .dense: .nomicDense
      case .distances: .mpnet
      }
    var model = RandomModel(kind)
    (model.hidden, model.heads, model.inner) = (32, 2, 32)
    (model.layers, model.positions) = (self == .experts ? 2 : 1, 40)
    if self == .sentencePiece { model.vocabulary = 402 }
    if self == .bytePairs { model.vocabulary = 450 }
    let path = try model.write(into: folder, as: name)
    switch self {
    case .wordPiece:
      try folder.write(FuzzSeeds.vocabulary, to: "\(name)/vocab.txt")
      try folder.write(
        #"{"tokenizer_class":"BertTokenizer"}"#, to: "\(name)/tokenizer_config.json")
    case .sentencePiece:
      try folder.write(
        Repository.bytes("Golden/models/xlm-roberta-mean/sentencepiece.bpe.model"),
        to: "\(name)/sentencepiece.bpe.model")
      try folder.write(
        #"{"tokenizer_class":"XLMRobertaTokenizer"}"#, to: "\(name)/tokenizer_config.json")
    case .bytePairs:
      for file in ["vocab.json", "merges.txt"] {
        try folder.write(Repository.bytes("Golden/models/roberta/\(file)"), to: "\(name)/\(file)")
      }
      try folder.write(
        #"{"tokenizer_class":"RobertaTokenizer"}"#, to: "\(name)/tokenizer_config.json")
    case .experts, .dense, .distances: break
    }
    return path
  }
}
