import Base
import HuggingFace
import Inference
import Kernels
import Model

/// The halves of a layer.
extension Calibration {
  /// Calibrates the linears of attention and takes the streams past it.
  func calibrateAttention(_ index: Int) throws(QuantizationError) {
    try calibrate(.layer(index, .qkv), adding: addStreams)
    try forStreams(index) { stream, layer, batch in
      let first = batch.rows.lowerBound
      let found = runner.attended(layer, batch.sequences, states: stream.states, firstRow: first)
      stream.kept.store(
        found.values(0..<batch.rows.count * model.hiddenSize), at: first * model.hiddenSize)
    }
    try calibrate(.layer(index, .attentionOut)) { out in
      for batch in batches {
        out.add(
          quantized: slice(quantized.kept, rows: batch.rows),
          original: original.map { copy($0.kept, rows: batch.rows, width: model.hiddenSize) },
          rowCount: batch.rows.count)
      }
    }
    try forStreams(index) { stream, layer, batch in
      runner.finishAttention(
        layer, attended: slice(stream.kept, rows: batch.rows), states: stream.states,
        rows: batch.rows)
    }
    try progress.advance(.attention, layer: index)
  }

  /// Calls `body` for each batch of each stream, with the layer as the stream has it.
  func forStreams(
    _ index: Int, _ body: (Stream, Layer, CalibrationBatches.Batch) -> Void
  ) throws(QuantizationError) {
    for stream in streams {
      let layer = try layer(index, from: stream.weights)
      for batch in batches { body(stream, layer, batch) }
    }
  }

  /// Takes the streams past the attention of a layer.
  func passAttention(_ index: Int) throws(QuantizationError) {
    try forStreams(index) { stream, layer, batch in
      runner.attend(
        layer, batch.sequences, states: stream.states, firstRow: batch.rows.lowerBound)
    }
  }

  /// Calibrates a dense feed-forward block and takes the streams past it.
  func calibrateDense(_ index: Int) throws(QuantizationError) {
    let (hidden, inner) = (model.hiddenSize, model.feedForwardSize)
    let up = TensorName.Module.layer(index, .up)
    try calibrate(up, adding: addStreams)
    if isCalibrated(.weight(.layer(index, .down))) {
      let ours = try linear(up, of: file)
      let theirs = original == nil ? nil : try linear(up, of: reference)
      try calibrate(.layer(index, .down)) { down in
        for batch in batches {
          let count = batch.rows.count
          let found = runner.inner(
            ours.weight, bias: ours.bias, copy(quantized.states, rows: batch.rows, width: hidden),
            rowCount: count)
          guard let theirs, let original else {
            down.add(quantized: found, original: nil, rowCount: count)
            continue
          }
          let kept = copy(found, rows: 0..<count, width: inner)
          let wanted = runner.inner(
            theirs.weight, bias: theirs.bias,
            copy(original.states, rows: batch.rows, width: hidden), rowCount: count)
          down.add(quantized: kept, original: wanted, rowCount: count)
        }
      }
    }
    try finishFeedForward(index)
    try progress.advance(.feedForward, layer: index)
  }

  /// Takes the streams past the feed-forward block of a layer.
  func finishFeedForward(_ index: Int) throws(QuantizationError) {
    try forStreams(index) { stream, layer, batch in
      runner.feedForward(layer, states: stream.states, rows: batch.rows)
    }
  }

  private func linear(
    _ module: TensorName.Module, of weights: OverlayWeights
  ) throws(QuantizationError) -> (weight: LinearWeight, bias: FloatVector?) {
    let weight = try wrapping(QuantizationError.inference, weights.linear(.weight(module)))
    guard tensors[.bias(module)] != nil else { return (weight, nil) }
    return (weight, try wrapping(QuantizationError.inference, weights.vector(.bias(module))))
  }

  /// Fits the router of a layer to the file's stream, so that it chooses as the original's does.
  func fitRouter(_ index: Int) throws(QuantizationError) {
    guard original != nil else { return }
    let hidden = model.hiddenSize
    let name = TensorName.weight(.layer(index, .router))
    let inputs = InputStatistics(
      inputCount: hidden, rotation: nil, isCentred: false,
      rowCapacity: CalibrationBatches.rowCapacity, compute: compute)
    addStreams(to: inputs)
    guard inputs.tokenCount * MatrixEncoder.inputsPerToken >= hidden,
      let goal = inputs.goal()
    else { return }
    let rows = 0..<model.expertCount
    let stored = KernelOrder.paddedInputCount(hidden)
    let values = try tensors.values(of: name).padded(rows: rows, width: hidden, to: stored)
    let fitted = compute.fit(values, rowCount: rows.count, goal: goal)
    try write(
      rows.flatMap { fitted.values($0 * stored..<$0 * stored + hidden) }, vector: name)
  }

