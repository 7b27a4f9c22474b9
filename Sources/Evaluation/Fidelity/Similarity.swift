/// Similarities of vectors, computed in binary64.
package enum Similarity {
  /// A vector shorter than this share of what it was subtracted from is rounding, not direction.
  static let negligible = 1e-12

  /// The cosine of two vectors of one size, from -1 to 1; NaN if a component is NaN or infinite.
  ///
  /// A vector of length zero has no direction: its cosine with anything is defined as 0.
  package static func cosine(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count, "\(first.count) and \(second.count) components")
    var (product, one, other) = (0.0, 0.0, 0.0)
    for index in first.indices {
      product += first[index] * second[index]
      one += first[index] * first[index]
      other += second[index] * second[index]
    }
    guard one.isFinite, other.isFinite else { return .nan }
    guard one > 0, other > 0 else { return 0 }
    // One root of the product: a vector and itself give exactly 1.
    let cosine = product / (one * other).squareRoot()
    return cosine > 1 ? 1 : cosine < -1 ? -1 : cosine
  }

  /// The Euclidean length.
  static func norm(_ vector: some Sequence<Double>) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The mean of vectors of one size.
  package static func mean(_ vectors: [[Double]]) -> [Double] {
    guard let first = vectors.first else { return [] }
    var sum = [Double](repeating: 0, count: first.count)
    for vector in vectors {
      for index in sum.indices { sum[index] += vector[index] }
    }
    return sum.map { $0 / Double(vectors.count) }
  }

  /// `vector - mean`, or zeros where nothing but rounding would be left.
  package static func centered(_ vector: [Double], mean: [Double]) -> [Double] {
    let difference = zip(vector, mean).map { $0 - $1 }
    return norm(difference) <= negligible * norm(vector)
      ? [Double](repeating: 0, count: vector.count) : difference
  }
}
