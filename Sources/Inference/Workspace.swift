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
