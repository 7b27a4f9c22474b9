/// Bounds of what binary32 rounds away, whatever the processor.
///
/// OpenBLAS sums in another order on every processor, so what was measured on one bounds nothing on
/// another.
package enum FloatError {
  /// The unit round-off: no rounding changes a value by more than this share of it.
  package static let roundOff = 0x1p-24

  /// The largest error of a sum of `count` products, relative to the sum of their magnitudes.
  ///
  /// It holds for sums in any order, with products that are rounded or not. Source: Higham, "Accuracy
  /// and Stability of Numerical Algorithms", 3.1.
  package static func ofSum(count: Int) -> Double {
    let roundings = Double(count) * roundOff
    return roundings / (1 - roundings)
  }

  /// How far two binary32 runs of one model may be from each other in a hidden state or a vector,
  /// relative to its largest component.
  ///
  /// A layer is four products of at most `inputCount` inputs, the embeddings' norm counts as one.
  /// Roundings go either way, so n of them add up to less than 6 √n but for 3 cases in 10^8 (Higham
  /// and Mary, "A New Approach to Probabilistic Rounding Error Analysis", 2019); each run has its own.
  package static func ofModel(layerCount: Int, inputCount: Int) -> Double {
    2 * 6 * (Double(4 * layerCount + 1) * Double(inputCount)).squareRoot() * roundOff
  }
}
