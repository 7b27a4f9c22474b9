/// Bounds of what binary32 rounds away, whatever the processor.
///
/// OpenBLAS sums in another order on every processor, so what was measured on one bounds nothing on
/// another.
public enum FloatError {
  /// The unit round-off: no rounding changes a value by more than this share of it.
  public static let roundOff = 0x1p-24

  /// The largest error of a sum of `count` products, relative to the sum of their magnitudes.
  ///
  /// It holds for sums in any order, with products that are rounded or not. Source: Higham, "Accuracy
  /// and Stability of Numerical Algorithms", 3.1.
  public static func ofSum(count: Int) -> Double {
    let roundings = Double(count) * roundOff
    return roundings / (1 - roundings)
  }
}
