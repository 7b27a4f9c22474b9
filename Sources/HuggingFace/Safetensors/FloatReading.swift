import Base
import Model

/// Reads tensor elements as binary32, in pieces of at most 1 MiB, without mapping the file.
struct FloatReading {
  static let maximumPieceByteCount = 1 << 20

  let file: ReadableFile
  let entry: TensorEntry

  /// Widens the elements `range` into `destination`, which has room for them.
  func read(
    _ range: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
  ) throws(SafetensorsError) {
    switch entry.elementType {
    case .f32:
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: destination[0..<range.count]))
      try SafetensorsError.file { () throws(FileError) in
        try unsafe file.read(at: entry.fileOffset + range.lowerBound * 4, into: bytes)
      }
    case .f16:
      try unsafe read(range, into: destination, widen: FloatConversion.widen(binary16:into:))
    case .bf16:
      try unsafe read(range, into: destination, widen: FloatConversion.widen(bfloat16:into:))
    default:
      throw .notAWeight(path: file.path, tensor: entry.name, found: entry.elementType)
    }
  }

  private func read(
    _ range: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>,
    widen: (UnsafeBufferPointer<UInt16>, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(SafetensorsError) {
    let piece = AlignedBuffer(
      byteCount: min(range.count * 2, FloatReading.maximumPieceByteCount))
    var done = 0
    while done < range.count {
      let count = min(piece.byteCount / 2, range.count - done)
      let offset = entry.fileOffset + (range.lowerBound + done) * 2
      try SafetensorsError.file { () throws(FileError) in
        try unsafe file.read(
          at: offset,
          into: UnsafeMutableRawBufferPointer(start: piece.baseAddress, count: count * 2))
      }
      let halves = unsafe UnsafeBufferPointer(
        start: piece.baseAddress.assumingMemoryBound(to: UInt16.self), count: count)
      unsafe widen(
        halves, UnsafeMutableBufferPointer(rebasing: destination[done..<done + count]))
      done += count
    }
  }
}
