import Kernels

/// What a run saw on its way: hidden states and the choice of experts, for verification.
///
/// Rows follow the texts in the order given, packed without padding.
package final class ForwardTrace {
  /// Which hidden states are kept; each is as large as all token vectors.
  package enum States: Sendable {
    case none
    /// Those after the embedding norm and after every layer.
    case all
  }

  /// Which hidden states are kept.
  package let states: States
  /// What is kept, `[layers + 1]` of `[T, H]`, or nothing.
  package private(set) var hidden: [[Float]] = []
  /// For every expert layer by its index, the experts of each token `[T, chosen]`, ascending.
  package private(set) var experts: [Int: [Int32]] = [:]
  /// The lengths of the texts' vectors, cut but not normalised.
  package private(set) var pooledLengths: [Double] = []

  /// Where the inputs of linear layers are summed; `nil` if they are not.
  package let inputs: InputSums?

  /// Keeps the routing and the hidden states that are asked for; sums inputs in `inputs`.
  package init(keeping states: States = .none, inputs: InputSums? = nil) {
    self.states = states
    self.inputs = inputs
  }

  /// Takes state number `index` of `count`.
  func record(hidden values: @autoclosure () -> [Float], state index: Int, of count: Int) {
    guard states == .all else { return }
    if index == hidden.count { hidden.append([]) }
    hidden[index] += values()
  }

  func record(pooled vector: [Float]) { pooledLengths.append(Cosine.length(vector)) }

  func record(experts values: [Int32], layer: Int) { experts[layer, default: []] += values }
}

/// Sums over tokens of the inputs of a model's linear layers, from which biases are corrected.
///
/// Taken from runs of a quantised model, they are the same on every machine.
package final class InputSums {
  /// The input of one linear layer of a block, or what belongs to one.
  package enum Input: Hashable, Sendable {
    /// Of the query, key and value projection, `[H]`.
    case qkv
    /// Of the attention's output projection, `[H]`.
    case attentionOut
    /// Of the dense feed-forward block's first and second linear layer, `[H]` and `[F]`.
    case up, down
    /// Of a linear map after pooling, a row for each text; its "layer" is its place among the steps.
    case step
    /// Of an expert's first linear layer, `[H]`.
    case expertUp(Int)
    /// Of an expert's second linear layer, each row times its gate weight, `[F]`.
    case expertDown(Int)
    /// GELU of an expert's inner values plus `slopeStep`, each row times its gate weight, `[F]`.
    case expertAbove(Int)
  }

  /// What `expertAbove` adds: the difference to `expertDown` divided by it is GELU's slope.
  package static let slopeStep: Float = 0x1p-6

  /// A sum over rows.
  package struct Sum: Sendable {
    /// The sum of each component.
    package fileprivate(set) var values: [Double]
    /// How many rows were added.
    package fileprivate(set) var count = 0

    /// The sums divided by `count`.
    package func mean(of count: Int) -> [Float] { values.map { Float($0 / Double(count)) } }
  }

  private struct Key: Hashable {
    let layer: Int
    let input: Input
  }

  private var sums: [Key: Sum] = [:]

  package init() {}

  /// What was summed for an input of a layer; `nil` if no token reached it.
  package func sum(_ input: Input, layer: Int) -> Sum? { sums[Key(layer: layer, input: input)] }

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
