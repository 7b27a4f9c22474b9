public import Base

/// Why a PyTorch file was refused; every case names the file.
public enum PyTorchFileError: Error, Equatable, Sendable {
  /// The operating system refused the file, or it shrank while it was read.
  case file(FileError)
  /// The file is of another kind: `found` says of which.
  case kind(path: String, found: String)

  /// A record of the zip archive, `place`, that begins at byte `offset` is not as it must be.
  case archive(path: String, place: String, offset: Int, expected: String, found: String)
  /// A field of an entry of the archive, or the entry itself, is not as it must be.
  case entry(path: String, entry: String, field: String, expected: String, found: String)

  /// The pickle's instruction at byte `offset` of `data.pkl` is none that a dictionary of tensors
  /// needs.
  case opcode(path: String, offset: Int, found: String)
  /// The pickle's instruction at byte `offset` names a function or class that is not allowed.
  case global(path: String, offset: Int, found: String)
  /// The pickle's instruction at byte `offset` is malformed or does not fit what came before.
  case pickle(path: String, offset: Int, expected: String, found: String)

  /// A tensor's name, shape, storage or offset is refused.
  case tensor(path: String, tensor: String, field: String, expected: String, found: String)
  /// A tensor does not lie row-major and without gaps.
  case strides(path: String, tensor: String, shape: [Int], expected: [Int], found: [Int])
  /// There is no such tensor.
  case noSuchTensor(path: String, tensor: String)
}
