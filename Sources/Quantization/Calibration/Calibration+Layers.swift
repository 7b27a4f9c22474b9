import Base
import HuggingFace
import Inference
import Kernels
import Model

/// The halves of a layer.
extension Calibration {
  /// Calibrates the linears of attention and takes both streams past it.
  func calibrateAttention(_ index: Int) throws(QuantizationError) {
    let (hidden, name) = (model.hiddenSize, "layers.\(index).attention")
    let qkv = statistics(of: "\(name).qkv.weight", isCentred: correctsBiases)
    for batch in batches {
      qkv.add(
        quantized: copy(quantized, rows: batch.rows, width: hidden),
        original: copy(original, rows: batch.rows, width: hidden), rowCount: batch.rows.count)
    }
    try calibrate("\(name).qkv.weight", qkv)
    try correctBias(of: "\(name).qkv", qkv)

    let out = statistics(of: "\(name).out.weight", isCentred: correctsBiases)
    let (ours, theirs) = (try layer(index, from: file), try layer(index, from: reference))
    for batch in batches {
      let (first, rows) = (batch.rows.lowerBound, 0..<batch.rows.count)
      let found = runner.attended(ours, batch.sequences, states: quantized, firstRow: first)
      let kept = copy(found, rows: rows, width: hidden)
      let wanted = runner.attended(theirs, batch.sequences, states: original, firstRow: first)
      out.add(quantized: kept, original: wanted, rowCount: rows.count)
    }
    try calibrate("\(name).out.weight", out)
    try correctBias(of: "\(name).out", out)

    try passAttention(index)
    progress.advance(.attention, layer: index)
  }

  /// Takes both streams past the attention of a layer.
  func passAttention(_ index: Int) throws(QuantizationError) {
    let (ours, theirs) = (try layer(index, from: file), try layer(index, from: reference))
    for batch in batches {
      let first = batch.rows.lowerBound
      runner.attend(ours, batch.sequences, states: quantized, firstRow: first)
      runner.attend(theirs, batch.sequences, states: original, firstRow: first)
    }
  }

  /// Calibrates a dense feed-forward block and takes both streams past it.
  func calibrateDense(_ index: Int) throws(QuantizationError) {
    let (hidden, inner) = (model.hiddenSize, model.feedForwardSize)
    let name = "layers.\(index).ffn"
    let up = statistics(of: "\(name).up.weight", isCentred: correctsBiases)
    for batch in batches {
      up.add(
        quantized: copy(quantized, rows: batch.rows, width: hidden),
        original: copy(original, rows: batch.rows, width: hidden), rowCount: batch.rows.count)
    }
    try calibrate("\(name).up.weight", up)
    try correctBias(of: "\(name).up", up)

    if isCalibrated(inner) {
      let down = statistics(of: "\(name).down.weight", isCentred: correctsBiases)
      let (ours, theirs) = (
        try linear("\(name).up", of: file), try linear("\(name).up", of: reference)
      )
      for batch in batches {
        let rows = 0..<batch.rows.count
        let found = runner.inner(
          ours.weight, bias: ours.bias, copy(quantized, rows: batch.rows, width: hidden),
          rowCount: rows.count)
        let kept = copy(found, rows: rows, width: inner)
        let wanted = runner.inner(
          theirs.weight, bias: theirs.bias, copy(original, rows: batch.rows, width: hidden),
          rowCount: rows.count)
        down.add(quantized: kept, original: wanted, rowCount: rows.count)
      }
      try calibrate("\(name).down.weight", down)
      try correctBias(of: "\(name).down", down)
    }
    try finishFeedForward(index)
    progress.advance(.feedForward, layer: index)
  }

  /// Takes both streams past the feed-forward block of a layer.
  func finishFeedForward(_ index: Int) throws(QuantizationError) {
    let (ours, theirs) = (try layer(index, from: file), try layer(index, from: reference))
    for batch in batches {
      runner.feedForward(ours, states: quantized, rows: batch.rows)
      runner.feedForward(theirs, states: original, rows: batch.rows)
    }
  }

