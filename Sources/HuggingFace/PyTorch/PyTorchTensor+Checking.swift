import Model
import Base

extension PyTorchTensor {
  static let maximumDimensionCount = 8

  /// Finds the bytes of a tensor that the pickle describes; every size is checked.
  ///
  /// - Throws: `PyTorchFileError` with the tensor, the field, what was expected and found.
  init(
    name: String, _ tensor: PickleTensor, in archive: TorchArchive
  ) throws(PyTorchFileError) {
    let path = archive.path
    func wrong(_ field: String, expected: String, found: String) -> PyTorchFileError {
      .tensor(path: path, tensor: name, field: field, expected: expected, found: found)
    }
    try PyTorchTensor.checkName(name, path: path)
    let shape = tensor.sizes
    guard shape.count <= PyTorchTensor.maximumDimensionCount else {
      throw wrong(
        "shape", expected: "at most \(PyTorchTensor.maximumDimensionCount) dimensions",
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
    try PyTorchTensor.checkStrides(tensor, name: name, path: path)

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
  private static func checkName(_ name: String, path: String) throws(PyTorchFileError) {
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
  ) throws(PyTorchFileError) {
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
