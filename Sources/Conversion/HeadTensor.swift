import Bytes
import PyTorchFiles
import Tensors

/// A tensor of a head in a PyTorch file of its own.
struct HeadTensor: Sendable {
  /// `FILE.KEY`, such as `sparse_linear.weight`.
  let name: String
  let fileName: String
  let path: String
  let elementType: ElementType
  let shape: [Int]
  /// The elements as they lie in the mapped file; other tensors may share them.
  private let region: ByteRegion

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
        tensors.append(
          HeadTensor(
            name: "\(name).\(tensor.name)", fileName: fileName, path: path,
            elementType: tensor.elementType, shape: tensor.shape,
            region: try file.region(tensor.name)))
      }
      return tensors
    }
  }

  /// Some elements, widened to binary32.
  ///
  /// - Precondition: the type is F32, F16 or BF16.
  func values(_ elements: Range<Int>) -> [Float] {
    let size = elementType.bitCount / 8
    let range = elements.lowerBound * size..<elements.upperBound * size
    let bytes = region.slice(range).elements(as: UInt8.self)
    return (0..<elements.count).map { index in
      var bits: UInt32 = 0
      for byte in 0..<size { bits |= UInt32(bytes[index * size + byte]) << (8 * byte) }
      return switch elementType {
      case .f32: Float(bitPattern: bits)
      case .bf16: Float(bitPattern: bits << 16)
      default: FloatConversion.float(binary16: UInt16(truncatingIfNeeded: bits))
      }
    }
  }
}
