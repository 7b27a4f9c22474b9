import Base
import CKernels
package import Model

extension Compute {
  /// Looks the rows `ids` up: `x[t] = table[id] + type + positions[position]`, `[rows, H]`.
  ///
  /// - Precondition: every id is below `V` and every position below the table's rows.
  package func embed(
    ids: IndexBuffer, positions: IndexBuffer, rowCount: Int, table: TokenEmbedding,
    positionTable: FloatVector?, typeRow: FloatVector?, into x: FloatBuffer
  ) {
    let layout = table.layout
    let hidden = layout.inputCount
    precondition(rowCount <= ids.count && rowCount <= positions.count)
    precondition(rowCount * hidden <= x.count)
    let base = unsafe table.region.baseAddress
    let kind =
      switch layout.encoding {
      case .f16: GC_TABLE_F16
      case .tableInt8: GC_TABLE_INT8
      case .tableInt4: GC_TABLE_INT4
      default: GC_TABLE_F32
      }
    let source = unsafe gc_table(
      data: base + layout.data.lowerBound,
      group_scales: (base + layout.groupScales.lowerBound).assumingMemoryBound(to: UInt8.self),
      row_scales: (base + layout.rowScales.lowerBound).assumingMemoryBound(to: Float.self),
      kind: Int32(kind), hidden: Int32(hidden), stored: Int32(layout.storedInputCount))
    forRows(rowCount, grain: 8, "embed") { rows in
      let first = Int(rows.lowerBound)
      var table = unsafe source
      unsafe gc_embed(
        &table, ids.pointer + first, positions.pointer + first,
        positionTable.map { unsafe $0.pointer }, typeRow.map { unsafe $0.pointer },
        Int32(rows.count), x.pointer + first * hidden)
    }
  }

  /// `y = LayerNorm(x + residual)` over rows of `width`; `y` may be `x`.
  package func layerNorm(
    _ x: FloatBuffer, residual: FloatBuffer?, rowCount: Int, width: Int, weight: FloatVector,
    bias: FloatVector, epsilon: Float, into y: FloatBuffer
  ) {
    precondition(weight.count == width && bias.count == width)
    precondition(rowCount * width <= min(x.count, y.count, residual?.count ?? .max))
    forRows(rowCount, grain: 4, "layer norm") { rows in
      let first = Int(rows.lowerBound) * width
      unsafe kernels.functions.pointee.layer_norm(
        x.pointer + first,
        residual.map { unsafe UnsafePointer($0.pointer + first) },
        weight.pointer, bias.pointer, epsilon, Int32(rows.count), Int32(width), y.pointer + first)
    }
  }

  /// Divides `vector` by its Euclidean length (at least 1e-12).
  package func normalize(_ vector: inout [Float]) {
    let width = Int32(vector.count)
    unsafe vector.withUnsafeMutableBufferPointer { values in
      if let base = values.baseAddress { unsafe kernels.functions.pointee.normalize(base, width) }
    }
  }
}

/// Cosines and sines of rotary positions, `[positions, headDim / 2]`.
package struct RotaryTable: Sendable {
  let headDim: Int
  let cosines: FloatBuffer
  let sines: FloatBuffer

  /// The table for `positionCount` positions with frequencies `base^(-2i / headDim) / divisor`.
  ///
  /// Source of the formula: Su et al., arXiv 2104.09864, in the half-split layout of GPT-NeoX.
  package init(base: Double, divisor: Float = 1, headDim: Int, positionCount: Int) {
    precondition(headDim > 0 && headDim % 2 == 0 && positionCount >= 0 && base > 0 && divisor > 0)
    self.headDim = headDim
    cosines = FloatBuffer(count: positionCount * headDim / 2)
    sines = FloatBuffer(count: positionCount * headDim / 2)
    unsafe gc_rotary_table(
      base, divisor, Int32(headDim), Int32(positionCount), cosines.pointer, sines.pointer)
  }

  /// The base for a text of `tokenCount` tokens, more than `trainedCount`, under dynamic NTK
  /// scaling: `base (factor tokenCount / trainedCount - (factor - 1))^(headDim / (headDim - 2))`.
  ///
  /// Source: nomic-ai/nomic-bert-2048, `NomicBertDynamicNTKRotaryEmbedding`.
  package static func scaledBase(
    _ base: Double, factor: Double, trainedCount: Int, tokenCount: Int, headDim: Int
  ) -> Double {
    precondition(trainedCount > 0 && tokenCount > trainedCount && headDim > 2 && factor >= 1)
    return gc_scaled_rotary_base(
      base, factor, Int32(trainedCount), Int32(tokenCount), Int32(headDim))
  }
}

extension Compute {
  /// Rotates the query and key heads of the rows `rows` of `qkv` `[*, 3H]` by their positions.
  package func rotatePositions(
    _ qkv: FloatBuffer, positions: IndexBuffer, rows: Range<Int>, headCount: Int, headDim: Int,
    table: RotaryTable
  ) {
    precondition(headDim == table.headDim)
    let stride = 3 * headCount * headDim
    precondition(rows.lowerBound >= 0 && rows.upperBound <= positions.count)
    precondition(rows.upperBound * stride <= qkv.count)
    let begin = rows.lowerBound
    forRows(rows.count, grain: 8, "rotate positions") { rows in
      let first = begin + Int(rows.lowerBound)
      // Queries and keys lie side by side: twice the heads in one go.
      unsafe kernels.functions.pointee.rotate_positions(
        qkv.pointer + first * stride, Int32(stride), positions.pointer + first,
        Int32(rows.count), Int32(2 * headCount), Int32(headDim), table.cosines.pointer,
        table.sines.pointer)
    }
  }
}

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
    pool.run(texts.count, TaskStep("pool")) { index in
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
