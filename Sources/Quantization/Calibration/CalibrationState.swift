package import Base
import Hashing

/// The layers of an interrupted calibration, in a file next to the one that is to be written.
///
/// `GCCALIB2`, the checksum of everything that decides the result, then an entry for each layer: its
/// length, its checksum, and records of (kind, tensor, length, bytes), all numbers u64 little-endian.
/// An entry that is cut short, or whose checksum is wrong, ends the file; one that ends within its head has none.
package final class CalibrationState {
  /// Bytes of one tensor.
  struct Record {
    /// 0: the tensor as the file has it; 1: as the reference has it.
    let kind: Int
    let tensor: Int
    let bytes: ByteRegion
  }

  /// How many layers are done.
  var layerCount: Int { entries.count }

  /// Where the entries of the layers that are done begin.
  private let entries: [Int]
  private let path: String
  private let sizes: [Int]
  private let journal: JournalFile
  private var records: [Record] = []

  private static let magic = Array("GCCALIB2".utf8)

  /// The state file of a conversion to `path`.
  package static func path(for path: String) -> String { "\(path).calibration" }

  /// Begins a state file, or resumes from the one that is there if `resumes`.
  ///
  /// `sizes` are the tensors' sizes in bytes.
  ///
  /// - Throws: `QuantizationError.otherState` if the file is of another conversion, `.file` if it
  ///   is no state file at all, which is then not touched, or cannot be read or written.
  package init(path: String, key: Checksum, sizes: [Int], resumes: Bool) throws(QuantizationError) {
    let head = CalibrationState.magic + key.bytes
    journal = try wrapping(
      QuantizationError.file, JournalFile(path: path, magic: CalibrationState.magic))
    var entries: [Int] = []
    var end = head.count
    if resumes, let file = try CalibrationState.open(path), file.byteCount > 0 {
      let found = try wrapping(
        QuantizationError.file, file.bytes(at: 0, count: min(head.count, file.byteCount)))
      // A process that ended early may have left a part of the head.
      guard head.starts(with: found) else { throw .otherState(path: path) }
      while let (_, next) = try CalibrationState.layer(of: file, at: end, sizes: sizes) {
        entries.append(end)
        end = next
      }
    }
    self.entries = entries
    self.path = path
    self.sizes = sizes
    let isNew = entries.isEmpty
    try wrapping(QuantizationError.file, journal.begin(keeping: isNew ? 0 : end))
    if isNew {
      try wrapping(QuantizationError.file, journal.append([ByteRegion(copying: key.bytes)]))
    }
  }

  /// Refuses a file under the state's name that is no state, before any work is done.
  ///
  /// - Throws: `QuantizationError.file`.
  package static func check(path: String) throws(QuantizationError) {
    try wrapping(QuantizationError.file, JournalFile.check(path: path, magic: magic))
  }

  /// What a layer that is done has kept.
  ///
  /// - Throws: `QuantizationError.otherState` if the file has changed since it was opened.
  func records(ofLayer index: Int) throws(QuantizationError) -> [Record] {
    guard let file = try CalibrationState.open(path),
      let (records, _) = try CalibrationState.layer(of: file, at: entries[index], sizes: sizes)
    else { throw .otherState(path: path) }
    return records
  }

  /// Keeps a tensor of the layer that is being calibrated.
  func add(_ record: Record) { records.append(record) }

  /// Makes the layer durable.
  func finishLayer() throws(QuantizationError) {
    var parts: [ByteRegion] = []
    var hasher = ChecksumHasher()
    for record in records {
      let head = CalibrationState.bytes(of: [record.kind, record.tensor, record.bytes.byteCount])
      hasher.update(head)
      unsafe record.bytes.withUnsafeBytes { unsafe hasher.update($0) }
      parts += [ByteRegion(copying: head), record.bytes]
    }
    let length = parts.reduce(0) { $0 + $1.byteCount }
    let head = CalibrationState.bytes(of: [length]) + hasher.finalize().bytes
    try wrapping(QuantizationError.file, journal.append([ByteRegion(copying: head)] + parts))
    records = []
  }

  /// Removes the file; the calibration is complete.
  package func remove() { journal.remove() }

  private static func open(_ path: String) throws(QuantizationError) -> ReadableFile? {
    do throws(FileError) {
      return try ReadableFile(path: path)
    } catch {
      if error.isMissingFile { return nil }
      throw .file(error)
    }
  }

  /// The entry at `offset`, and where the next begins; `nil` if there is none that is whole.
  private static func layer(
    of file: ReadableFile, at offset: Int, sizes: [Int]
  ) throws(QuantizationError) -> (records: [Record], next: Int)? {
    let headCount = 8 + 32
    guard offset <= file.byteCount - headCount else { return nil }
    let head = try read(file, offset, headCount)
    let length = number(head, at: 0)
    let first = offset + headCount
    guard let length, length <= file.byteCount - first else { return nil }
    var hasher = ChecksumHasher()
    var records: [Record] = []
    var position = first
    while position < first + length {
      guard position <= first + length - 24 else { return nil }
      let numbers = try read(file, position, 24)
      guard let kind = number(numbers, at: 0), let tensor = number(numbers, at: 8),
        let count = number(numbers, at: 16), kind <= 1, tensor < sizes.count,
        count == sizes[tensor], count <= first + length - position - 24
      else { return nil }
      let bytes = try read(file, position + 24, count)
      hasher.update(numbers)
      hasher.update(bytes)
      let aligned = AlignedBuffer(byteCount: count)
      unsafe aligned.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
      records.append(Record(kind: kind, tensor: tensor, bytes: aligned.region))
      position += 24 + count
    }
    guard hasher.finalize().bytes == Array(head.dropFirst(8)) else { return nil }
    return (records, first + length)
  }

  private static func read(
    _ file: ReadableFile, _ offset: Int, _ count: Int
  ) throws(QuantizationError) -> [UInt8] {
    try wrapping(QuantizationError.file, file.bytes(at: offset, count: count))
  }

  private static func bytes(of numbers: [Int]) -> [UInt8] {
    numbers.reduce(into: []) { $0.appendLittleEndian(UInt64($1)) }
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> Int? {
    bytes.littleEndian(UInt64.self, at: offset).flatMap { Int(exactly: $0) }
  }
}
