import Model
import Base
import CKernels

extension Compute {
  /// Looks the rows `ids` up: `x[t] = table[id] + type + positions[position]`, `[rows, H]`.
  ///
  /// - Precondition: every id is below `V` and every position below the table's rows.
  public func embed(
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
      kind: Int32(kind), hidden: Int32(hidden))
    forRows(rowCount, grain: 8) { rows in
      let first = Int(rows.lowerBound)
      var table = unsafe source
      unsafe gc_embed(
        &table, ids.pointer + first, positions.pointer + first,
        positionTable.map { unsafe $0.pointer }, typeRow.map { unsafe $0.pointer },
        Int32(rows.count), x.pointer + first * hidden)
    }
  }

  /// `y = LayerNorm(x + residual)` over rows of `width`; `y` may be `x`.
  public func layerNorm(
    _ x: FloatBuffer, residual: FloatBuffer?, rowCount: Int, width: Int, weight: FloatVector,
    bias: FloatVector, epsilon: Float, into y: FloatBuffer
  ) {
    precondition(width % 32 == 0 && weight.count == width && bias.count == width)
    precondition(rowCount * width <= min(x.count, y.count, residual?.count ?? .max))
    forRows(rowCount, grain: 4) { rows in
      let first = Int(rows.lowerBound) * width
      unsafe gc_layer_norm(
        kernels.functions, x.pointer + first,
        residual.map { unsafe UnsafePointer($0.pointer + first) },
        weight.pointer, bias.pointer, epsilon, Int32(rows.count), Int32(width), y.pointer + first)
    }
  }

  /// The numbers that attention multiplies.
  public enum AttentionPrecision: Sendable {
    /// Queries, keys, values and shares as they are.
    case binary32
    /// Integers of about 10 bits, faster where the processor multiplies pairs of them; for layers whose
    /// linears round more coarsely.
    case integers
  }

  /// The widest head that `attention` takes.
  public static let largestHeadDim = Int(GC_LARGEST_HEAD)

  /// Bidirectional attention within each sequence of `qkv` `[rows, 3H]` into `out` `[rows, H]`.
  ///
  /// - Precondition: `scratch` holds `attentionScratchCount` values.
  public func attention(
    _ qkv: FloatBuffer, sequences: [Range<Int>], headCount: Int, headDim: Int,
    precision: AttentionPrecision, scratch: FloatBuffer, into out: FloatBuffer
  ) {
    precondition(headDim % 32 == 0 && headDim <= Compute.largestHeadDim)
    let hidden = headCount * headDim
    // Every task turns the head's keys first: no more tasks than give each thread a few.
    let pieces = max(1, 4 * pool.threadCount / max(1, headCount * sequences.count))
    var tasks: [(sequence: Int, head: Int, queries: Range<Int>)] = []
    for (index, sequence) in sequences.enumerated() {
      precondition(sequence.upperBound * 3 * hidden <= qkv.count)
      precondition(sequence.upperBound * hidden <= out.count)
      let chunk = max(64, (sequence.count + pieces - 1) / pieces)
      for head in 0..<headCount {
        for first in stride(from: 0, to: sequence.count, by: chunk) {
          tasks.append((index, head, first..<min(sequence.count, first + chunk)))
        }
      }
    }
    let longest = sequences.map(\.count).max() ?? 0
    let share = Compute.attentionScratch(tokenCount: longest, headDim: headDim)
    let slots = min(pool.threadCount, tasks.count)
    precondition(share * max(slots, 1) <= scratch.count)
    // Each slot owns one share of the scratch and takes every slots-th task.
    pool.run(slots) { slot in
      for index in stride(from: slot, to: tasks.count, by: slots) {
        let task = tasks[index]
        let sequence = sequences[task.sequence]
        var nextHead: Int?
        if index + slots < tasks.count {
          let next = tasks[index + slots]
          if next.sequence == task.sequence, next.head != task.head { nextHead = next.head }
        }
        var job = unsafe gc_attention(
          qkv: qkv.pointer + sequence.lowerBound * 3 * hidden,
          out: out.pointer + sequence.lowerBound * hidden, scratch: scratch.pointer + slot * share,
          tokens: Int32(sequence.count), hidden: Int32(hidden), head: Int32(task.head),
          next_head: Int32(nextHead ?? -1), head_dim: Int32(headDim),
          scale: 1 / Float(headDim).squareRoot())
        let first = Int32(task.queries.lowerBound)
        let end = Int32(task.queries.upperBound)
        switch precision {
        case .binary32: unsafe gc_attention_run(kernels.functions, &job, first, end)
        case .integers: unsafe gc_integer_attention_run(kernels.functions, &job, first, end)
        }
      }
    }
  }

  /// Floats of scratch that attention over sequences of up to `tokenCount` needs on all threads.
  public func attentionScratchCount(tokenCount: Int, headDim: Int) -> Int {
    Compute.attentionScratch(tokenCount: tokenCount, headDim: headDim) * pool.threadCount
  }

  private static func attentionScratch(tokenCount: Int, headDim: Int) -> Int {
    // Whole cache lines, so that two threads never share one.
    (gc_attention_scratch(tokenCount, headDim) + 15) / 16 * 16
  }

  /// Divides `vector` by its Euclidean length (at least 1e-12).
  public func normalize(_ vector: inout [Float]) {
    let width = Int32(vector.count)
    unsafe vector.withUnsafeMutableBufferPointer { values in
      if let base = values.baseAddress { unsafe gc_normalize(kernels.functions, base, width) }
    }
  }
}
