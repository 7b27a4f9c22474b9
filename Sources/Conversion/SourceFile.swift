import Bytes
import Safetensors

/// A file that a conversion reads and records.
enum SourceFile {
  case shard(SafetensorsFile)
  case companion(name: String, path: String)

  /// The name inside the model's folder, never a path of this machine.
  var name: String {
    switch self {
    case .shard(let file): file.path.split(separator: "/").last.map(String.init) ?? file.path
    case .companion(let name, _): name
    }
  }

  /// The size; 0 for a companion that has gone since.
  var byteCount: Int {
    switch self {
    case .shard(let file): file.byteCount
    case .companion(_, let path): (try? ReadableFile(path: path).byteCount) ?? 0
    }
  }

  func checksum() throws(ConversionError) -> Checksum {
    switch self {
    case .shard(let file):
      try ConversionError.catching { () throws(SafetensorsError) in try file.checksum() }
    case .companion(_, let path):
      try ConversionError.catching { () throws(FileError) in
        try Checksum(of: ReadableFile(path: path))
      }
    }
  }
}
