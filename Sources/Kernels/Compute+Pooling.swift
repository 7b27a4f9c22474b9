import CKernels
package import Model

/// Which token vectors of a text are pooled.
package struct PooledRows: Sendable, Hashable {
  /// The rows of the text's tokens; at least one.
  package let rows: Range<Int>
  /// How many of the first ones are left out.
  package let excludedCount: Int

  /// All rows of a text, or those behind the first `excludedCount`.
  package init(_ rows: Range<Int>, excludedCount: Int = 0) {
    self.rows = rows
    self.excludedCount = excludedCount
  }
}

extension Compute {
  /// The vectors `[texts, modes · width]` of `x` `[rows, width]`, those of the modes side by side.
  ///
  /// Where no row is left, the first token is taken all the same, a largest value is minus infinity and
  /// everything else is 0, as in sentence-transformers.
  package func pool(
    _ x: FloatBuffer, texts: [PooledRows], width: Int, pooling: Pooling
  ) -> FloatBuffer {
    let modes = pooling.modes
    let out = FloatBuffer(count: texts.count * modes.count * width)
    pool.run(texts.count) { index in
      let text = texts[index]
      precondition(!text.rows.isEmpty && text.rows.upperBound * width <= x.count)
      for (place, mode) in modes.enumerated() {
        pool(x, text, width, mode, into: out, at: (index * modes.count + place) * width)
      }
    }
    return out
  }

  private func pool(
    _ x: FloatBuffer, _ text: PooledRows, _ width: Int, _ mode: PoolingMode,
    into out: FloatBuffer, at offset: Int
  ) {
    let target = unsafe out.pointer + offset
    let left = text.rows.dropFirst(text.excludedCount)
    guard !left.isEmpty || mode == .cls else {
      return unsafe target.update(repeating: mode == .max ? -.infinity : 0, count: width)
    }
    let rows: Range<Int> =
      switch mode {
      case .cls: left.isEmpty ? text.rows.prefix(1) : left.prefix(1)
      case .lastToken: left.suffix(1)
      case .max, .mean, .meanBySquareRoot, .weightedMean: left
      }
    let first = unsafe x.pointer + rows.lowerBound * width
    let (rowCount, hidden) = (Int32(rows.count), Int32(width))
    switch mode {
    case .cls, .lastToken, .mean:
      unsafe kernels.functions.pointee.mean_rows(first, rowCount, hidden, target)
    case .max: unsafe gc_max_rows(first, rowCount, hidden, target)
    case .meanBySquareRoot: unsafe gc_root_mean_rows(first, rowCount, hidden, target)
    case .weightedMean:
      let place = Int32(rows.lowerBound - text.rows.lowerBound + 1)
      unsafe gc_weighted_mean_rows(first, place, rowCount, hidden, target)
    }
  }
}

extension Compute {
  /// The function of each of the values in `x`.
  package func activate(_ x: FloatBuffer, _ function: VectorActivation) {
    guard function != .identity else { return }
    let code: Int =
      switch function {
      case .identity, .tanh: GC_TANH
      case .sigmoid: GC_SIGMOID
      case .relu: GC_RELU
      case .gelu: GC_GELU
      case .silu: GC_SILU
      }
    unsafe gc_activate(x.pointer, x.count, Int32(code))
  }

  /// Divides each row of `x` `[rows, width]` by its Euclidean length (at least 1e-12).
  package func normalizeRows(_ x: FloatBuffer, width: Int) {
    for row in 0..<x.count / width {
      unsafe kernels.functions.pointee.normalize(x.pointer + row * width, Int32(width))
    }
  }

  /// LayerNorm of each row of `x` `[rows, width]`, of any width, by the definition's own code.
  package func normalizeChannels(
    _ x: FloatBuffer, width: Int, weight: FloatVector, bias: FloatVector, epsilon: Float
  ) {
    precondition(weight.count == width && bias.count == width && x.count % width == 0)
    unsafe KernelSet.all[0].functions.pointee.layer_norm(
      x.pointer, nil, weight.pointer, bias.pointer, epsilon,
      Int32(x.count / width), Int32(width), x.pointer)
  }
}
