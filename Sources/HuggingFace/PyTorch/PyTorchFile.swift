import Hashing
import Base
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
    for (name, tensor) in named {
      tensors.append(try TensorEntry(name: name, tensor, in: archive))
    }
    self.file = file
    self.tensors = tensors
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
      TensorFields(path: path, tensor: name).wrong(field, expected: expected, found: found)
    }
    // Names that no model has; the pickle bounds strings.
    guard !name.isEmpty else { throw wrong("name", expected: "at least 1 byte", found: "none") }
    if let control = name.utf8.first(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw wrong("name", expected: "no control characters", found: "byte \(control)")
    }
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
    if let expected = tensor.expectedStrides {
      throw wrong(
        "strides", expected: "\(expected) for the shape \(shape)", found: "\(tensor.strides)")
    }

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
}

extension PickleTensor {
  /// The strides that it should have; `nil` if it lies as PyTorch calls contiguous: row-major, with
  /// any stride where a size is 1 or nothing is.
  fileprivate var expectedStrides: [Int]? {
    guard !sizes.contains(0) else { return nil }
    var stride = 1
    var expected: [Int] = []
    for size in sizes.reversed() {
      expected.append(stride)
      // No overflow: the caller has taken the product of all sizes.
      stride *= size
    }
    expected.reverse()
    let isExpected = sizes.indices.allSatisfy { sizes[$0] <= 1 || strides[$0] == expected[$0] }
    return isExpected ? nil : expected
  }
}
