import Base
import Inference
import Kernels
import Model

extension Calibration {
  /// The tokens that one expert is given, and their shares.
  struct ExpertTokens {
    var rows: [Int] = []
    var shares: [Float] = []
  }

  /// Calibrates every expert with the tokens that the file's router gives it, each weighted by its
  /// share, and takes the streams past them.
  func calibrateExperts(_ index: Int) throws(QuantizationError) {
    try fitRouter(index)
    let tokens = try route(index)
    report.expertTokenCounts[index] = tokens.map(\.rows.count)
    for (expert, tokens) in tokens.enumerated() {
      try calibrate(tokens, of: expert, layer: index)
      try progress.advance(.expert, layer: index)
    }
    guard correctsBiases else { return try finishFeedForward(index) }
    try correctSharedBias(index)
    try finishExperts(index)
  }

  func route(_ index: Int) throws(QuantizationError) -> [ExpertTokens] {
    let layer = try layer(index, from: file)
    var tokens = [ExpertTokens](repeating: ExpertTokens(), count: model.expertCount)
    for batch in batches {
      let (experts, shares) = runner.route(layer, states: quantized.states, rows: batch.rows)
      for (slot, expert) in experts.enumerated() {
        tokens[Int(expert)].rows.append(batch.rows.lowerBound + slot / model.expertsPerToken)
        tokens[Int(expert)].shares.append(shares[slot])
      }
    }
    return tokens
  }

  private func calibrate(
    _ tokens: ExpertTokens, of expert: Int, layer: Int
  ) throws(QuantizationError) {
    let inner = model.feedForwardSize
    let upName = TensorName.weight(.expert(layer: layer, expert, .up))
    let downName = TensorName.weight(.expert(layer: layer, expert, .down))
    let up = statistics(of: upName, isCentred: false)
    forChunks(tokens) { ours, theirs, shares in
      up.add(quantized: ours, original: theirs, rowCount: shares.count, shares: shares)
    }
    try calibrate(upName, up)
    guard isCalibrated(downName) else { return }
    let ourUp = try wrapping(QuantizationError.inference, file.linear(upName))
    let theirUp =
      original == nil
      ? nil : try wrapping(QuantizationError.inference, reference.linear(upName))
    let down = statistics(of: downName, isCentred: false)
    forChunks(tokens) { ours, theirs, shares in
      let found = runner.inner(ourUp, bias: nil, ours, rowCount: shares.count)
      guard let theirUp, let theirs else {
        down.add(quantized: found, original: nil, rowCount: shares.count, shares: shares)
        return
      }
      let kept = copy(found, rows: 0..<shares.count, width: inner)
      let wanted = runner.inner(theirUp, bias: nil, theirs, rowCount: shares.count)
      down.add(quantized: kept, original: wanted, rowCount: shares.count, shares: shares)
    }
    try calibrate(downName, down)
  }

  /// Calls `body` with the rows of both streams for some tokens at a time.
  private func forChunks(
    _ tokens: ExpertTokens, _ body: (FloatBuffer, FloatBuffer?, FloatBuffer) -> Void
  ) {
    let (hidden, capacity) = (model.hiddenSize, CalibrationBatches.rowCapacity)
    for first in stride(from: 0, to: tokens.rows.count, by: capacity) {
      let chunk = first..<min(tokens.rows.count, first + capacity)
      let index = IndexBuffer(count: chunk.count)
      let shares = FloatBuffer(count: chunk.count)
      for (slot, token) in chunk.enumerated() { index[slot] = Int32(tokens.rows[token]) }
      shares.store(Array(tokens.shares[chunk]))
      func gathered(_ stream: Stream) -> FloatBuffer {
        let rows = FloatBuffer(count: chunk.count * hidden)
        compute.gather(
          stream.states, index: index, rowCount: chunk.count, width: hidden, into: rows)
        return rows
      }
      body(gathered(quantized), original.map(gathered), shares)
    }
  }

  /// The bias that all experts share takes up the mean of what is left of their errors; what they add
  /// without it is kept.
  private func correctSharedBias(_ index: Int) throws(QuantizationError) {
    guard let count = batches.last?.rows.upperBound else { return }
    let name = TensorName.bias(.layer(index, .experts))
    let (ours, theirs) = (try layer(index, from: file), try layer(index, from: reference))
    var found = [Double](repeating: 0, count: model.hiddenSize)
    var wanted = found
    for batch in batches {
      let rows = 0..<batch.rows.count
      let added = runner.added(
        ours, states: quantized.states, rows: batch.rows,
        withoutBias: slice(quantized.kept, rows: batch.rows))
      Compute.addRows(added, rows: rows, to: &found)
      let aimed =
        if let original {
          runner.added(
            theirs, states: original.states, rows: batch.rows,
            withoutBias: slice(original.kept, rows: batch.rows))
        } else {
          runner.added(theirs, states: quantized.states, rows: batch.rows)
        }
      Compute.addRows(aimed, rows: rows, to: &wanted)
    }
    let current = try wrapping(QuantizationError.inference, file.vector(name))
    let corrected = zip(current.region.elements(as: Float.self), zip(wanted, found)).map {
      $0 + Float(($1.0 - $1.1) / Double(count))
    }
    try write(corrected, vector: name)
  }

  /// Takes the streams past the experts of a layer, whose sums are kept.
  private func finishExperts(_ index: Int) throws(QuantizationError) {
    try forStreams(index) { stream, layer, batch in
      runner.finishExperts(
        layer, summed: slice(stream.kept, rows: batch.rows), states: stream.states,
        rows: batch.rows)
    }
  }
}
