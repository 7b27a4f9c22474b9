import Bytes
import Kernels
import PyTorchFiles
import Tensors

/// A tensor of a head in a PyTorch file of its own, widened to binary32.
struct HeadTensor: Sendable {
  /// `FILE.KEY`, such as `sparse_linear.weight`.
  let name: String
  let fileName: String
  let path: String
  let elementType: ElementType
  let shape: [Int]
  let values: FloatBuffer

  /// The largest file of a head: one of 4096 x 4096 in binary32.
  private static let largestByteCount = 65 << 20

  /// The tensors of `NAME.pt`; none if there is no such file.
  ///
  /// - Throws: `ConversionError.pyTorch`, `.file` if the file is larger than any head.
  static func read(
    _ name: String, in folder: ModelFolder
  ) throws(ConversionError) -> [HeadTensor] {
    let fileName = "\(name).pt"
    let path = folder.path(fileName)
    do throws(FileError) {
      try ReadableFile(path: path).checkSize(limit: largestByteCount)
    } catch {
      if error.isMissingFile { return [] }
      throw .file(error)
    }
    return try ConversionError.catching { () throws(PyTorchFileError) in
      let file = try PyTorchFile(path: path)
      var tensors: [HeadTensor] = []
      for tensor in file.tensors {
        // Another type is refused by whoever holds the tensors against the graph.
        let count = tensor.elementType.isWeightType ? tensor.elementCount : 0
        let values = FloatBuffer(count: count)
        try file.readFloats(tensor.name, elements: 0..<count, into: values, at: 0)
        tensors.append(
          HeadTensor(
            name: "\(name).\(tensor.name)", fileName: fileName, path: path,
            elementType: tensor.elementType, shape: tensor.shape, values: values))
      }
      return tensors
    }
  }
}
