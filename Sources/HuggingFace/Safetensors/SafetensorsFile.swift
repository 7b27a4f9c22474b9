import Synchronization
public import Base

/// One opened safetensors file whose header has been checked completely.
///
/// The checks are those of the reference implementation and stricter where that leaves two readers
/// room to see different tensors: see `SafetensorsHeader`.
public final class SafetensorsFile: Sendable {
  /// The path the file was opened with.
  public let path: String
  /// The file's size in bytes.
  public let byteCount: Int
  /// All tensors, by their place in the file.
  public let tensors: [TensorEntry]
  /// The strings of `__metadata__`, empty if there are none.
  public let metadata: [String: String]

  let file: ReadableFile
  private let hashing: FileHashing
  private let indices: [String: Int]
  private let mapping = Mutex<MappedFile?>(nil)

  /// Opens `path`, following symbolic links, and checks its header.
  ///
  /// - Throws: `SafetensorsError` with file, tensor or field, expected and found.
  public init(path: String) throws(SafetensorsError) {
    file = try SafetensorsError.file { () throws(FileError) in try ReadableFile(path: path) }
    hashing = FileHashing(file)
    let header = try SafetensorsHeader(file)
    self.path = path
    byteCount = file.byteCount
    tensors = header.tensors
    metadata = header.metadata
    var indices: [String: Int] = [:]
    for (index, tensor) in header.tensors.enumerated() { indices[tensor.name] = index }
    self.indices = indices
  }

  /// The tensor called `name`, if there is one.
  public subscript(name: String) -> TensorEntry? { indices[name].map { tensors[$0] } }

  /// The SHA-256 of the whole file, read in pieces.
  ///
  /// - Throws: `SafetensorsError.file` if it cannot be read.
  public func checksum() throws(SafetensorsError) -> Checksum {
    try SafetensorsError.file { () throws(FileError) in try hashing.finish() }
  }

  /// Begins or continues what `checksum` finishes, for as long as `condition` holds.
  ///
  /// - Throws: `SafetensorsError.file` if the file cannot be read.
  public func hashAhead(while condition: () -> Bool) throws(SafetensorsError) {
    try SafetensorsError.file { () throws(FileError) in try hashing.advance(while: condition) }
  }

  /// The whole file mapped read-only; mapped at the first call and kept.
  ///
  /// - Throws: `SafetensorsError.file` if it cannot be mapped.
  public func mapped() throws(SafetensorsError) -> MappedFile {
    try SafetensorsError.file { () throws(FileError) in
      try mapping.withLock { (mapping) throws(FileError) in
        if let mapping { return mapping }
        let new = try MappedFile(file)
        mapping = new
        return new
      }
    }
  }
}
