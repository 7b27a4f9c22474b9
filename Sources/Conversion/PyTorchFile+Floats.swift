import Base
import HuggingFace
import Kernels
import Model

extension PyTorchFile {
  private static let pieceByteCount = 1 << 20

  /// Widens `elements` of a tensor into `values`, from element `index` on, in pieces of 1 MiB.
  ///
  /// - Precondition: the tensor is there, F32, F16 or BF16, and has the elements.
  func readFloats(
    _ name: String, elements: Range<Int>, into values: FloatBuffer, at index: Int
  ) throws(PyTorchFileError) {
    guard let type = self[name]?.elementType else {
      throw .noSuchTensor(path: path, tensor: name)
    }
    try unsafe values.withUnsafeMutableValues(index..<index + elements.count) {
      (target) throws(PyTorchFileError) in
      guard type != .f32 else {
        return try unsafe read(
          name, bytes: elements.lowerBound * 4..<elements.upperBound * 4,
          into: UnsafeMutableRawBufferPointer(target))
      }
      let piece = AlignedBuffer(byteCount: PyTorchFile.pieceByteCount)
      let capacity = piece.byteCount / 2
      for first in stride(from: 0, to: elements.count, by: capacity) {
        let count = min(capacity, elements.count - first)
        let begin = (elements.lowerBound + first) * 2
        try unsafe piece.withUnsafeMutableBytes { (bytes) throws(PyTorchFileError) in
          try unsafe read(name, bytes: begin..<begin + count * 2, into: bytes)
          let halves = unsafe UnsafeBufferPointer(
            rebasing: bytes.bindMemory(to: UInt16.self)[..<count])
          let part = unsafe UnsafeMutableBufferPointer(rebasing: target[first..<first + count])
          if type == .bf16 {
            unsafe FloatConversion.widen(bfloat16: halves, into: part)
          } else {
            unsafe FloatConversion.widen(binary16: halves, into: part)
          }
        }
      }
    }
  }
}
