import Hashing
package import Base

/// Arithmetic on vectors for tests, in binary64.
package enum Vectors {
  /// The cosine of the angle between two vectors.
  package static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    var (dot, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      dot += Double(x) * Double(y)
      aa += Double(x) * Double(x)
      bb += Double(y) * Double(y)
    }
    return dot / (aa * bb).squareRoot()
  }

  /// The larger of two errors; NaN if one is.
  package static func larger(_ a: Double, _ b: Double) -> Double {
    a.isNaN || b.isNaN ? .nan : max(a, b)
  }

  /// The largest difference of two components; NaN if one is.
  package static func largestDifference(_ a: [Float], _ b: [Float]) -> Double {
    precondition(a.count == b.count, "\(a.count) and \(b.count) components")
    return zip(a, b).reduce(0) { larger($0, abs(Double($1.0) - Double($1.1))) }
  }

  /// The mean of numbers.
  package static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The vectors minus `centre`.
  package static func centered(_ vectors: [[Float]], by centre: [Double]) -> [[Float]] {
    vectors.map { vector in zip(vector, centre).map { Float(Double($0) - $1) } }
  }

  /// The mean vector.
  package static func centre(_ vectors: [[Float]]) -> [Double] {
    var sum = [Double](repeating: 0, count: vectors.first?.count ?? 0)
    for vector in vectors {
      for (index, value) in vector.enumerated() { sum[index] += Double(value) }
    }
    return sum.map { $0 / Double(vectors.count) }
  }

  /// The SHA-256 of all components as little-endian binary32, vector after vector.
  package static func checksum(_ vectors: [[Float]]) -> Checksum {
    var hasher = ChecksumHasher()
    for vector in vectors { hasher.update(SafetensorsBytes.binary32(vector)) }
    return hasher.finalize()
  }

  /// The bits of vectors: equal only if every bit is.
  package static func bits(_ vectors: [[Float]]) -> [[UInt32]] {
    vectors.map { $0.map(\.bitPattern) }
  }
}
