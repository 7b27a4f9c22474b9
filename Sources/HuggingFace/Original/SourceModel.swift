import Base
package import CrestFormat
package import Model
package import Tokenization

/// Options for opening a model: settings that its files lack, or that override them.
package struct SourceOptions: Sendable, Equatable {
  /// The pooling of a model without sentence-transformers files.
  package var pooling: Pooling?
  /// The sizes to which vectors may be cut, descending.
  package var matryoshka: [Int]?
  /// The repository that the model was published in, `OWNER/NAME`; without it, what is known of
  /// published models is found by the name of the model's folder.
  package var repository: String?
  /// By how much nomic_bert's texts may be longer than those of its training; overrides
  /// `rotary_scaling_factor`.
  package var ropeScaling: Double?
  /// Whether the tokenizer is read; without it the model takes token ids only.
  package var includesTokenizer: Bool
  /// Whether the weights' checksum, which a conversion needs, is begun while the tokenizer is
  /// compiled.
  package var hashesAhead: Bool

  /// Everything from the model's files, with the tokenizer.
  package init(
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

extension SourceOptions {
  /// The options that a `.crest` was converted with, as far as its manifest records them, for opening the
  /// `original` that it is compared with.
  package init(recordedIn manifest: Manifest, original path: String) {
    let recorded = manifest.provenance.options
    self.init(
      pooling: SourceModel.saysPooling(path: path) ? nil : manifest.sentence.pooling,
      repository: manifest.provenance.repository ?? KnownFields(recordedIn: recorded)?.repository,
      ropeScaling: recorded.first { $0.key == "rope_scaling" }.flatMap { Double($0.value) })
  }
}

/// A HuggingFace model as it lies on disk, opened: found, read and checked, its weights untouched.
///
/// Every file is opened and read once; `checkUnchanged` tells whether they all are what they were.
package struct SourceModel: Sendable {
  /// The path it was opened with.
  package let path: String
  /// The options it was opened with.
  package let options: SourceOptions
  /// The model's folder.
  package let directory: String
  /// The path of `config.json`, for errors.
  package let configurationPath: String
  package let weights: SourceWeights
  /// The canonical graph's numbers.
  package private(set) var configuration: ModelConfiguration
  /// Pooling, prompts, sizes.
  package private(set) var sentence: SentenceConfiguration
  /// What of `sentence` comes from the table of known models; `nil` if nothing does.
  package let known: KnownFields?
  /// The compiled tokenizer; `nil` if the options leave it out.
  package let tokenizer: TokenizerModel?
  /// The canonical tensors in file order.
  package private(set) var tensors: [CanonicalTensor]
  /// Where each source tensor is found.
  package let names: SourceMap
  /// The files beside the weights that were read, in order.
  package let companions: [SourceFile]
  /// What a user should know of how the files were read, one line each.
  package let notes: [String]
  /// Files that were read and decide nothing.
  private let consulted: [SourceFile]

  private let architecture: Architecture
  private let stepFolders: [String]

  /// Whether the folder of the weights at `path` has a `modules.json`, which defines the pooling.
  package static func saysPooling(path: String) -> Bool {
    Folder.isFile(Folder.join(Checkpoint.directory(of: path), ModelFiles.modulesName))
  }

  /// Opens a `.safetensors` file, a `model.safetensors.index.json`, a `pytorch_model.bin`, or a model
  /// folder.
  ///
  /// - Throws: `HuggingFaceError` naming the file, field or tensor that is missing or wrong.
  package init(path: String, options: SourceOptions = SourceOptions()) throws(HuggingFaceError) {
    var folder = try ModelFolder(path: Checkpoint.directory(of: path))
    try folder.refuseOthers()
    var weights = try SourceWeights(
      path: Folder.isFolder(path) ? folder.transformerPath : path)
    var files = try folder.configurations()
    var architecture = try Architecture.resolve(config: files.config, file: files.configPath)
    let settings =
      if let factor = options.ropeScaling {
        try architecture.settings(
          from: files.config, file: files.configPath, ropeScaling: factor)
      } else {
        try architecture.settings(from: files.config, file: files.configPath)
      }
    let configuration = settings.configuration
    files.config = settings.completed
    let reading = try SentenceReading(
      files: files, configuration: configuration, pooling: options.pooling,
      matryoshka: options.matryoshka)
    if let model = folder.knownModel(repository: options.repository) {
      (sentence, known) = reading.sentence.completed(
        by: model, files: files, matryoshka: options.matryoshka)
    } else {
      (sentence, known) = (reading.sentence, nil)
    }
    try weights.open(heads: architecture.headNames(of: configuration), in: folder.transformerPath)
    let source = weights.tensors
    architecture = architecture.named(as: source.keys)
    var complete = configuration
    complete.heads = architecture.heads(of: configuration, in: source)
    let tensors = architecture.tensors(for: complete)
    let checked = try architecture.check(tensors: tensors, source: source, file: weights.path)
    var notes =
      settings.notes + checked.notes(file: weights.path)
      + reading.texts.notes
    stepFolders = reading.stepFolders
    let steps = SourceSteps(
      sentence, folders: stepFolders, hiddenSize: configuration.hiddenSize)
    names = try steps.open(&weights, in: folder.path, adding: checked)
    var companions = folder.files + weights.headFiles + weights.stepFiles
    if options.includesTokenizer {
      let found =
        if options.hashesAhead, let first = weights.files.first {
          try folder.tokenizer(reading.texts, hashing: first)
        } else {
          try folder.tokenizer(reading.texts)
        }
      let size = found.model.settings.vocabularySize
      guard size <= configuration.vocabularySize else {
        throw .vocabulary(
          file: found.file.path, expected: configuration.vocabularySize, found: size)
      }
      companions += [found.file] + found.decisive
      consulted = found.others
      tokenizer = found.model
      notes += found.notes
    } else {
      tokenizer = nil
      consulted = []
    }
    self.notes = notes
    self.path = path
    self.options = options
    self.architecture = architecture
    self.directory = folder.path
    self.configurationPath = files.configPath
    self.weights = weights
    self.configuration = complete
    self.tensors = tensors + steps.tensors
    self.companions = companions
  }

  /// The same model with a bias of zeros wherever a linear has none: what a correction adds needs a
  /// place.
  package func withAllBiases() -> SourceModel {
    var model = self
    model.configuration.biases = .all
    model.sentence.steps = sentence.steps.map { step in
      guard case .dense(var dense) = step else { return step }
      dense.hasBias = true
      return .dense(dense)
    }
    let steps = SourceSteps(
      model.sentence, folders: stepFolders, hiddenSize: configuration.hiddenSize)
    let names = Set(tensors.map(\.name))
    model.tensors = (architecture.tensors(for: model.configuration) + steps.tensors).map {
      names.contains($0.name) ? $0 : $0.asZeros
    }
    return model
  }

  /// The keys of `config.json` that have the sizes of the graph, for errors.
  package var sizeKeys: SizeKeys { architecture.sizeKeys }

  /// Where the model comes from: what the options name, else the snapshot of a hub's cache that it
  /// lies in; the revision is the snapshot's.
  package var origin: (repository: String?, revision: String?) {
    let folder = FolderName(path: directory)
    guard let given = options.repository, given != folder.repository else {
      return (folder.repository, folder.revision)
    }
    return (given, nil)
  }

  // MARK: Files

  /// The files that a conversion records: those of the weights, then the companions.
  package var recordedFiles: [SourceFile] { weights.files + companions }

  /// Every file that was read.
  package var files: [SourceFile] { recordedFiles + consulted + [weights.index].compactMap { $0 } }

  /// Requires every file to be as it was when it was opened.
  ///
  /// - Throws: `HuggingFaceError.changed` with the first that is not.
  package func checkUnchanged() throws(HuggingFaceError) {
    for file in files { try file.checkUnchanged() }
  }

  /// Whether all files that `provenance` names are this model's, by their checksums.
  ///
  /// - Throws: `HuggingFaceError` if a file cannot be read.
  package func isSource(of provenance: ManifestProvenance) throws(HuggingFaceError) -> Bool {
    guard !provenance.sources.isEmpty else { return false }
    for source in provenance.sources {
      guard let file = recordedFiles.first(where: { $0.name.hasSameBytes(as: source.name) }),
        file.byteCount == source.byteCount, try file.checksum() == source.checksum
      else { return false }
    }
    return true
  }
}
