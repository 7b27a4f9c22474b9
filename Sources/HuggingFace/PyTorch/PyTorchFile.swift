import Synchronization
public import Base

/// One opened file of `torch.save`, a dictionary of tensors, that has been checked completely.
///
/// The file is a zip archive of stored entries: `data.pkl`, a pickle that describes the dictionary,
/// and `data/KEY`, the bytes of each storage. Nothing in it is executed: the pickle's instructions
/// build plain data, and every name in it that is not on a short list is refused. Opening reads the
/// whole file once, as every entry's CRC-32 is compared.
///
/// Sources: PyTorch 2.13 `torch/serialization.py`, `torch/_utils.py` and `caffe2/serialize`; PKWARE
/// APPNOTE 6.3.10; Python's `pickletools`.
public final class PyTorchFile: Sendable {
  /// The path the file was opened with.
  public let path: String
  /// The file's size in bytes.
  public let byteCount: Int
  /// All tensors, in the order of the dictionary; several may share bytes.
  public let tensors: [PyTorchTensor]

  private let file: ReadableFile
  private let indices: [String: Int]
  private let mapping = Mutex<MappedFile?>(nil)

  /// Opens `path`, following symbolic links, and checks all of it.
  ///
  /// - Throws: `PyTorchFileError` with file, place, expected and found.
  public init(path: String) throws(PyTorchFileError) {
    file = try PyTorchFileError.file { () throws(FileError) in try ReadableFile(path: path) }
    let archive = try TorchArchive(file)
    var machine = PickleMachine(bytes: try archive.pickle(), path: path)
    let named = try machine.run()
    var tensors: [PyTorchTensor] = []
    var indices: [String: Int] = [:]
    for (name, tensor) in named {
      indices[name] = tensors.count
      tensors.append(try PyTorchTensor(name: name, tensor, in: archive))
    }
    self.path = path
    byteCount = file.byteCount
    self.tensors = tensors
    self.indices = indices
  }

  /// The tensor called `name`, if there is one.
  public subscript(name: String) -> PyTorchTensor? { indices[name].map { tensors[$0] } }

  /// The bytes of the tensor `name` as they stand in the file, mapped: row-major, little-endian.
  ///
  /// - Throws: `PyTorchFileError.noSuchTensor`, `.file` if the file cannot be mapped.
  public func region(_ name: String) throws(PyTorchFileError) -> ByteRegion {
    guard let tensor = self[name] else { throw .noSuchTensor(path: path, tensor: name) }
    return try mapped().region(tensor.fileRange)
  }

  /// Copies the bytes `range` of the tensor `name` into `destination`, which has room for them.
  ///
  /// They come through `pread`, so that they do not count as this process's resident memory.
  ///
  /// - Throws: `PyTorchFileError.noSuchTensor`, `.file` if the file cannot be read.
  /// - Precondition: `range` lies inside the tensor.
  public func read(
    _ name: String, bytes range: Range<Int>, into destination: UnsafeMutableRawBufferPointer
  ) throws(PyTorchFileError) {
    guard let tensor = self[name] else { throw .noSuchTensor(path: path, tensor: name) }
    precondition(range.lowerBound >= 0 && range.upperBound <= tensor.byteCount)
    precondition(destination.count >= range.count)
    try PyTorchFileError.file { () throws(FileError) in
      try unsafe file.read(
        at: tensor.fileOffset + range.lowerBound,
        into: UnsafeMutableRawBufferPointer(rebasing: destination[..<range.count]))
    }
  }

  /// The SHA-256 of the whole file, read in pieces.
  ///
  /// - Throws: `PyTorchFileError.file` if it cannot be read.
  public func checksum() throws(PyTorchFileError) -> Checksum {
    try PyTorchFileError.file { () throws(FileError) in try Checksum(of: file) }
  }

  /// The whole file mapped read-only; mapped at the first call and kept.
  ///
  /// - Throws: `PyTorchFileError.file` if it cannot be mapped.
  public func mapped() throws(PyTorchFileError) -> MappedFile {
    try PyTorchFileError.file { () throws(FileError) in
      try mapping.withLock { (mapping) throws(FileError) in
        if let mapping { return mapping }
        let new = try MappedFile(file)
        mapping = new
        return new
      }
    }
  }
}
