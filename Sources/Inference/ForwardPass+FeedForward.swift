import Model
import Kernels

extension ForwardPass {
  /// Leaves what the feed-forward block or the experts make of `x` in `y`.
  func feedForward(_ layer: Layer, _ index: Int, _ rowCount: Int) {
    switch layer.feedForward {
    case .dense(let up, let down): runDense(up, down, rowCount, layer: index)
    case .experts(let router, let experts, let bias):
      runExperts(router, experts, bias, rowCount, layer: index)
    }
  }

  /// Adds `y` to `x`.
  func finishFeedForward(_ layer: Layer, _ rowCount: Int) {
    normalize(
      workspace.y, residual: workspace.x, layer.feedForwardNorm, rowCount, into: workspace.x)
  }

  private func runDense(_ up: Linear, _ down: Linear, _ rowCount: Int, layer: Int) {
    for rows in feedForwardChunks(rowCount) {
      let values = rows.lowerBound * hidden..<rows.upperBound * hidden
      sum(.up, layer, workspace.x.slice(values), rows.count, hidden)
      activate(up, workspace.x.slice(values), rows.count)
      sum(.down, layer, workspace.inner, rows.count, model.feedForwardSize)
      apply(
        down, to: workspace.inner, rows.count, activations: workspace.wide,
        into: workspace.y.slice(values))
    }
  }

  /// Leaves what the first map and its function make of `rowCount` rows of `x` in `inner`.
  func activate(_ up: Linear, _ x: FloatBuffer, _ rowCount: Int) {
    apply(
      up, to: x, rowCount, activations: workspace.narrow, gelu: !model.isGated,
      into: model.isGated ? workspace.gated : workspace.inner)
    guard model.isGated else { return }
    compute.gate(
      workspace.gated, rowCount: rowCount, width: model.feedForwardSize,
      function: model.activation == .silu ? .silu : .gelu, into: workspace.inner)
  }

  /// The rows that go through a feed-forward block together: its buffers are the widest, and need
  /// not grow with the longest text.
  func feedForwardChunks(_ rowCount: Int) -> [Range<Int>] {
    let chunk = workspace.feedForwardCapacity
    return stride(from: 0, to: rowCount, by: chunk).map { $0..<min(rowCount, $0 + chunk) }
  }
}
