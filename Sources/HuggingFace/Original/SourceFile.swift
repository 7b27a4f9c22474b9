import Hashing
package import Base
package import Model
import Synchronization

/// A file that a model is read from.
///
/// It is opened once: what is parsed, read, mapped and hashed are bytes behind one descriptor, and
/// `checkUnchanged` tells whether they stayed what they were.
package final class SourceFile: Sendable {
  /// The name inside the model's folder, never a path of this machine.
  package let name: String
  /// The path the file was opened with.
  package var path: String { file.path }
  /// The file's size in bytes when it was opened.
  package var byteCount: Int { file.byteCount }

  let file: ReadableFile
  private let hashing: FileHashing
  private let known = Mutex<Checksum?>(nil)
  private let mapping = Mutex<MappedFile?>(nil)

  /// Bytes that are read at a time to be widened.
  private static let pieceByteCount = 1 << 20

  /// Opens `path`, following symbolic links; `name` is its last part unless it is given.
  ///
  /// - Throws: `HuggingFaceError.file` if it is no regular file or cannot be opened, `.otherKind` if
  ///   it begins like a file that no model has.
  package init(path: String, name: String? = nil) throws(HuggingFaceError) {
    file = try wrapping(HuggingFaceError.file, ReadableFile(path: path))
    if let kind = try SourceFile.kind(of: file), !kind.isOfModel {
      throw .otherKind(path: path, found: kind)
    }
    self.name = name ?? path.split(separator: "/").last.map(String.init) ?? path
    hashing = FileHashing(file)
  }

  /// What a file is by its first bytes; `nil` if they say nothing.
  static func kind(of file: ReadableFile) throws(HuggingFaceError) -> FileKind? {
    let start = try wrapping(
      HuggingFaceError.file, file.bytes(at: 0, count: min(file.byteCount, FileKind.startByteCount)))
    return FileKind(start: start, byteCount: file.byteCount)
  }

  /// Opens `path`, following symbolic links; `nil` if there is no such file.
  ///
  /// - Throws: `HuggingFaceError.file` if it is no regular file or cannot be opened.
  convenience init?(ifPresent path: String, name: String) throws(HuggingFaceError) {
    do throws(HuggingFaceError) {
      try self.init(path: path, name: name)
    } catch {
      if case .file(let error) = error, error.isMissingFile { return nil }
      throw error
    }
  }

  /// All bytes of a small file; its checksum is then the one of these bytes.
  ///
  /// - Throws: `HuggingFaceError.file` if it is larger than `limit` bytes or cannot be read.
  func contents(limit: Int) throws(HuggingFaceError) -> [UInt8] {
    let bytes = try wrapping(HuggingFaceError.file, file.contents(limit: limit))
    let checksum = Checksum(of: bytes)
    known.withLock { $0 = checksum }
    return bytes
  }

  /// The SHA-256 of the whole file.
  ///
  /// - Throws: `HuggingFaceError.file` if it cannot be read.
  package func checksum() throws(HuggingFaceError) -> Checksum {
    if let checksum = known.withLock({ $0 }) { return checksum }
    let checksum = try wrapping(HuggingFaceError.file, hashing.finish())
    known.withLock { $0 = checksum }
    return checksum
  }

  /// Begins or continues what `checksum` finishes, for as long as `condition` holds.
  ///
  /// - Throws: `HuggingFaceError.file` if the file cannot be read.
  func hashAhead(while condition: () -> Bool) throws(HuggingFaceError) {
    try wrapping(HuggingFaceError.file, hashing.advance(while: condition))
  }

  /// The whole file mapped read-only; mapped at the first call and kept.
  ///
  /// - Throws: `HuggingFaceError.file` if it cannot be mapped.
  package func mapped() throws(HuggingFaceError) -> MappedFile {
    try mapping.withLock { (mapping) throws(HuggingFaceError) in
      if let mapping { return mapping }
      let new = try wrapping(HuggingFaceError.file, MappedFile(file))
      mapping = new
      return new
    }
  }

  /// Requires what was read of the mapping so far to be the file's bytes.
  ///
  /// - Throws: `FileError.shortened` if the file was shortened since it was opened.
  package func checkWhole() throws(FileError) {
    try mapping.withLock({ $0 })?.checkWhole()
  }

  /// Widens `elements` of the F32, F16 or BF16 tensor `entry` of this file into `destination`; those
  /// of an F64 tensor are rounded to nearest, ties to even.
  ///
  /// Elements count row-major from the tensor's first. The bytes come through `pread`, other types
  /// than F32 in pieces of at most 1 MiB, so a tensor of any size can be read in parts within little memory;
  /// values that are not finite are passed on as they are.
  ///
  /// - Precondition: `elements` lies inside the tensor and `destination` has room for them.
  /// - Throws: `HuggingFaceError.notAWeight` for other element types, `.file`.
  package func readFloats(
    _ entry: TensorEntry, elements: Range<Int>,
    into destination: UnsafeMutableBufferPointer<Float>
  ) throws(HuggingFaceError) {
    precondition(
      elements.lowerBound >= 0 && elements.upperBound <= entry.elementCount,
      "elements \(elements) of \(entry.elementCount)")
    let capacity = destination.count
    precondition(capacity >= elements.count, "\(elements.count) elements into \(capacity)")
    switch entry.elementType {
    case .f32:
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: destination[0..<elements.count]))
      try unsafe wrapping(
        HuggingFaceError.file,
        file.read(at: entry.fileOffset + elements.lowerBound * 4, into: bytes))
    case .f16:
      try unsafe readPieces(
        entry, elements, of: UInt16.self, into: destination,
        convert: FloatConversion.widen(binary16:into:))
    case .bf16:
      try unsafe readPieces(
        entry, elements, of: UInt16.self, into: destination,
        convert: FloatConversion.widen(bfloat16:into:))
    case .f64:
      try unsafe readPieces(entry, elements, of: UInt64.self, into: destination) { bits, values in
        for index in bits.indices {
          let value = Double(bitPattern: UInt64(littleEndian: unsafe bits[index]))
          unsafe values[index] = Float(value)
        }
      }
    default:
      throw .notAWeight(path: path, tensor: entry.name, found: entry.elementType)
    }
  }

  private func readPieces<Bits: BitwiseCopyable>(
    _ entry: TensorEntry, _ elements: Range<Int>, of bits: Bits.Type,
    into destination: UnsafeMutableBufferPointer<Float>,
    convert: (UnsafeBufferPointer<Bits>, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(HuggingFaceError) {
    let size = MemoryLayout<Bits>.size
    let piece = AlignedBuffer(byteCount: min(elements.count * size, SourceFile.pieceByteCount))
    var done = 0
    while done < elements.count {
      let count = min(piece.byteCount / size, elements.count - done)
      let offset = entry.fileOffset + (elements.lowerBound + done) * size
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        start: piece.baseAddress, count: count * size)
      try unsafe wrapping(HuggingFaceError.file, file.read(at: offset, into: bytes))
      let values = unsafe UnsafeBufferPointer(
        start: piece.baseAddress.assumingMemoryBound(to: Bits.self), count: count)
      unsafe convert(
        values, UnsafeMutableBufferPointer(rebasing: destination[done..<done + count]))
      done += count
    }
  }

  /// Requires the file to be as it was when it was opened, and its path to name it still.
  ///
  /// - Throws: `HuggingFaceError.changed`, `.file` if it is shorter than it was.
  package func checkUnchanged() throws(HuggingFaceError) {
    try wrapping(HuggingFaceError.file, file.checkWhole())
    try wrapping(HuggingFaceError.file, checkWhole())
    guard file.isUnchanged else { throw .changed(path: path) }
  }
}

/// A tensor of a file of weights, as the checked header or pickle describes it.
package struct TensorEntry: Sendable, Equatable {
  package let name: String
  /// The type of one element.
  package let elementType: ElementType
  /// The size of each dimension, outermost first; empty for a scalar.
  package let shape: [Int]
  /// Where the tensor's bytes begin, counted from the start of the file.
  package let fileOffset: Int
  /// How many bytes it occupies.
  package let byteCount: Int
  /// How many elements it has.
  package let elementCount: Int

  package var fileRange: Range<Int> { fileOffset..<fileOffset + byteCount }
}
