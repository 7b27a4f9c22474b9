import Architectures
import Inference
import Kernels
import Tokenization

/// Measures what each expert adds to the tokens that visit it.
///
/// The texts run through int8 of the original, layer by layer, whose bits are the same on every
/// machine. The saliency of expert j is the mean over its tokens of g_j(x) |f_j(x)|, with its share g
/// and its result f.
///
/// Source: REAP, arXiv 2510.13999, equation 9.
struct ExpertSaliency {
  private let source: SourceModel
  private let compute: Compute
  private let batches: CalibrationBatches
  private let runner: LayerRunner
  private let weights: OverlayWeights
  private let stream: FloatBuffer

  private var model: ModelConfiguration { source.configuration }

  /// What was summed of one expert.
  private struct Sum {
    var total = 0.0
    var tokenCount = 0
  }

  /// Prepares to run `texts`, of which `options` says how many tokens.
  init(
    _ source: SourceModel, texts: CalibrationTextSet, options: ConversionOptions
  ) throws(ConversionError) {
    guard let tokenizer = source.tokenizer else {
      preconditionFailure("experts are chosen without a tokenizer")
    }
    self.source = source
    let compute = Compute(kernels: options.kernels, threadCount: options.threadCount)
    self.compute = compute
    let batches = try ConversionError.catching { () throws(TokenizationError) in
      try CalibrationBatches(
        texts, tokenizer: Tokenizer(tokenizer), sentence: source.sentence,
        tokenCount: options.calibrationTokenCount)
    }
    self.batches = batches
    let checkpoint = CheckpointWeights(source)
    runner = try ConversionError.catching { () throws(InferenceError) in
      try LayerRunner(
        weights: checkpoint, maximumTokenCount: source.sentence.maximumTokenCount,
        rowCapacity: CalibrationBatches.rowCapacity, compute: compute)
    }
    weights = OverlayWeights(checkpoint)
    stream = FloatBuffer(count: batches.tokenCount * source.configuration.hiddenSize)
  }

  /// Chooses `count` experts of every layer that has some.
  func choose(_ count: Int) throws(ConversionError) -> ExpertChoice {
    for batch in batches.batches {
      runner.embed(batch.sequences, into: stream, firstRow: batch.rows.lowerBound)
    }
    var layers: [ExpertChoice.Layer] = []
    let last = model.expertLayers.lastIndex(of: true) ?? -1
    for index in 0..<(last + 1) {
      let layer = try prepare(index)
      for batch in batches.batches {
        runner.attend(layer, batch.sequences, stream: stream, firstRow: batch.rows.lowerBound)
      }
      if model.expertLayers[index] {
        let sums = try sums(of: layer, index)
        let saliency = sums.map { $0.tokenCount > 0 ? $0.total / Double($0.tokenCount) : 0 }
        guard saliency.allSatisfy(\.isFinite) else { throw .overflow(file: source.weights.path) }
        layers.append(
          ExpertChoice.Layer(
            index: index, saliency: saliency, tokenCounts: sums.map(\.tokenCount),
            kept: ExpertChoice.kept(count, by: saliency)))
      }
      for batch in batches.batches { runner.feedForward(layer, stream: stream, rows: batch.rows) }
      weights.clear()
    }
    return ExpertChoice(
      expertCount: model.expertCount, keptCount: count,
      textCount: batches.batches.reduce(0) { $0 + $1.sequences.count },
      tokenCount: batches.tokenCount, layers: layers)
  }

  /// A layer whose maps are int8.
  private func prepare(_ index: Int) throws(ConversionError) -> Layer {
    let reference = ReferenceWeights(source: source, compute: compute)
    return try ConversionError.catching { () throws(InferenceError) in
      for tensor in source.tensors where tensor.layer == index && tensor.role == .matrix {
        weights.replace(tensor.name, with: try reference.linear(tensor.name))
      }
      return try Layer(index, from: weights)
    }
  }

  private func sums(of layer: Layer, _ index: Int) throws(ConversionError) -> [Sum] {
    let maps = try ConversionError.catching { () throws(InferenceError) in
      var maps: [(up: LinearWeight, down: LinearWeight)] = []
      for expert in 0..<model.expertCount {
        let name = "layers.\(index).experts.\(expert)"
        maps.append(
          (
            up: try weights.linear("\(name).up.weight"),
            down: try weights.linear("\(name).down.weight")
          ))
      }
      return maps
    }
    var sums = [Sum](repeating: Sum(), count: model.expertCount)
    for batch in batches.batches {
      let (experts, shares) = runner.route(layer, stream: stream, rows: batch.rows)
      var slots = [[Int]](repeating: [], count: model.expertCount)
      for (slot, expert) in experts.enumerated() { slots[Int(expert)].append(slot) }
      for (expert, slots) in slots.enumerated() where !slots.isEmpty {
        let lengths = lengths(maps[expert], slots, firstRow: batch.rows.lowerBound)
        for (slot, length) in zip(slots, lengths) {
          sums[expert].total += Double(shares[slot]) * length
        }
        sums[expert].tokenCount += slots.count
      }
    }
    return sums
  }

  /// |f(x)| of the tokens of some slots.
  private func lengths(
    _ expert: (up: LinearWeight, down: LinearWeight), _ slots: [Int], firstRow: Int
  ) -> [Double] {
    let width = model.hiddenSize
    let index = IndexBuffer(count: slots.count)
    for (row, slot) in slots.enumerated() {
      index[row] = Int32(firstRow + slot / model.expertsPerToken)
    }
    let rows = FloatBuffer(count: slots.count * width)
    compute.gather(stream, index: index, rowCount: slots.count, width: width, into: rows)
    let found = runner.result(of: expert.up, expert.down, rows, rowCount: slots.count)
      .values(0..<slots.count * width)
    return slots.indices.map { row in
      found[row * width..<(row + 1) * width].reduce(0.0) { $0 + Double($1) * Double($1) }
        .squareRoot()
    }
  }
}
