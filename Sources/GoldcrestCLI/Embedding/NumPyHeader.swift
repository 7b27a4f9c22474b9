import Base

/// The header of a `.npy` file with little-endian float32 in rows: a Python dictionary of three
/// entries, spaces and a line end.
struct NumPyHeader {
  /// The sizes of the array.
  let shape: [Int]
  /// How many bytes precede the values.
  let byteCount: Int

  private static let versions: [UInt8] = [1, 2, 3]

  /// Reads the header from the first bytes of a file.
  ///
  /// - Throws: `NumPyError` naming the part that is not so.
  init(_ bytes: [UInt8], path: String) throws(NumPyError) {
    guard bytes.count >= 12, Array(bytes[..<6]) == NumPyArray.magic,
      NumPyHeader.versions.contains(bytes[6]), bytes[7] == 0
    else {
      throw .part(
        path: path, part: "beginning", expected: "NumPy's, version 1, 2 or 3",
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
    for (name, expected) in [("descr", "'<f4'"), ("fortran_order", "False")] {
      let found = NumPyHeader.value(name, in: text) ?? "nothing"
      guard found == expected else {
        throw .part(path: path, part: name, expected: expected, found: found)
      }
    }
    let sizes = NumPyHeader.value("shape", in: text) ?? "nothing"
    let numbers = sizes.dropFirst().dropLast().split(separator: ",").map { text in
      Int(text.filter { $0 != " " })
    }
    guard sizes.hasPrefix("("), sizes.hasSuffix(")"), !numbers.contains(nil) else {
      throw .part(path: path, part: "shape", expected: "sizes in brackets", found: sizes)
    }
    shape = numbers.compactMap { $0 }
  }

  /// The text of an entry up to the comma or the brace behind it; a comma in brackets is the entry's.
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