  /// Adds the rows of the streams.
  private func addStreams(to inputs: InputStatistics) {
    for batch in batches {
      inputs.add(
        quantized: copy(quantized.states, rows: batch.rows, width: model.hiddenSize),
        original: original.map { copy($0.states, rows: batch.rows, width: model.hiddenSize) },
        rowCount: batch.rows.count)
    }
  }
}

/// One linear.
extension Calibration {
  /// Rounds the matrix of `module` again against the inputs that `add` adds, and lets its bias take up
  /// the mean that is left.
  func calibrate(
    _ module: TensorName.Module, adding add: (InputStatistics) -> Void
  ) throws(QuantizationError) {
    let inputs = statistics(of: .weight(module), isCentred: correctsBiases)
    add(inputs)
    if isCalibrated(.weight(module)) { try calibrate(.weight(module), inputs) }
    try correctBias(of: module, inputs)
  }

  /// Rounds the matrix called `name` again against what it takes in.
  func calibrate(_ name: TensorName, _ inputs: InputStatistics) throws(QuantizationError) {
    let index = tensors.index(of: name)
    guard let layout = target.storage(ofTensor: index)?.layout else {
      preconditionFailure("\(name) is planned as a weight")
    }
    guard layout.encoding.isKernelOrder else { return }
    let values = try tensors.values(of: name)
    let encoder = MatrixEncoder(compute: compute)
    guard let encoded = encoder.encode(values, layout: layout, inputs: inputs) else {
      report.withoutData.append("\(name)")
      return
    }
    let scales = encoded.region.slice(layout.rowScales).elements(as: Float.self)
    guard scales.allSatisfy(\.isFinite) else {
      throw .overflow(file: target.source.weights.path)
    }
    try target.replace(encoded.region, tensor: index)
    state?.add(.init(kind: 0, tensor: index, bytes: encoded.region))
    if let matrix = matrix(encoded.region, tensor: index) {
      file.replace(name, with: .quantized(matrix))
    }
  }

  /// Lets the bias of a linear take up its mean error, in the file and in the reference.
  ///
  /// Source: Nagel et al., arXiv 1906.04721, section 4.2, with measured means.
  func correctBias(
    of module: TensorName.Module, _ inputs: InputStatistics
  ) throws(QuantizationError) {
    guard correctsBiases, inputs.tokenCount > 0 else { return }
    let means = inputs.means
    let exact = try tensors.product(.weight(module), means.original)
    let values = try tensors.values(of: .bias(module))
    let bias = values.values(0..<values.count)
    for (weights, mean) in [(file, means.quantized), (reference, means.original)]
    where weights === file || original != nil {
      let weight = try wrapping(QuantizationError.inference, weights.linear(.weight(module)))
      guard case .quantized(let matrix) = weight else { continue }
      let found = Compute.product(matrix, mean)
      let corrected = bias.indices.map { bias[$0] + exact[$0] - found[$0] }
      if weights === file {
        try write(corrected, vector: .bias(module))
      } else {
        keep(corrected, vector: .bias(module), kind: 1)
      }
    }
  }

  /// Writes a bias or a router of the file.
  func write(_ values: [Float], vector name: TensorName) throws(QuantizationError) {
    guard values.allSatisfy(\.isFinite) else {
      throw .overflow(file: target.source.weights.path)
    }
    let bytes = keep(values, vector: name, kind: 0)
    try target.replace(bytes, tensor: tensors.index(of: name))
  }

  @discardableResult
  private func keep(_ values: [Float], vector name: TensorName, kind: Int) -> ByteRegion {
    let buffer = FloatBuffer(count: values.count)
    buffer.store(values)
    state?.add(.init(kind: kind, tensor: tensors.index(of: name), bytes: buffer.bytes))
    (kind == 0 ? file : reference).replace(name, with: values)
    return buffer.bytes
  }
}
