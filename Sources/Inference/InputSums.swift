import Kernels

/// Sums over tokens of what the linear maps of a model took in, from which biases are corrected.
///
/// Taken from runs of a quantised model, they are the same on every machine.
public final class InputSums {
  /// The input of one linear map in a layer, or what belongs to one.
  public enum Input: Hashable, Sendable {
    /// Of the query, key and value projection, `[H]`.
    case qkv
    /// Of the attention's output projection, `[H]`.
    case attentionOut
    /// Of the dense feed-forward block's first and second map, `[H]` and `[F]`.
    case up, down
    /// Of an expert's first map, `[H]`.
    case expertUp(Int)
    /// Of an expert's second map, each row times its gate weight, `[F]`.
    case expertDown(Int)
    /// GELU of an expert's inner values plus `slopeStep`, each row times its gate weight, `[F]`.
    case expertAbove(Int)
  }

  /// What `expertAbove` adds: the difference to `expertDown` divided by it is GELU's slope.
  public static let slopeStep: Float = 0x1p-6

  /// A sum over rows.
  public struct Sum: Sendable {
    /// The sum of each component.
    public fileprivate(set) var values: [Double]
    /// How many rows were added.
    public fileprivate(set) var count = 0

    /// The sums divided by `count`.
    public func mean(of count: Int) -> [Float] { values.map { Float($0 / Double(count)) } }
  }

  private struct Key: Hashable {
    let layer: Int
    let input: Input
  }

  private var sums: [Key: Sum] = [:]

  /// Nothing seen yet.
  public init() {}

  /// What was summed for an input of a layer; `nil` if no token came by.
  public func sum(_ input: Input, layer: Int) -> Sum? { sums[Key(layer: layer, input: input)] }

  /// Adds the `rows` of `x` `[rows, width]`, each times its weight.
  func add(
    _ input: Input, layer: Int, _ x: FloatBuffer, rows: Range<Int>, width: Int,
    weights: [Float]? = nil
  ) {
    guard !rows.isEmpty else { return }
    let key = Key(layer: layer, input: input)
    var sum = sums.removeValue(forKey: key) ?? Sum(values: [Double](repeating: 0, count: width))
    Compute.addRows(x, rows: rows, weights: weights, to: &sum.values)
    sum.count += rows.count
    sums[key] = sum
  }
}
