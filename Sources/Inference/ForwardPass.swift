import Architectures
import Kernels
import Tensors

/// One run of the graph over a batch of packed sequences.
///
/// embeddings -> norm -> [attention, norm, feed-forward or experts, norm] x layers -> pooling.
struct ForwardPass {
  let model: ModelConfiguration
  let graph: Graph
  let compute: Compute
  let workspace: Workspace
  let options: RuntimeOptions
  let trace: ForwardTrace?

  var hidden: Int { model.hiddenSize }

  /// Runs all layers; the token vectors are left in the workspace's `x`.
  ///
  /// - Returns: the rows of each sequence.
  func run(_ sequences: [[Int32]]) -> [Range<Int>] {
    let ranges = pack(sequences)
    let rowCount = ranges.last?.upperBound ?? 0
    compute.embed(
      ids: workspace.ids, positions: workspace.positions, rowCount: rowCount,
      table: graph.tokenTable, positionTable: graph.positionTable, typeRow: graph.typeRow,
      into: workspace.x)
    normalize(workspace.x, residual: nil, graph.embeddingNorm, rowCount, into: workspace.x)
    record(state: 0, rowCount)
    let rotated = graph.rotary?.parts(of: ranges) ?? []
    for (index, layer) in graph.layers.enumerated() {
      attend(layer, index, ranges, rotated, rowCount)
      switch layer.feedForward {
      case .dense(let up, let down): runDense(up, down, rowCount, layer: index)
      case .experts(let router, let experts, let bias):
        runExperts(router, experts, bias, rowCount, layer: index)
      }
      normalize(
        workspace.y, residual: workspace.x, layer.feedForwardNorm, rowCount, into: workspace.x)
      record(state: index + 1, rowCount)
      if options.releasesPages { graph.releasePages(of: layer) }
    }
    return ranges
  }

  /// The pooled vectors `[sequences, H]`, not normalised.
  func pool(_ ranges: [Range<Int>], _ pooling: Pooling) -> FloatBuffer {
    compute.pool(workspace.x, sequences: ranges, width: hidden, mean: pooling == .mean)
  }

  /// Lays the sequences end to end, each with positions from its own beginning.
  private func pack(_ sequences: [[Int32]]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var row = 0
    for sequence in sequences {
      let first = row
      var position = Int32(graph.positionOffset)
      let padding = position - 1
      for id in sequence {
        workspace.ids[row] = id
        // A padding token written out in a text; -1 where there is none is no id.
        let isPadding = id == padding
        workspace.positions[row] = isPadding ? padding : position
        if !isPadding { position += 1 }
        row += 1
      }
      ranges.append(first..<row)
    }
    return ranges
  }

  private func normalize(
    _ x: FloatBuffer, residual: FloatBuffer?, _ norm: Norm, _ rowCount: Int, into y: FloatBuffer
  ) {
    compute.layerNorm(
      x, residual: residual, rowCount: rowCount, width: hidden, weight: norm.weight,
      bias: norm.bias, epsilon: model.layerNormEpsilon, into: y)
  }

  private func attend(
    _ layer: Layer, _ index: Int, _ ranges: [Range<Int>], _ rotated: [RotaryTables.Part],
    _ rowCount: Int
  ) {
    sum(.qkv, index, workspace.x, rowCount, hidden)
    apply(layer.qkv, to: workspace.x, rowCount, activations: workspace.narrow, into: workspace.qkv)
    for part in rotated {
      compute.rotatePositions(
        workspace.qkv, positions: workspace.positions, rows: part.rows,
        headCount: model.headCount, headDim: model.headDim, table: part.table)
    }
    compute.attention(
      workspace.qkv, sequences: ranges, headCount: model.headCount, headDim: model.headDim,
      scratch: workspace.attentionScratch, into: workspace.attended)
    sum(.attentionOut, index, workspace.attended, rowCount, hidden)
    apply(
      layer.attentionOut, to: workspace.attended, rowCount, activations: workspace.narrow,
      into: workspace.y)
    normalize(workspace.y, residual: workspace.x, layer.attentionNorm, rowCount, into: workspace.x)
  }

  private func runDense(_ up: Linear, _ down: Linear, _ rowCount: Int, layer: Int) {
    for rows in feedForwardChunks(rowCount) {
      let values = rows.lowerBound * hidden..<rows.upperBound * hidden
      sum(.up, layer, workspace.x.slice(values), rows.count, hidden)
      apply(
        up, to: workspace.x.slice(values), rows.count, activations: workspace.narrow,
        gelu: !model.isGated, into: model.isGated ? workspace.gated : workspace.inner)
      if model.isGated {
        compute.gate(
          workspace.gated, rowCount: rows.count, width: model.feedForwardSize,
          function: model.activation == .silu ? .silu : .gelu, into: workspace.inner)
      }
      sum(.down, layer, workspace.inner, rows.count, model.feedForwardSize)
      apply(
        down, to: workspace.inner, rows.count, activations: workspace.wide,
        into: workspace.y.slice(values))
    }
  }

  private func record(state index: Int, _ rowCount: Int) {
    trace?.record(
      hidden: workspace.x.values(0..<rowCount * hidden), state: index, of: graph.layers.count + 1)
  }

  private func sum(
    _ input: InputSums.Input, _ layer: Int, _ x: FloatBuffer, _ rowCount: Int, _ width: Int
  ) {
    trace?.inputs?.add(input, layer: layer, x, rows: 0..<rowCount, width: width)
  }

  /// The rows that go through a feed-forward block together: its buffers are the widest, and need
  /// not grow with the longest text.
  func feedForwardChunks(_ rowCount: Int) -> [Range<Int>] {
    let chunk = workspace.feedForwardCapacity
    return stride(from: 0, to: rowCount, by: chunk).map { $0..<min(rowCount, $0 + chunk) }
  }

  /// `out = f(x · Wᵀ + b)` over all rows.
  func apply(
    _ linear: Linear, to x: FloatBuffer, _ rowCount: Int, activations: ActivationBuffer,
    gelu: Bool = false, into out: FloatBuffer
  ) {
    switch linear.weight {
    case .quantized(let matrix):
      compute.quantize(
        x, rowCount: rowCount, width: matrix.layout.inputCount, rotation: matrix.rotation,
        into: activations)
      compute.products(
        [.init(matrix: matrix, firstRow: 0, rowCount: rowCount)], activations: activations,
        bias: linear.bias, gelu: gelu, into: out)
    case .float, .half:
      applyFloat(linear.weight, to: x, rowCount, firstRow: 0, into: out)
      compute.biasAndGelu(
        out, rowCount: rowCount, width: linear.weight.outputCount, bias: linear.bias, gelu: gelu)
    }
  }

  /// The binary32 product alone, for the rows from `firstRow` on.
  func applyFloat(
    _ weight: LinearWeight, to x: FloatBuffer, _ rowCount: Int, firstRow: Int,
    into out: FloatBuffer
  ) {
    let parts: [FloatMatrix]
    switch weight {
    case .quantized: preconditionFailure("a quantised matrix has no binary32 product")
    case .float(let matrices): parts = matrices
    case .half(let region, let outputCount, let inputCount):
      parts = [
        compute.widen(
          half: region, outputCount: outputCount, inputCount: inputCount, into: workspace.widened)
      ]
    }
    compute.floatProduct(
      x, rowCount: rowCount, firstRow: firstRow, weight: parts, outputCount: weight.outputCount,
      into: out)
  }
}
