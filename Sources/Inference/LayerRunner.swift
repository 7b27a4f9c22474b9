package import Kernels
package import Model

/// Runs a model's layers over the hidden states of many texts, half a layer at a time, so that a
/// linear layer can be changed before anything that follows it has run.
///
/// Hidden states are the rows of a layer's input, `[T, H]`; each call takes the rows of whole texts,
/// of up to `rowCapacity` tokens together.
package final class LayerRunner {
  package let model: ModelConfiguration

  private let pass: ForwardPass
  private let compute: Compute
  private var workspace: Workspace { pass.workspace }

  /// Finds all weights that are not a layer's in `weights`.
  ///
  /// - Throws: `InferenceError` if a tensor is missing or wrong, or the kernels cannot run it.
  package init(
    weights: any WeightSource, maximumTokenCount: Int, rowCapacity: Int, compute: Compute
  ) throws(InferenceError) {
    model = weights.configuration
    self.compute = compute
    let graph = try Graph(from: weights, maximumTokenCount: maximumTokenCount)
    let workspace = Workspace(
      model: model, graph: graph, rowCapacity: rowCapacity, feedForwardCapacity: rowCapacity,
      compute: compute)
    pass = ForwardPass(
      model: model, graph: graph, compute: compute, workspace: workspace,
      options: RuntimeOptions(), trace: nil)
  }

  /// The embeddings of texts, into the rows of `states` from `firstRow` on; looked up in `table` if
  /// one is given, in the row that `rowOfID` gives for an id.
  package func embed(
    _ sequences: [[Int32]], table: TokenEmbedding? = nil, rowOfID: [Int32: Int32] = [:],
    into states: FloatBuffer, firstRow: Int
  ) {
    let rowCount = pass.pack(sequences).last?.upperBound ?? 0
    if table != nil {
      for row in 0..<rowCount {
        workspace.ids[row] = rowOfID[workspace.ids[row]] ?? workspace.ids[row]
      }
    }
    pass.embed(rowCount, table: table)
    store(workspace.x, in: states, rows: firstRow..<firstRow + rowCount)
  }

  /// The input of attention's output projection, `[rows, H]`; good until the next call.
  package func attended(
    _ layer: Layer, _ sequences: [[Int32]], states: FloatBuffer, firstRow: Int
  ) -> FloatBuffer {
    let ranges = pass.pack(sequences)
    let rowCount = ranges.last?.upperBound ?? 0
    load(states, rows: firstRow..<firstRow + rowCount)
    pass.mix(layer.qkv, ranges, pass.graph.rotary?.parts(of: ranges) ?? [], rowCount)
    return workspace.attended
  }

  /// Finishes the attention half of the `rows` of the hidden states, of which `attended` `[rows, H]` is
  /// what the output projection takes in.
  package func finishAttention(
    _ layer: Layer, attended: FloatBuffer, states: FloatBuffer, rows: Range<Int>
  ) {
    load(states, rows: rows)
    workspace.attended.store(attended.values(0..<rows.count * model.hiddenSize))
    pass.finishAttention(layer, rows.count)
    store(workspace.x, in: states, rows: rows)
  }

  /// Runs the attention half, leaving its results in the hidden states.
  package func attend(_ layer: Layer, _ sequences: [[Int32]], states: FloatBuffer, firstRow: Int) {
    _ = attended(layer, sequences, states: states, firstRow: firstRow)
    let rowCount = sequences.reduce(0) { $0 + $1.count }
    pass.finishAttention(layer, rowCount)
    store(workspace.x, in: states, rows: firstRow..<firstRow + rowCount)
  }

  /// The input of the feed-forward half's second linear layer, `[rows, F]`, of `rowCount` rows of
  /// `x`; good until the next call.
  package func inner(
    _ up: LinearWeight, bias: FloatVector?, _ x: FloatBuffer, rowCount: Int
  ) -> FloatBuffer {
    pass.activate(Linear(weight: up, bias: bias), x, rowCount)
    return workspace.inner
  }

  /// The experts of the `rows` of the hidden states, `[rows, chosen]`, and their shares.
  package func route(
    _ layer: Layer, states: FloatBuffer, rows: Range<Int>
  ) -> (experts: [Int32], shares: [Float]) {
    guard case .experts(let router, _, _) = layer.feedForward else { return ([], []) }
    load(states, rows: rows)
    compute.route(
      workspace.x, rowCount: rows.count, width: model.hiddenSize, router: router,
      expertCount: model.expertCount, normalizes: model.normalizesExpertWeights,
      logits: workspace.logits, into: workspace.routing)
    let slots = 0..<rows.count * model.expertsPerToken
    return (workspace.routing.experts.values(slots), workspace.routing.weights.values(slots))
  }

  /// What the feed-forward half adds to the `rows` of the hidden states, `[rows, H]`; good until the next
  /// call.
  package func added(_ layer: Layer, states: FloatBuffer, rows: Range<Int>) -> FloatBuffer {
    load(states, rows: rows)
    pass.feedForward(layer, 0, rows.count)
    return workspace.y
  }

  /// Runs the feed-forward half, leaving its results in the hidden states.
  package func feedForward(_ layer: Layer, states: FloatBuffer, rows: Range<Int>) {
    _ = added(layer, states: states, rows: rows)
    pass.finishFeedForward(layer, rows.count)
    store(workspace.x, in: states, rows: rows)
  }

  /// What the experts of a layer add to the `rows` of the hidden states, `[rows, H]`, into `summed` but
  /// for the bias that they share; with it, it is what is returned, good until the next call.
  package func added(
    _ layer: Layer, states: FloatBuffer, rows: Range<Int>, withoutBias summed: FloatBuffer
  ) -> FloatBuffer {
    let (layer, bias) = layer.withoutSharedBias()
    let added = added(layer, states: states, rows: rows)
    summed.store(added.values(0..<rows.count * model.hiddenSize))
    compute.biasAndGelu(
      added, rowCount: rows.count, width: model.hiddenSize, bias: bias, gelu: false)
    return added
  }

  /// Finishes the feed-forward half of the `rows` of the hidden states, to which the experts add
  /// `summed` `[rows, H]` and the bias that they share.
  package func finishExperts(
    _ layer: Layer, summed: FloatBuffer, states: FloatBuffer, rows: Range<Int>
  ) {
    load(states, rows: rows)
    workspace.y.store(summed.values(0..<rows.count * model.hiddenSize))
    compute.biasAndGelu(
      workspace.y, rowCount: rows.count, width: model.hiddenSize,
      bias: layer.withoutSharedBias().bias, gelu: false)
    pass.finishFeedForward(layer, rows.count)
    store(workspace.x, in: states, rows: rows)
  }

  /// The pooled vectors of texts, `[texts, modes · H]`; the tokens of a prompt count like others.
  package func pooled(
    _ sequences: [[Int32]], _ pooling: Pooling, states: FloatBuffer, firstRow: Int
  ) -> FloatBuffer {
    let ranges = pass.pack(sequences)
    load(states, rows: firstRow..<firstRow + (ranges.last?.upperBound ?? 0))
    return pass.pool(ranges.map { PooledRows($0) }, pooling)
  }

  private func load(_ states: FloatBuffer, rows: Range<Int>) {
    precondition(rows.count <= workspace.rowCapacity)
    let width = model.hiddenSize
    workspace.x.store(states.values(rows.lowerBound * width..<rows.upperBound * width))
  }

  private func store(_ values: FloatBuffer, in states: FloatBuffer, rows: Range<Int>) {
    let width = model.hiddenSize
    states.store(values.values(0..<rows.count * width), at: rows.lowerBound * width)
  }
}
