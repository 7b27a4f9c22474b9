import Base
import HuggingFace
import Kernels
import Model

/// A tensor of a head in a PyTorch file of its own.
struct HeadTensor: Sendable {
  /// `FILE.KEY`, such as `sparse_linear.weight`.
  let name: String
  let fileName: String
  let elementType: ElementType
  let shape: [Int]
  private let file: PyTorchFile
  private let key: String

  var path: String { file.path }

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
      return file.tensors.map { tensor in
        HeadTensor(
          name: "\(name).\(tensor.name)", fileName: fileName, elementType: tensor.elementType,
          shape: tensor.shape, file: file, key: tensor.name)
      }
    }
  }

  /// Widens `elements` into `values`, from element `index` on.
  ///
  /// Not all at once when the file is opened: its tensors may share bytes.
  func read(
    elements: Range<Int>, into values: FloatBuffer, at index: Int
  ) throws(ConversionError) {
    try ConversionError.catching { () throws(PyTorchFileError) in
      try file.readFloats(key, elements: elements, into: values, at: index)
    }
  }
}
