import Base
public import HuggingFace
public import Model
public import Tokenization

/// What a user may say about a model that its files do not.
public struct SourceOptions: Sendable, Equatable {
  /// The pooling of a model without sentence-transformers files.
  public var pooling: Pooling?
  /// The sizes to which vectors may be cut, descending.
  public var matryoshka: [Int]?
  /// The repository that the model was published in, `OWNER/NAME`; without it, what is known of
  /// published models is found by the name of the model's folder.
  public var repository: String?
  /// By how much nomic_bert's texts may be longer than those of its training; overrides
  /// `rotary_scaling_factor`.
  public var ropeScaling: Double?
  /// Whether the tokenizer is read; without it the model takes token ids only.
  public var includesTokenizer: Bool
  /// Whether the weights' checksum, which a conversion needs, is begun while the tokenizer is
  /// compiled.
  public var hashesAhead: Bool

  /// Everything from the model's files, with the tokenizer.
  public init(
    pooling: Pooling? = nil, matryoshka: [Int]? = nil, repository: String? = nil,
    ropeScaling: Double? = nil, includesTokenizer: Bool = true, hashesAhead: Bool = false
  ) {
    self.pooling = pooling
    self.matryoshka = matryoshka
    self.repository = repository
    self.ropeScaling = ropeScaling
    self.includesTokenizer = includesTokenizer
    self.hashesAhead = hashesAhead
  }
}

/// A HuggingFace model as it lies on disk: found, read and checked, its weights untouched.
public struct SourceModel: Sendable {
  /// The path it was opened with.
  public let path: String
  /// What the user said about it.
  public let options: SourceOptions
  /// The folder that the weights and all other files lie in.
  public let directory: String
  /// The weights.
  public let weights: SourceWeights
  /// The canonical graph's numbers.
  public private(set) var configuration: ModelConfiguration
  /// Pooling, prompts, sizes.
  public let sentence: SentenceConfiguration
  /// What of `sentence` comes from the table of known models; `nil` if nothing does.
  public let known: KnownFields?
  /// The compiled tokenizer, unless it was not asked for.
  public let tokenizer: TokenizerModel?
  /// The canonical tensors in file order.
  public private(set) var tensors: [CanonicalTensor]
  /// Where each source tensor is found.
  public let names: SourceMap
  /// The files beside the weights that were read, by their names in the folder, in order.
  public let companions: [String]

  private let architecture: Architecture

  /// Whether the files beside the weights at `path` say how token vectors become one.
  public static func saysPooling(path: String) -> Bool {
    let folder = ModelFolder(path: Checkpoint.directory(of: path))
    return (try? ReadableFile(path: folder.path("modules.json"))) != nil
  }

  /// Opens a `.safetensors` file, a `model.safetensors.index.json`, a `pytorch_model.bin`, or a model
  /// folder.
  ///
  /// - Throws: `ConversionError` naming the file, field or tensor that is missing or wrong.
  public init(path: String, options: SourceOptions = SourceOptions()) throws(ConversionError) {
    try ModelFolder(path: Checkpoint.directory(of: path)).refuseOthers()
    let weightFiles = try WeightFiles(path: path)
    let folder = ModelFolder(path: Checkpoint.directory(of: path))
    let (files, read) = try folder.configurations()
    let (architecture, configuration, written) = try ConversionError.catching {
      () throws(ArchitectureError) in
      let architecture = try Architecture.resolve(config: files.config, file: files.configPath)
      let configuration =
        if let factor = options.ropeScaling {
          try architecture.configuration(
            from: files.config, file: files.configPath, ropeScaling: factor)
        } else {
          try architecture.configuration(from: files.config, file: files.configPath)
        }
      let sentence = try SentenceConfiguration.read(
        files: files, configuration: configuration, pooling: options.pooling,
        matryoshka: options.matryoshka)
      return (architecture, configuration, sentence)
    }
    if let model = folder.knownModel(repository: options.repository) {
      (sentence, known) = written.completed(
        by: model, files: files, matryoshka: options.matryoshka)
    } else {
      (sentence, known) = (written, nil)
    }
    let weights = try SourceWeights(
      weightFiles, heads: architecture.headNames(of: configuration), in: folder)
    let source = weights.tensors
    let complete = configuration.with(heads: architecture.heads(of: configuration, in: source.keys))
    let tensors = architecture.tensors(for: complete)
    names = try ConversionError.catching { () throws(ArchitectureError) in
      try architecture.check(tensors: tensors, source: source, file: weights.path)
    }
    var companions = read + weights.headFiles
    if options.includesTokenizer {
      let (tokenizer, file) =
        options.hashesAhead
        ? try folder.tokenizer(hashing: weightFiles.files) : try folder.tokenizer()
      guard tokenizer.settings.vocabularySize <= configuration.vocabularySize else {
        throw .vocabulary(
          file: folder.path(file), expected: configuration.vocabularySize,
          found: tokenizer.settings.vocabularySize)
      }
      companions.append(file)
      self.tokenizer = tokenizer
    } else {
      tokenizer = nil
    }
    self.path = path
    self.options = options
    self.architecture = architecture
    self.directory = folder.path
    self.weights = weights
    self.configuration = complete
    self.tensors = tensors
    self.companions = companions
  }

  /// The same model with a bias of zeros wherever a linear map has none: what a correction adds needs
  /// a place.
  func withAllBiases() -> SourceModel {
    var model = self
    model.configuration = configuration.with(biases: .all)
    let names = Set(tensors.map(\.name))
    model.tensors = architecture.tensors(for: model.configuration).map { tensor in
      names.contains(tensor.name) ? tensor : tensor.asZeros
    }
    return model
  }
}
