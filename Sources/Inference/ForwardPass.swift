import Kernels
import Model

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

  /// Runs all layers, with `betweenLayers` after each but the last; the token vectors are left in the
  /// workspace's `x`.
  ///
  /// - Returns: the rows of each sequence.
  func run(_ sequences: [[Int32]], betweenLayers: (() -> Void)? = nil) -> [Range<Int>] {
    let ranges = pack(sequences)
    let rowCount = ranges.last?.upperBound ?? 0
    embed(rowCount)
    record(state: 0, rowCount)
    let rotated = graph.rotary?.parts(of: ranges) ?? []
    for (index, layer) in graph.layers.enumerated() {
      attend(layer, index, ranges, rotated, rowCount)
      feedForward(layer, index, rowCount)
      finishFeedForward(layer, rowCount)
      record(state: index + 1, rowCount)
      if options.releasesPages { graph.releasePages(of: layer) }
      if index + 1 < graph.layers.count { betweenLayers?() }
    }
    return ranges
  }

  /// Leaves the embeddings of packed sequences, looked up in the model's table or another, in `x`.
  func embed(_ rowCount: Int, table: TokenEmbedding? = nil) {
    compute.embed(
      ids: workspace.ids, positions: workspace.positions, rowCount: rowCount,
      table: table ?? graph.tokenEmbedding, positionTable: graph.positionTable,
      typeRow: graph.typeRow,
      into: workspace.x)
    normalize(workspace.x, residual: nil, graph.embeddingNorm, rowCount, into: workspace.x)
  }

  /// The pooled vectors `[texts, modes · H]`, not normalised.
  func pool(_ texts: [PooledRows], _ pooling: Pooling) -> FloatBuffer {
    compute.pool(workspace.x, texts: texts, width: hidden, pooling: pooling)
  }

  /// Lays the sequences end to end, each with positions from its own beginning.
  func pack(_ sequences: [[Int32]]) -> [Range<Int>] {
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

  func normalize(
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
    mix(layer.qkv, ranges, rotated, rowCount)
    sum(.attentionOut, index, workspace.attended, rowCount, hidden)
    finishAttention(layer, rowCount)
  }

  /// Leaves the heads' results for the rows of `x`, side by side, in `attended`.
  func mix(
    _ qkv: Linear, _ ranges: [Range<Int>], _ rotated: [RotaryTables.Part], _ rowCount: Int
  ) {
    apply(qkv, to: workspace.x, rowCount, activations: workspace.narrow, into: workspace.qkv)
    for part in rotated {
      compute.rotatePositions(
        workspace.qkv, positions: workspace.positions, rows: part.rows,
        headCount: model.headCount, headDim: model.headDim, table: part.table)
    }
    compute.attention(
      workspace.qkv, sequences: ranges, headCount: model.headCount, headDim: model.headDim,
      bias: graph.attentionBias, precision: qkv.weight.isQuantized ? .integers : .binary32,
      scratch: workspace.attentionScratch, into: workspace.attended)
  }

  /// Adds what attention has left in `attended` to `x`.
  func finishAttention(_ layer: Layer, _ rowCount: Int) {
    apply(
      layer.attentionOut, to: workspace.attended, rowCount, activations: workspace.narrow,
      into: workspace.y)
    normalize(workspace.y, residual: workspace.x, layer.attentionNorm, rowCount, into: workspace.x)
  }

  private func record(state index: Int, _ rowCount: Int) {
    trace?.record(
      hidden: workspace.x.values(0..<rowCount * hidden), state: index, of: graph.layers.count + 1)
  }

  func sum(
    _ input: InputSums.Input, _ layer: Int, _ x: FloatBuffer, _ rowCount: Int, _ width: Int
  ) {
    trace?.inputs?.add(input, layer: layer, x, rows: 0..<rowCount, width: width)
  }

  /// `out = f(x · Wᵀ + b)` over all rows.
  func apply(
    _ linear: Linear, to x: FloatBuffer, _ rowCount: Int, activations: ActivationBuffer,
    gelu: Bool = false, into out: FloatBuffer
  ) {
    compute.apply(
      linear, to: x, rowCount, activations: activations, widened: workspace.widened, gelu: gelu,
      into: out)
  }

  /// The binary32 product alone, for the rows from `firstRow` on.
  func applyFloat(
    _ weight: LinearWeight, to x: FloatBuffer, _ rowCount: Int, firstRow: Int,
    into out: FloatBuffer
  ) {
    compute.floatProduct(
      weight, of: x, rowCount, firstRow: firstRow, widened: workspace.widened, into: out)
  }
}

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

  /// Leaves the result of the first linear layer and its function on `rowCount` rows of `x` in `inner`.
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

extension ForwardPass {
  /// The weights of the tokens of each sequence, of the rows `ranges` that `run` has left in `x`.
  ///
  /// `max(0, w · h + b)`, and of a token that occurs more than once the largest; the ids `excluded`
  /// and weights of 0 are left out.
  ///
  /// Source: FlagEmbedding, `finetune/embedder/encoder_only/m3/modeling.py`.
  func tokenWeights(
    _ head: (weight: FloatVector, bias: FloatVector), _ sequences: [[Int32]],
    _ ranges: [Range<Int>],
    excluded: Set<Int32>
  ) -> [[TextEmbedding.TokenWeight]] {
    let rowCount = ranges.last?.upperBound ?? 0
    compute.dots(
      workspace.x, rowCount: rowCount, width: hidden, vector: head.weight, into: workspace.logits)
    compute.biasAndGelu(
      workspace.logits, rowCount: rowCount, width: 1, bias: head.bias, gelu: false)
    let weights = workspace.logits.values(0..<rowCount)
    return zip(sequences, ranges).map { ids, rows in
      var largest: [Int32: Float] = [:]
      for (id, row) in zip(ids, rows) where !excluded.contains(id) {
        let known = largest[id] ?? 0
        // Written so that NaN is kept, to be refused.
        if known.isNaN || weights[row] <= known { continue }
        largest[id] = weights[row]
      }
      return largest.sorted { $0.key < $1.key }
        .map { TextEmbedding.TokenWeight(id: $0.key, weight: $0.value) }
    }
  }

  /// A vector of length 1 for every token but the first of each sequence.
  func tokenVectors(_ head: Linear, _ ranges: [Range<Int>]) -> [[[Float]]] {
    let rowCount = ranges.last?.upperBound ?? 0
    apply(head, to: workspace.x, rowCount, activations: workspace.narrow, into: workspace.y)
    return ranges.map { rows in
      rows.dropFirst().map { row in
        var vector = workspace.y.values(row * hidden..<(row + 1) * hidden)
        compute.normalize(&vector)
        return vector
      }
    }
  }

  /// The rows of each sequence that `run` has left in `x`.
  func tokenStates(_ ranges: [Range<Int>]) -> [[[Float]]] {
    ranges.map { rows in
      rows.map { workspace.x.values($0 * hidden..<($0 + 1) * hidden) }
    }
  }
}
