import Base
import HuggingFace

/// A file that a conversion reads and records.
enum SourceFile {
  case shard(SafetensorsFile)
  case pyTorch(PyTorchFile)
  case companion(name: String, path: String)

  /// The name inside the model's folder, never a path of this machine.
  var name: String {
    if case .companion(let name, _) = self { return name }
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Where it lies.
  var path: String {
    switch self {
    case .shard(let file): file.path
    case .pyTorch(let file): file.path
    case .companion(_, let path): path
    }
  }

  /// The size; 0 for a companion that has gone since.
  var byteCount: Int {
    switch self {
    case .shard(let file): file.byteCount
    case .pyTorch(let file): file.byteCount
    case .companion(_, let path): (try? ReadableFile(path: path).byteCount) ?? 0
    }
  }

  func checksum() throws(ConversionError) -> Checksum {
    switch self {
    case .shard(let file):
      try ConversionError.catching { () throws(SafetensorsError) in try file.checksum() }
    case .pyTorch(let file):
      try ConversionError.catching { () throws(PyTorchFileError) in try file.checksum() }
    case .companion(_, let path):
      try ConversionError.catching { () throws(FileError) in
        try Checksum(of: ReadableFile(path: path))
      }
    }
  }
}
