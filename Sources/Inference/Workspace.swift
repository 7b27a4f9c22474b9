import Kernels
import Model

/// The buffers of one forward pass over up to `rowCapacity` tokens; made once and kept.
final class Workspace {
  let rowCapacity: Int
  /// How many rows fit the buffers of a feed-forward block.
  let feedForwardCapacity: Int
  let ids: IndexBuffer
  let positions: IndexBuffer
  /// The hidden states, `[rows, H]`.
  let x: FloatBuffer
  /// What a block adds to the hidden states, `[rows, H]`.
  let y: FloatBuffer
  /// Attention's heads side by side, `[rows, H]`.
  let attended: FloatBuffer
  /// `[rows, 3H]`.
  let qkv: FloatBuffer
  let attentionScratch: FloatBuffer
  /// `[feed-forward rows, F]`, or `[feed-forward rows x chosen, F]` with experts.
  let inner: FloatBuffer
  /// A gated block's first linear layer and gate, `[feed-forward rows, 2F]`.
  let gated: FloatBuffer
  /// The experts' results, `[feed-forward rows x chosen, H]`.
  let expertRows: FloatBuffer
  /// The experts' inputs in the binary32 path, `[feed-forward rows x chosen, H]`.
  let gathered: FloatBuffer
  let narrow: ActivationBuffer
  let wide: ActivationBuffer
  let logits: FloatBuffer
  let routing: Routing
  /// Which token each row of a grouped product is of, and where each token's results lie.
  let tokenOfRow: IndexBuffer
  let rowOfToken: IndexBuffer
  /// A binary16 matrix, widened.
  let widened: FloatBuffer

  init(
    model: ModelConfiguration, graph: Graph, rowCapacity: Int, feedForwardCapacity: Int,
    compute: Compute
  ) {
    let hasExperts = model.expertLayers.contains(true)
    let chosen = hasExperts ? model.expertsPerToken : 1
    let spread = feedForwardCapacity * chosen
    let hidden = model.hiddenSize
    self.rowCapacity = rowCapacity
    self.feedForwardCapacity = feedForwardCapacity
    ids = IndexBuffer(count: rowCapacity)
    positions = IndexBuffer(count: rowCapacity)
    x = FloatBuffer(count: rowCapacity * hidden)
    y = FloatBuffer(count: rowCapacity * hidden)
    attended = FloatBuffer(count: rowCapacity * hidden)
    qkv = FloatBuffer(count: rowCapacity * 3 * hidden)
    attentionScratch = FloatBuffer(
      count: compute.attentionScratchCount(tokenCount: rowCapacity, headDim: model.headDim))
    inner = FloatBuffer(count: spread * model.feedForwardSize)
    gated = FloatBuffer(count: model.isGated ? feedForwardCapacity * 2 * model.feedForwardSize : 0)
    expertRows = FloatBuffer(count: hasExperts ? spread * hidden : 0)
    let hasFloatExperts = graph.layers.contains { $0.hasFloatExperts }
    gathered = FloatBuffer(count: hasFloatExperts ? spread * hidden : 0)
    narrow = ActivationBuffer(
      rowCount: rowCapacity, width: KernelOrder.paddedInputCount(hidden))
    wide = ActivationBuffer(
      rowCount: spread,
      width: KernelOrder.paddedInputCount(max(model.feedForwardSize, hidden)))
    logits = FloatBuffer(count: rowCapacity * max(model.expertCount, 1))
    routing = Routing(rowCount: rowCapacity, chosenCount: chosen)
    tokenOfRow = IndexBuffer(count: spread)
    rowOfToken = IndexBuffer(count: rowCapacity * chosen)
    let halves = graph.weights.map { weight in
      if case .half(_, let outputCount, let inputCount) = weight {
        outputCount * inputCount
      } else {
        0
      }
    }
    widened = FloatBuffer(count: halves.max() ?? 0)
  }
}

/// The tables of rotary angles: one for all texts but those that dynamic scaling lengthens.
struct RotaryTables {
  /// Rows of a packed batch that are rotated by one table.
  struct Part {
    let rows: Range<Int>
    let table: RotaryTable
  }

  private let positions: RotaryPositions
  private let headDim: Int
  private let common: RotaryTable

  /// - Precondition: `check` has accepted the same.
  init(_ positions: RotaryPositions, headDim: Int, maximumTokenCount: Int) {
    self.positions = positions
    self.headDim = headDim
    common = RotaryTable(
      base: positions.base, divisor: positions.divisor, headDim: headDim,
      positionCount: min(maximumTokenCount, positions.scaling?.trainedCount ?? maximumTokenCount))
  }

  /// The parts of a batch whose sequences lie at `ranges`, end to end.
  func parts(of ranges: [Range<Int>]) -> [Part] {
    guard let end = ranges.last?.upperBound else { return [] }
    guard let scaling = positions.scaling else {
      return [Part(rows: 0..<end, table: common)]
    }
    return ranges.map { rows in
      Part(
        rows: rows,
        table: rows.count <= scaling.trainedCount ? common : scaled(scaling, rows.count))
    }
  }

  private func scaled(_ scaling: RotaryPositions.DynamicScaling, _ count: Int) -> RotaryTable {
    RotaryTable(
      base: RotaryTable.scaledBase(
        positions.base, factor: scaling.factor, trainedCount: scaling.trainedCount,
        tokenCount: count, headDim: headDim),
      divisor: positions.divisor, headDim: headDim, positionCount: count)
  }

  /// Refuses positions without a table for the longest text.
  ///
  /// - Throws: `InferenceError.unsupportedModel`.
  static func check(
    _ positions: RotaryPositions, headDim: Int, maximumTokenCount: Int
  ) throws(InferenceError) {
    guard headDim.isMultiple(of: 2), headDim > 2 || positions.scaling == nil else {
      throw .unsupportedModel(
        .headSize,
        expected: positions.scaling == nil
          ? "even with rotary positions" : "even and above 2 with scaled rotary positions",
        found: "\(headDim)")
    }
    // Angles are exact below 2^20 only.
    let fastest = max(1, 1 / positions.base) / Double(positions.divisor)
    guard fastest * Double(maximumTokenCount) < Double(1 << 20) else {
      throw .unsupportedModel(
        .rotaryBase, expected: "angles below 2^20",
        found: "\(positions.base) and \(positions.divisor)")
    }
    // The base grows with the text.
    guard let scaling = positions.scaling, maximumTokenCount > scaling.trainedCount else { return }
    let largest = RotaryTable.scaledBase(
      positions.base, factor: scaling.factor, trainedCount: scaling.trainedCount,
      tokenCount: maximumTokenCount, headDim: headDim)
    guard largest.isFinite else {
      throw .unsupportedModel(
        .rotaryScaling, expected: "one with finite bases",
        found: "\(scaling.factor)")
    }
  }
}
