/// What a run saw on its way: hidden states and the choice of experts, for verification.
///
/// Rows follow the texts in the order given, packed without padding.
public final class ForwardTrace {
  /// Whether hidden states are kept; they are large.
  public let keepsHidden: Bool
  /// After the embedding norm and after every layer, `[layers + 1]` of `[T, H]`.
  public private(set) var hidden: [[Float]] = []
  /// For every expert layer by its index, the experts of each token `[T, chosen]`, ascending.
  public private(set) var experts: [Int: [Int32]] = [:]

  /// Where the inputs of linear maps are summed, if they are.
  public let inputs: InputSums?

  /// Keeps the routing, and the hidden states if asked; sums inputs in `inputs`.
  public init(keepsHidden: Bool = false, inputs: InputSums? = nil) {
    self.keepsHidden = keepsHidden
    self.inputs = inputs
  }

  func record(hidden values: @autoclosure () -> [Float], layer: Int) {
    guard keepsHidden else { return }
    if layer == hidden.count { hidden.append([]) }
    hidden[layer] += values()
  }

  func record(experts values: [Int32], layer: Int) { experts[layer, default: []] += values }
}
