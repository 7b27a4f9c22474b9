/// The rotation that quantised matrices are stored in, from its definition and in binary64.
enum Hadamard {
  /// `H w / B` for each block of `size` inputs, H being the unnormalised Sylvester matrix.
  static func rotated(_ row: [Float], size: Int) -> [Double] {
    stride(from: 0, to: row.count, by: size).flatMap { first in
      (0..<size).map { i in
        (0..<size).reduce(0.0) { sum, j in
          let sign = (i & j).nonzeroBitCount.isMultiple(of: 2) ? 1.0 : -1.0
          return sum + sign * Double(row[first + j])
        } / Double(size)
      }
    }
  }
}
