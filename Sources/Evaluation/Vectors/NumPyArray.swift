package import Base
import Hashing
import Model

/// The vectors of a `.npy` file: floats `[N, D]`, little-endian, row by row, all finite as binary32.
///
/// Format: numpy/lib/format.py, "Format Version 1.0" to "3.0".
package struct NumPyArray {
  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The largest file that is read.
  static let byteLimit = 256 << 20
  private static let headerLimit = 4096

  /// `[N][D]`.
  package let rows: [[Float]]
  /// How many bytes were read: the whole file.
  let byteCount: Int
  /// Their SHA-256.
  let checksum: Checksum

  /// What an element is, by NumPy's name.
  package enum Element: String, CaseIterable, Sendable {
    case float16 = "'<f2'"
    case float32 = "'<f4'"
    case float64 = "'<f8'"

    var byteCount: Int {
      switch self {
      case .float16: 2
      case .float32: 4
      case .float64: 8
      }
    }

    /// The nearest binary32 numbers.
    func floats(_ bytes: ByteRegion) -> [Float] {
      switch self {
      case .float16: bytes.elements(as: UInt16.self).map(FloatConversion.float(binary16:))
      case .float32: bytes.elements(as: Float.self)
      case .float64: bytes.elements(as: Double.self).map(Float.init)
      }
    }
  }

  /// Reads an array of one of `elements` with `columnCount` columns, any number if it is `nil`, and as
  /// many rows as `rowCount` allows.
  ///
  /// - Throws: `NumPyError` naming the part that is wrong.
  package init(
    path: String, elements: [Element] = [.float32], columnCount: Int?,
    rowCount: PartialRangeFrom<Int>
  ) throws(NumPyError) {
    let file = try wrapping(NumPyError.file, ReadableFile(path: path))
    try wrapping(NumPyError.file, file.checkSize(limit: NumPyArray.byteLimit))
    let bytes = try wrapping(
      NumPyError.file, file.bytes(at: 0, count: min(file.byteCount, NumPyArray.headerLimit)))
    let header = try NumPyHeader(bytes, elements: elements, path: path)
    guard header.shape.count == 2, columnCount.map({ $0 == header.shape[1] }) ?? true,
      (1...NumPyArray.byteLimit).contains(header.shape[1]), rowCount.contains(header.shape[0])
    else {
      throw .part(
        path: path, part: "shape",
        expected:
          "[N, \(columnCount.map(String.init) ?? "D")] with N at least \(rowCount.lowerBound)",
        found: "\(header.shape)")
    }
    let rowByteCount = header.shape[1] * header.element.byteCount
    let byteCount = file.byteCount - header.byteCount
    // A division, because the product of two numbers from a file may overflow.
    guard byteCount % rowByteCount == 0, byteCount / rowByteCount == header.shape[0] else {
      throw .part(
        path: path, part: "values", expected: "\(header.shape[0]) rows of \(rowByteCount) bytes",
        found: "\(byteCount) bytes")
    }
    var hasher = ChecksumHasher()
    hasher.update(Array(bytes.prefix(header.byteCount)))
    rows = try NumPyArray.rows(
      of: file, from: header.byteCount, header.shape[0], rowByteCount, header.element, &hasher)
    self.byteCount = file.byteCount
    checksum = hasher.finalize()
  }

  private static func rows(
    of file: ReadableFile, from offset: Int, _ rowCount: Int, _ rowByteCount: Int,
    _ element: Element, _ hasher: inout ChecksumHasher
  ) throws(NumPyError) -> [[Float]] {
    var rows: [[Float]] = []
    for row in 0..<rowCount {
      let bytes = try wrapping(
        NumPyError.file, file.bytes(at: offset + row * rowByteCount, count: rowByteCount))
      hasher.update(bytes)
      let values = element.floats(ByteRegion(copying: bytes))
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

/// The header of a `.npy` file with little-endian floats in rows: a Python dictionary of three entries,
/// spaces and a line end.
struct NumPyHeader {
  /// What the array is of.
  let element: NumPyArray.Element
  /// The sizes of the array.
  let shape: [Int]
  /// How many bytes precede the values.
  let byteCount: Int

  private static let versions: [UInt8] = [1, 2, 3]

  /// Reads the header from the first bytes of a file.
  ///
  /// - Throws: `NumPyError` naming the part that is wrong.
  init(_ bytes: [UInt8], elements: [NumPyArray.Element], path: String) throws(NumPyError) {
    guard bytes.count >= 12, Array(bytes[..<6]) == NumPyArray.magic,
      NumPyHeader.versions.contains(bytes[6]), bytes[7] == 0
    else {
      throw .part(
        path: path, part: "magic", expected: "that of NumPy, version 1, 2 or 3",
        found: "\(Array(bytes.prefix(8)))")
    }
    // Two bytes in version 1, four later.
    let (first, length) =
      bytes[6] == 1
      ? (10, bytes.littleEndian(UInt16.self, at: 8).map { Int($0) } ?? 0)
      : (12, bytes.littleEndian(UInt32.self, at: 8).map { Int($0) } ?? 0)
    guard first + length <= bytes.count else {
      throw .part(
        path: path, part: "header", expected: "at most \(bytes.count - first) bytes",
        found: "\(length)")
    }
    byteCount = first + length
    let text = String(decoding: bytes[first..<byteCount], as: UTF8.self)
    let type = NumPyHeader.value("descr", in: text) ?? "nothing"
    guard let element = elements.first(where: { $0.rawValue == type }) else {
      throw .part(
        path: path, part: "descr",
        expected: elements.map(\.rawValue).joined(separator: " or "), found: type)
    }
    self.element = element
    let order = NumPyHeader.value("fortran_order", in: text) ?? "nothing"
    guard order == "False" else {
      throw .part(path: path, part: "fortran_order", expected: "False", found: order)
    }
    let sizes = NumPyHeader.value("shape", in: text) ?? "nothing"
    let numbers = sizes.dropFirst().dropLast().split(separator: ",").map { text in
      Int(text.filter { $0 != " " })
    }
    guard sizes.hasPrefix("("), sizes.hasSuffix(")"), !numbers.contains(nil) else {
      throw .part(path: path, part: "shape", expected: "a tuple of sizes", found: sizes)
    }
    shape = numbers.compactMap { $0 }
  }

  /// The text of an entry up to the next comma or brace; a comma in parentheses belongs to the entry.
  private static func value(_ name: String, in text: String) -> String? {
    guard let place = text.firstRange(of: "'\(name)':") else { return nil }
    var value = ""
    var depth = 0
    for character in text[place.upperBound...] {
      if depth == 0, character == "," || character == "}" { break }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      value.append(character)
    }
    let trimmed = value.drop { $0 == " " }
    return String(trimmed.reversed().drop { $0 == " " }.reversed())
  }
}

/// Why a file is not an array of vectors.
package enum NumPyError: Error, CustomStringConvertible {
  /// The operating system refused the file.
  case file(FileError)
  /// A part of the file is wrong.
  case part(path: String, part: String, expected: String, found: String)

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .part(let path, let part, let expected, let found):
      "\(path): \(part): expected \(expected), found \(found)"
    }
  }
}
