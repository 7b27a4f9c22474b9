/// Products, lengths and cosines of vectors, in binary64, summed in the order of the components.
///
/// A vector of length zero has no direction: its cosine with any finite vector is 0. A component that
/// is NaN or infinite makes the cosine NaN, whatever the other vector is.
package enum Cosine {
  /// The sum of the products of two vectors' components.
  ///
  /// - Precondition: both are of one size.
  package static func dot(_ first: [Float], _ second: [Float]) -> Double {
    product(first[...], second[...])
  }

  /// The sum of the products of two vectors' components.
  ///
  /// - Precondition: both are of one size.
  package static func dot(_ first: [Double], _ second: [Double]) -> Double {
    product(first[...], second[...])
  }

  /// The Euclidean length.
  package static func length(_ vector: [Float]) -> Double { dot(vector, vector).squareRoot() }

  /// The Euclidean length.
  package static func length(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }

  /// The vector at length 1; a vector of length zero as it is.
  package static func normalized(_ vector: [Float]) -> [Float] {
    let length = length(vector)
    return length == 0 ? vector : vector.map { Float(Double($0) / length) }
  }

  /// The cosine of two vectors, from -1 to 1.
  ///
  /// - Precondition: both are of one size.
  package static func of(_ first: [Float], _ second: [Float]) -> Double {
    cosine(first[...], second[...])
  }

  /// The cosine of two vectors, from -1 to 1.
  ///
  /// - Precondition: both are of one size.
  package static func of(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double {
    cosine(first, second)
  }

  /// The cosine of two vectors, from -1 to 1.
  ///
  /// - Precondition: both are of one size.
  package static func of(_ first: [Double], _ second: [Double]) -> Double {
    cosine(first[...], second[...])
  }

  /// The cosine of every pair of `vectors` `[N][D]`, `[N][N]`.
  ///
  /// Each length is taken once: a vector and itself may give 1 less a few units in the last place,
  /// where `of` gives 1.
  ///
  /// - Precondition: all are of one size.
  package static func matrix(of vectors: [[Float]]) -> [[Double]] {
    let lengths = vectors.map { length($0) }
    return vectors.indices.map { first in
      vectors.indices.map { second in
        guard lengths[first].isFinite, lengths[second].isFinite else { return .nan }
        let product = lengths[first] * lengths[second]
        return product == 0 ? 0 : dot(vectors[first], vectors[second]) / product
      }
    }
  }

  private static func product<Value: BinaryFloatingPoint>(
    _ first: ArraySlice<Value>, _ second: ArraySlice<Value>
  ) -> Double {
    precondition(first.count == second.count, "\(first.count) and \(second.count) components")
    var sum = 0.0
    for (one, other) in zip(first, second) { sum += Double(one) * Double(other) }
    return sum
  }

  private static func cosine<Value: BinaryFloatingPoint>(
    _ first: ArraySlice<Value>, _ second: ArraySlice<Value>
  ) -> Double {
    let (squares, otherSquares) = (product(first, first), product(second, second))
    guard squares.isFinite, otherSquares.isFinite else { return .nan }
    guard squares > 0, otherSquares > 0 else { return 0 }
    // One root of the product: a vector and itself give exactly 1.
    let cosine = product(first, second) / (squares * otherSquares).squareRoot()
    return cosine > 1 ? 1 : cosine < -1 ? -1 : cosine
  }
}
