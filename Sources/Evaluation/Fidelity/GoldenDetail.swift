import Base

/// What the model holds on its way for one text of S tokens.
public struct GoldenDetail: Sendable, Equatable {
  /// The shape of `hidden`.
  public internal(set) var hiddenShape: [Int] = []
  /// `[layers with experts, S, experts]`: the softmax over all experts, if the file has it.
  public internal(set) var routerProbabilities: [Float] = []
  /// The shape of `routerProbabilities`.
  public internal(set) var routerShape: [Int] = []

  // Hidden states are large: they stay in the file until they are looked at.
  private var stored: ByteRegion?

  /// `[states, S, width]`: after the embedding norm and after every layer; read anew each time.
  public var hidden: [Float] { stored?.elements(as: Float.self) ?? [] }

  /// One state, `[S, width]`.
  ///
  /// - Precondition: `index` is below the first of `hiddenShape`.
  func state(_ index: Int) -> [Float] {
    guard let stored else { preconditionFailure("a text without hidden states") }
    let byteCount = stored.byteCount / hiddenShape[0]
    return stored.slice(index * byteCount..<(index + 1) * byteCount).elements(as: Float.self)
  }

  package init(hidden: [Float] = [], hiddenShape: [Int] = []) {
    self.hiddenShape = hiddenShape
    guard !hidden.isEmpty else { return }
    var bytes: [UInt8] = []
    for value in hidden { bytes.appendLittleEndian(value.bitPattern) }
    stored = ByteRegion(copying: bytes)
  }

  mutating func store(hidden region: ByteRegion, shape: [Int]) {
    stored = region
    hiddenShape = shape
  }

  /// Whether all values are equal.
  public static func == (first: GoldenDetail, second: GoldenDetail) -> Bool {
    first.hiddenShape == second.hiddenShape && first.hidden == second.hidden
      && first.routerShape == second.routerShape
      && first.routerProbabilities == second.routerProbabilities
  }
}
