import Bytes
import Conversion
import CrestFormat
import Inference

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A model as a user names it: a `.crest`, or the original safetensors.
enum ModelFile {
  case crest(path: String)
  case source(path: String)

  /// Tells by the name: safetensors models are folders, `.safetensors` and `.json` files.
  init(path: String) {
    let isSource =
      FileKind(path: path) == .folder || path.hasSuffix(".safetensors") || path.hasSuffix(".json")
    self = isSource ? .source(path: path) : .crest(path: path)
  }

  var path: String {
    switch self {
    case .crest(let path), .source(let path): path
    }
  }

  /// The model, ready to run.
  func open(options: RuntimeOptions) throws -> EmbeddingModel {
    switch self {
    case .crest(let path):
      try EmbeddingModel.open(crest: path, options: options)
    case .source(let path):
      try SourceModel(path: path).model(options: options)
    }
  }

  /// The size of all weight files.
  func byteCount() throws -> Int {
    switch self {
    case .crest(let path): try ReadableFile(path: path).byteCount
    case .source(let path): try SourceModel(path: path).checkpoint.byteCount
    }
  }
}

/// What stands under a path.
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