  private func linear(
    _ name: String, of weights: OverlayWeights
  ) throws(QuantizationError) -> (weight: LinearWeight, bias: FloatVector?) {
    let hasBias = target.source.tensors.contains { $0.name == "\(name).bias" }
    return try QuantizationError.catching { () throws(InferenceError) in
      (
        try weights.linear("\(name).weight"),
        hasBias ? try weights.vector("\(name).bias") : nil
      )
    }
  }

  /// Fits the router of a layer to the file's stream, so that it chooses as the original's does.
  func fitRouter(_ index: Int) throws(QuantizationError) {
    let hidden = model.hiddenSize
    guard isCalibrated(hidden) else { return }
    let name = "layers.\(index).router.weight"
    let inputs = InputStatistics(
      inputCount: hidden, rotation: nil, isCentred: false,
      rowCapacity: CalibrationBatches.rowCapacity, compute: compute)
    for batch in batches {
      inputs.add(
        quantized: copy(quantized, rows: batch.rows, width: hidden),
        original: copy(original, rows: batch.rows, width: hidden), rowCount: batch.rows.count)
    }
    guard inputs.tokenCount * MatrixEncoder.inputsPerToken >= hidden,
      let goal = inputs.goal()
    else { return }
    let values = try tensors.values(of: name)
    let fitted = compute.fit(values, rowCount: model.expertCount, goal: goal)
    try write(fitted.values(0..<fitted.count), vector: name)
  }
}

/// One linear.
extension Calibration {
  /// Rounds the matrix called `name` again against what it takes in.
  func calibrate(_ name: String, _ inputs: InputStatistics) throws(QuantizationError) {
    let index = tensors.index(of: name)
    guard let layout = target.storage(ofTensor: index)?.layout else {
      preconditionFailure("\(name) is planned as a weight")
    }
    guard layout.encoding.isKernelOrder else { return }
    let values = try tensors.values(of: name)
    let encoder = MatrixEncoder(compute: compute)
    guard let encoded = encoder.encode(values, layout: layout, inputs: inputs) else {
      report.withoutData.append(name)
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
  func correctBias(of name: String, _ inputs: InputStatistics) throws(QuantizationError) {
    guard correctsBiases, inputs.tokenCount > 0 else { return }
    let means = inputs.means
    let exact = try tensors.product("\(name).weight", means.original)
    let values = try tensors.values(of: "\(name).bias")
    let bias = values.values(0..<values.count)
    for (weights, mean) in [(file, means.quantized), (reference, means.original)] {
      let weight = try QuantizationError.catching { () throws(InferenceError) in
        try weights.linear("\(name).weight")
      }
      guard case .quantized(let matrix) = weight else { continue }
      let found = Compute.product(matrix, mean)
      let corrected = bias.indices.map { bias[$0] + exact[$0] - found[$0] }
      if weights === file {
        try write(corrected, vector: "\(name).bias")
      } else {
        keep(corrected, vector: "\(name).bias", kind: 1)
      }
    }
  }

  /// Writes a bias or a router of the file.
  func write(_ values: [Float], vector name: String) throws(QuantizationError) {
    guard values.allSatisfy(\.isFinite) else {
      throw .overflow(file: target.source.weights.path)
    }
    let bytes = keep(values, vector: name, kind: 0)
    try target.replace(bytes, tensor: tensors.index(of: name))
  }

  @discardableResult
  private func keep(_ values: [Float], vector name: String, kind: Int) -> ByteRegion {
    let buffer = FloatBuffer(count: values.count)
    buffer.store(values)
    state?.add(.init(kind: kind, tensor: tensors.index(of: name), bytes: buffer.bytes))
    (kind == 0 ? file : reference).replace(name, with: values)
    return buffer.bytes
  }
}
