import Base
import Inference

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes vectors as a `.npy` file: NumPy's format 1.0, little-endian, `[N, D]`.
///
/// The header holds the number of rows, which is known at the end only, so that rows wait in a
/// temporary file of the system without a name.
/// Format: numpy/lib/format.py, "Format Version 1.0".
struct NumPyVectorWriter: VectorWriter {
  private static let pieceByteCount = 64 << 10
  /// Magic, version, length of the dictionary, dictionary; a multiple of 64.
  private static let headerByteCount = 128

  private var output: OutputFile
  private let precision: VectorPrecision
  private let elementCount: Int
  private var rowCount = 0
  private let spool: Spool

  /// Takes vectors of `dimensions` components in one precision.
  init(
    _ output: OutputFile, dimensions: Int, precision: VectorPrecision
  ) throws(CommandLineError) {
    self.output = output
    self.precision = precision
    elementCount = precision.elementCount(of: dimensions)
    spool = try Spool()
  }

  var isClosed: Bool { output.isClosed }

  mutating func write(_ rows: [EmbeddingRow]) throws {
    var bytes: [UInt8] = []
    for row in rows {
      precondition(row.vector.precision == precision)
      precondition(precision.elementCount(of: row.vector.componentCount) == elementCount)
      bytes += row.vector.bytes
    }
    try spool.append(bytes)
    rowCount += rows.count
  }

  mutating func finish() throws {
    try output.append(header)
    try spool.rewind()
    while let piece = try spool.next(NumPyVectorWriter.pieceByteCount), !output.isClosed {
      try output.append(piece)
    }
    try output.finish()
  }

  private var header: [UInt8] {
    let text =
      "{'descr': '\(precision.numPyType)', 'fortran_order': False, "
      + "'shape': (\(rowCount), \(elementCount)), }"
    let prefix = NumPyArray.magic + [1, 0]
    let length = NumPyVectorWriter.headerByteCount - prefix.count - 2
    var bytes = prefix
    bytes.appendLittleEndian(UInt16(length))
    bytes += Array(text.utf8)
    bytes += [UInt8](repeating: 0x20, count: length - text.utf8.count - 1) + [0x0a]
    return bytes
  }
}
