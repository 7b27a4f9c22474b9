import Hashing
package import Base
import Model

/// One opened file of `torch.save`, a dictionary of tensors, that has been checked completely.
///
/// The file is a zip archive of stored entries: `data.pkl`, a pickle that describes the dictionary,
/// and `data/KEY`, the bytes of each storage. Nothing in it is executed: the pickle's instructions
/// build plain data, and every name in it that is not on a short list is refused. Opening reads the
/// whole file once, as every entry's CRC-32 is compared.
///
/// Sources: PyTorch 2.13 `torch/serialization.py`, `torch/_utils.py` and `caffe2/serialize`; PKWARE
/// APPNOTE 6.3.10; Python's `pickletools`.
package struct PyTorchFile: Sendable {
  /// The opened file.
  package let file: SourceFile
  /// All tensors, in the order of the dictionary; several may share bytes.
  package let tensors: [TensorEntry]

  private let indices: [Identifier: Int]

  /// The path the file was opened with.
  package var path: String { file.path }

  /// Opens `path`, following symbolic links, and checks all of it.
  ///
  /// - Throws: `HuggingFaceError` with file, place, expected and found.
  package init(path: String) throws(HuggingFaceError) {
    try self.init(SourceFile(path: path))
  }

  /// Checks all of an opened file.
  ///
  /// - Throws: `HuggingFaceError` with file, place, expected and found.
  init(_ file: SourceFile) throws(HuggingFaceError) {
    let archive = try TorchArchive(file.file)
    var machine = PickleMachine(bytes: try archive.pickle(), path: file.path)
    let named = try machine.run()
    var tensors: [TensorEntry] = []
    var indices: [Identifier: Int] = [:]
    for (name, tensor) in named {
      indices[Identifier(name)] = tensors.count
      tensors.append(try TensorEntry(name: name, tensor, in: archive))
    }
    self.file = file
    self.tensors = tensors
    self.indices = indices
  }

  /// The tensor called `name`, if there is one.
  package subscript(name: String) -> TensorEntry? {
    indices[Identifier(name)].map { tensors[$0] }
  }

  /// The bytes of the tensor `name` as they stand in the file, mapped: row-major, little-endian.
  ///
  /// - Throws: `HuggingFaceError.noSuchTensor`, `.file` if the file cannot be mapped.
  package func region(_ name: String) throws(HuggingFaceError) -> ByteRegion {
    guard let tensor = self[name] else { throw .noSuchTensor(path: path, tensor: name) }
    return try file.mapped().region(tensor.fileRange)
  }
}

extension TensorEntry {
  private static let maximumTorchDimensionCount = 8

  /// Finds the bytes of a tensor that the pickle describes; every size is checked.
  ///
  /// - Throws: `HuggingFaceError` with the tensor, the field, what was expected and found.
  init(
    name: String, _ tensor: PickleTensor, in archive: TorchArchive
  ) throws(HuggingFaceError) {
    let path = archive.path
    func wrong(_ field: String, expected: String, found: String) -> HuggingFaceError {
      .tensor(path: path, tensor: name, field: field, expected: expected, found: found)
    }
    try TensorEntry.checkTorchName(name, path: path)
    let shape = tensor.sizes
    guard shape.count <= TensorEntry.maximumTorchDimensionCount else {
      throw wrong(
        "shape", expected: "at most \(TensorEntry.maximumTorchDimensionCount) dimensions",
        found: "\(shape.count)")
    }
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw wrong("shape", expected: "sizes of at least 0", found: "\(shape)")
    }
    let elementByteCount = tensor.storage.elementType.bitCount / 8
    // The product of the positive sizes must fit too: [2^40, 2^40, 0] is no empty tensor but a trap.
    guard Int.checkedProduct(shape.filter { $0 > 0 }) != nil,
      let elementCount = Int.checkedProduct(shape),
      let byteCount = elementCount.checkedMultiplying(by: elementByteCount)
    else { throw wrong("shape", expected: "a size that fits 63 bits", found: "\(shape)") }
    try TensorEntry.checkStrides(tensor, name: name, path: path)

    let storage = tensor.storage
    guard let entry = archive["data/\(storage.key)"] else {
      throw wrong("storage", expected: "an entry data/\(storage.key)", found: "none")
    }
    guard let storageByteCount = storage.elementCount.checkedMultiplying(by: elementByteCount),
      storageByteCount == entry.byteCount
    else {
      throw wrong(
        "storage", expected: "\(storage.elementCount) elements of \(elementByteCount) bytes",
        found: "\(entry.byteCount) bytes in data/\(storage.key)")
    }
    guard tensor.storageOffset >= 0,
      let end = tensor.storageOffset.checkedAdding(elementCount), end <= storage.elementCount
    else {
      throw wrong(
        "storage offset",
        expected: "\(elementCount) of the storage's \(storage.elementCount) elements",
        found: "the first at \(tensor.storageOffset)")
    }
    self.init(
      name: name, elementType: storage.elementType, shape: shape,
      fileOffset: entry.dataOffset + tensor.storageOffset * elementByteCount,
      byteCount: byteCount, elementCount: elementCount)
  }

  /// Refuses names that no model has: empty or with control characters; the pickle bounds strings.
  private static func checkTorchName(_ name: String, path: String) throws(HuggingFaceError) {
    guard !name.isEmpty else {
      throw .tensor(
        path: path, tensor: name, field: "name", expected: "at least 1 byte", found: "none")
    }
    if let control = name.utf8.first(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw .tensor(
        path: path, tensor: name, field: "name", expected: "no control characters",
        found: "byte \(control)")
    }
  }

  /// Accepts what PyTorch calls contiguous: row-major, any stride where a size is 1 or nothing is.
  private static func checkStrides(
    _ tensor: PickleTensor, name: String, path: String
  ) throws(HuggingFaceError) {
    let shape = tensor.sizes
    guard !shape.contains(0) else { return }
    var stride = 1
    var expected: [Int] = []
    for size in shape.reversed() {
      expected.append(stride)
      // No overflow: the caller has taken the product of all sizes.
      stride *= size
    }
    expected.reverse()
    for index in shape.indices where shape[index] > 1 && tensor.strides[index] != expected[index] {
      throw .strides(
        path: path, tensor: name, shape: shape, expected: expected, found: tensor.strides)
    }
  }
}
