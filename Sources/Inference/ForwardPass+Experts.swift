import Kernels
import Model

extension ForwardPass {
  /// Routes every token, runs each expert over its tokens, and leaves the weighted sums in `y`.
  func runExperts(
    _ router: FloatVector, _ experts: [(up: LinearWeight, down: LinearWeight)],
    _ bias: FloatVector?,
    _ rowCount: Int, layer: Int
  ) {
    compute.route(
      workspace.x, rowCount: rowCount, width: hidden, router: router,
      expertCount: experts.count, normalizes: model.normalizesExpertWeights,
      logits: workspace.logits, into: workspace.routing)
    trace?.record(
      experts: workspace.routing.experts.values(0..<rowCount * model.expertsPerToken), layer: layer)
    for tokens in feedForwardChunks(rowCount) { runExperts(experts, bias, tokens, layer: layer) }
  }

  private func runExperts(
    _ experts: [(up: LinearWeight, down: LinearWeight)], _ bias: FloatVector?,
    _ tokens: Range<Int>, layer: Int
  ) {
    let groups = group(tokens, expertCount: experts.count)
    let assigned = zip(experts, groups).filter { !$0.1.isEmpty }
    let quantized = assigned.compactMap { expert, rows in
      QuantizedExpert(up: expert.up, down: expert.down, rows: rows)
    }
    runQuantized(quantized, rowCount: tokens.count * model.expertsPerToken) {
      sumInputs(groups, tokens, layer: layer)
    }
    if quantized.count < assigned.count {
      compute.gather(
        workspace.x, index: workspace.tokenOfRow, rowCount: tokens.count * model.expertsPerToken,
        width: hidden, into: workspace.gathered)
      for (expert, rows) in assigned {
        guard QuantizedExpert(up: expert.up, down: expert.down, rows: rows) == nil else { continue }
        runFloat(expert.up, expert.down, rows)
      }
    }
    compute.combine(
      workspace.expertRows, rows: workspace.rowOfToken, routing: workspace.routing,
      tokens: tokens, width: hidden, bias: bias, into: workspace.y)
  }

  private struct QuantizedExpert {
    let up: QuantizedMatrix
    let down: QuantizedMatrix
    let rows: Range<Int>

    init?(up: LinearWeight, down: LinearWeight, rows: Range<Int>) {
      guard case .quantized(let up) = up, case .quantized(let down) = down else { return nil }
      self.up = up
      self.down = down
      self.rows = rows
    }
  }

  /// A counting sort of (token, expert) pairs by expert; each expert's rows.
  private func group(_ tokens: Range<Int>, expertCount: Int) -> [Range<Int>] {
    let chosen = model.expertsPerToken
    let slots = tokens.lowerBound * chosen..<tokens.upperBound * chosen
    var counts = [Int](repeating: 0, count: expertCount)
    for slot in slots { counts[Int(workspace.routing.experts[slot])] += 1 }
    var groups: [Range<Int>] = []
    var first = 0
    for count in counts {
      groups.append(first..<first + count)
      first += count
    }
    var next = groups.map(\.lowerBound)
    for slot in slots {
      let expert = Int(workspace.routing.experts[slot])
      workspace.tokenOfRow[next[expert]] = Int32(slot / chosen)
      workspace.rowOfToken[slot] = Int32(next[expert])
      next[expert] += 1
    }
    return groups
  }

  /// `observe` is called with the inner values before GELU, which it has to apply; only if inputs
  /// are summed.
  private func runQuantized(
    _ experts: [QuantizedExpert], rowCount: Int, observe: () -> Void
  ) {
    guard let first = experts.first else { return }
    compute.quantize(
      workspace.x, rowIndex: workspace.tokenOfRow, rowCount: rowCount, width: hidden,
      storedWidth: first.up.layout.storedInputCount, rotation: first.up.rotation,
      into: workspace.wide)
    runProducts(
      experts.map { .init(matrix: $0.up, firstRow: $0.rows.lowerBound, rowCount: $0.rows.count) },
      gelu: trace?.inputs == nil, into: workspace.inner)
    if trace?.inputs != nil { observe() }
    compute.quantize(
      workspace.inner, rowCount: rowCount, width: model.feedForwardSize,
      storedWidth: first.down.layout.storedInputCount, rotation: first.down.rotation,
      into: workspace.wide)
    runProducts(
      experts.map { .init(matrix: $0.down, firstRow: $0.rows.lowerBound, rowCount: $0.rows.count) },
      gelu: false, into: workspace.expertRows)
  }

  /// Sums the inputs of every expert's linear layers, and applies GELU to the inner values.
  private func sumInputs(_ groups: [Range<Int>], _ tokens: Range<Int>, layer: Int) {
    guard let inputs = trace?.inputs else { return }
    let (chosen, width) = (model.expertsPerToken, model.feedForwardSize)
    let rowCount = tokens.count * chosen
    var shares = [Float](repeating: 0, count: rowCount)
    let slots = tokens.lowerBound * chosen..<tokens.upperBound * chosen
    for (slot, share) in zip(slots, workspace.routing.weights.values(slots)) {
      shares[Int(workspace.rowOfToken[slot])] = share
    }
    let inner = workspace.inner.values(0..<rowCount * width)
    let step = FloatVector([Float](repeating: InputSums.slopeStep, count: width))
    for (bias, isAbove) in [(step, true), (nil, false)] {
      workspace.inner.store(inner)
      compute.biasAndGelu(
        workspace.inner, rowCount: rowCount, width: width, bias: bias, gelu: true)
      for (expert, rows) in groups.enumerated() {
        inputs.add(
          isAbove ? .expertAbove(expert) : .expertDown(expert), layer: layer, workspace.inner,
          rows: rows, width: width, weights: Array(shares[rows]))
      }
    }
    for (expert, rows) in groups.enumerated() {
      for row in rows {
        let token = Int(workspace.tokenOfRow[row])
        inputs.add(
          .expertUp(expert), layer: layer, workspace.x, rows: token..<token + 1, width: hidden)
      }
    }
  }

  /// Experts may differ in bit width; each width is one grouped call.
  private func runProducts(
    _ products: [Compute.Product], gelu: Bool, into out: FloatBuffer
  ) {
    for encoding in WeightEncoding.allCases where encoding.isKernelOrder {
      let group = products.filter { $0.matrix.layout.encoding == encoding }
      compute.products(group, activations: workspace.wide, gelu: gelu, into: out)
    }
  }

  private func runFloat(_ up: LinearWeight, _ down: LinearWeight, _ rows: Range<Int>) {
    applyFloat(
      up, to: workspace.gathered, rows.count, firstRow: rows.lowerBound, into: workspace.inner)
    compute.biasAndGelu(
      workspace.inner, rowCount: rows.count, firstRow: rows.lowerBound,
      width: model.feedForwardSize, bias: nil, gelu: true)
    applyFloat(
      down, to: workspace.inner, rows.count, firstRow: rows.lowerBound, into: workspace.expertRows)
  }
}
