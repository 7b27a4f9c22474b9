/// What a run saw on its way: hidden states and the choice of experts, for verification.
///
/// Rows follow the texts in the order given, packed without padding.
public final class ForwardTrace {
  /// Which hidden states are kept; each is as large as all token vectors.
  public enum States: Sendable {
    /// None.
    case none
    /// What the last layer leaves, which the pooling takes.
    case last
    /// Those after the embedding norm and after every layer.
    case all
  }

  /// Which hidden states are kept.
  public let states: States
  /// What is kept, `[states]` of `[T, H]`: `[layers + 1]`, the last alone, or nothing.
  public private(set) var hidden: [[Float]] = []
  /// For every expert layer by its index, the experts of each token `[T, chosen]`, ascending.
  public private(set) var experts: [Int: [Int32]] = [:]

  /// Where the inputs of linear maps are summed, if they are.
  public let inputs: InputSums?

  /// Keeps the routing and the hidden states that are asked for; sums inputs in `inputs`.
  public init(keeping states: States = .none, inputs: InputSums? = nil) {
    self.states = states
    self.inputs = inputs
  }

  /// Takes state number `index` of `count`.
  func record(hidden values: @autoclosure () -> [Float], state index: Int, of count: Int) {
    let place: Int
    switch states {
    case .none: return
    case .last:
      guard index == count - 1 else { return }
      place = 0
    case .all: place = index
    }
    if place == hidden.count { hidden.append([]) }
    hidden[place] += values()
  }

  func record(experts values: [Int32], layer: Int) { experts[layer, default: []] += values }
}
