import Base

/// The vectors of a `.npy` file: float32 `[N, D]`, little-endian, row by row, all finite.
///
/// Format: numpy/lib/format.py, "Format Version 1.0" to "3.0".
struct NumPyArray {
  /// How every file begins.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The largest file that is read.
  static let byteLimit = 256 << 20
  private static let headerLimit = 4096

  /// `[N][D]`.
  let rows: [[Float]]

  /// Reads an array with `columnCount` columns and as many rows as `rowCount` allows.
  ///
  /// - Throws: `NumPyError` naming the part that is not so.
  init(
    path: String, columnCount: Int, rowCount: PartialRangeFrom<Int>
  ) throws(NumPyError) {
    let file: ReadableFile
    let bytes: [UInt8]
    do throws(FileError) {
      file = try ReadableFile(path: path)
      try file.checkSize(limit: NumPyArray.byteLimit)
      bytes = try file.bytes(
        at: 0, count: min(file.byteCount, NumPyArray.headerLimit))
    } catch {
      throw .file(error)
    }
    let header = try NumPyHeader(bytes, path: path)
    guard header.shape.count == 2, header.shape[1] == columnCount,
      rowCount.contains(header.shape[0])
    else {
      throw .part(
        path: path, part: "shape",
        expected: "[N, \(columnCount)], N at least \(rowCount.lowerBound)",
        found: "\(header.shape)")
    }
    let (rowByteCount, byteCount) = (columnCount * 4, file.byteCount - header.byteCount)
    // A division, since the product of two numbers from a file may wrap.
    guard byteCount % rowByteCount == 0, byteCount / rowByteCount == header.shape[0] else {
      throw .part(
        path: path, part: "values", expected: "\(header.shape[0]) rows of \(rowByteCount) bytes",
        found: "\(byteCount) bytes")
    }
    rows = try NumPyArray.rows(of: file, from: header.byteCount, header.shape[0], columnCount)
  }

  private static func rows(
    of file: ReadableFile, from offset: Int, _ rowCount: Int, _ columnCount: Int
  ) throws(NumPyError) -> [[Float]] {
    var rows: [[Float]] = []
    for row in 0..<rowCount {
      let bytes: [UInt8]
      do throws(FileError) {
        bytes = try file.bytes(at: offset + row * columnCount * 4, count: columnCount * 4)
      } catch {
        throw .file(error)
      }
      let values = ByteRegion(copying: bytes).elements(as: Float.self)
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw .part(
          path: file.path, part: "value [\(row), \(index)]", expected: "a finite number",
          found: "\(values[index])")
      }
      rows.append(values)
    }
    return rows
  }
}
