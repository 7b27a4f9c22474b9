import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Model

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A model as a user names it: a `.crest`, or the original.
enum ModelFile {
  case crest(path: String)
  case source(path: String)

  /// Tells by the name: originals are folders, `.safetensors`, `.json` and `.bin` files.
  init(path: String) {
    let isSource =
      FileKind(path: path) == .folder || path.hasSuffix(".safetensors") || path.hasSuffix(".json")
      || path.hasSuffix(".bin")
    self = isSource ? .source(path: path) : .crest(path: path)
  }

  var path: String {
    switch self {
    case .crest(let path), .source(let path): path
    }
  }

  /// The model, ready to run; `source` are options for an original.
  ///
  /// - Throws: the error of the module that refuses the file; it names the file.
  func open(
    options: RuntimeOptions, source: SourceOptions = SourceOptions()
  ) throws -> EmbeddingModel {
    do {
      switch self {
      case .crest(let path): return try EmbeddingModel.open(crest: path, options: options)
      case .source(let path):
        return try SourceModel(path: path, options: source).model(options: options)
      }
    } catch let error as InferenceError {
      if case .crest(let error) = error { throw error }
      throw CommandLineError.model(path: path, reason: error.description)
    }
  }

  /// The size of all weight files.
  func byteCount() throws -> Int {
    switch self {
    case .crest(let path): try ReadableFile(path: path).byteCount
    case .source(let path): try SourceModel(path: path).weights.byteCount
    }
  }
}

/// What a path names.
enum FileKind {
  case folder
  case other
  case nothing

  /// Looks without opening; links are followed.
  init(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      self = .nothing
      return
    }
    self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
  }
}

extension ModelFile {
  /// The options a `.crest` was converted with, as far as it records them, for opening the `original`
  /// that it is compared with.
  ///
  /// - Throws: `CrestError` if the file is refused.
  func recordedOptions(for original: ModelFile) throws -> SourceOptions {
    guard case .crest(let path) = self, case .source(let source) = original else {
      return SourceOptions()
    }
    let manifest = try CrestFile(path: path).manifest
    let recorded = manifest.provenance.options
    let scaling = recorded.first { $0.key == "rope_scaling" }.flatMap { Double($0.value) }
    return SourceOptions(
      pooling: SourceModel.saysPooling(path: source)
        ? nil : SentenceConfiguration(manifest.sentence).pooling,
      repository: manifest.provenance.repository ?? KnownFields(recordedIn: recorded)?.repository,
      ropeScaling: scaling)
  }
}
