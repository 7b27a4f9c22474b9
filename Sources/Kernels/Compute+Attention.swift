import Base
import CKernels

extension Compute {
  /// The numbers that attention multiplies.
  package enum AttentionPrecision: Sendable {
    /// Queries, keys, values and shares as they are.
    case binary32
    /// Integers of about 10 bits, faster where the processor multiplies pairs of them; for layers whose
    /// linears round more coarsely.
    case integers
  }

  /// The widest head that `attention` takes.
  package static let largestHeadDim = Int(GC_LARGEST_HEAD)

  /// Bidirectional attention within each sequence of `qkv` `[rows, 3H]` into `out` `[rows, H]`, with a
  /// bias for each distance if there is one.
  ///
  /// - Precondition: `scratch` holds `attentionScratchCount` values; no sequence is longer than those that
  ///   `bias` is for.
  package func attention(
    _ qkv: FloatBuffer, sequences: [Range<Int>], headCount: Int, headDim: Int,
    bias: AttentionBias? = nil, precision: AttentionPrecision, scratch: FloatBuffer,
    into out: FloatBuffer
  ) {
    precondition(headDim <= Compute.largestHeadDim)
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
    if let bias { precondition(longest <= bias.tokenCount && headCount == bias.headCount) }
    let share = Compute.attentionScratch(tokenCount: longest, headDim: headDim)
    let slots = min(pool.threadCount, tasks.count)
    precondition(share * max(slots, 1) <= scratch.count)
    // Each slot owns one share of the scratch and takes every slots-th task.
    pool.run(slots, TaskStep("attention")) { slot in
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
          scale: 1 / Float(headDim).squareRoot(), bias: bias?.pointer(head: task.head))
        let first = Int32(task.queries.lowerBound)
        let end = Int32(task.queries.upperBound)
        unsafe gc_attend(kernels.functions, &job, precision == .integers ? 1 : 0, first, end)
      }
    }
  }

  /// Floats of scratch that attention over sequences of up to `tokenCount` needs on all threads.
  package func attentionScratchCount(tokenCount: Int, headDim: Int) -> Int {
    Compute.attentionScratch(tokenCount: tokenCount, headDim: headDim) * pool.threadCount
  }

  private static func attentionScratch(tokenCount: Int, headDim: Int) -> Int {
    // Whole cache lines, so that two threads never share one.
    (gc_attention_scratch(tokenCount, headDim) + 15) / 16 * 16
  }
}

/// What each head adds to the score of two tokens for the distance between them.
package struct AttentionBias: Sendable {
  let headCount: Int
  /// The longest sequence there are distances for.
  let tokenCount: Int
  /// `[headCount, distances]`, ascending; the distance 0 is in the place `tokenCount - 1` of each head.
  private let values: FloatBuffer

  /// The biases of sequences of up to `tokenCount` tokens: of a distance, the key's place less the
  /// query's, the row `bucket(distance)` of `table` `[buckets, headCount]`.
  package init(
    table: FloatVector, headCount: Int, tokenCount: Int, bucket: (_ distance: Int) -> Int
  ) {
    precondition(headCount > 0 && tokenCount > 0)
    self.headCount = headCount
    self.tokenCount = tokenCount
    // Kernels read whole blocks of keys.
    let buckets = (1 - tokenCount..<gc_attention_padded(tokenCount)).map(bucket)
    precondition(buckets.allSatisfy { ($0 + 1) * headCount <= table.count })
    values = FloatBuffer(count: headCount * buckets.count)
    for head in 0..<headCount {
      let row = buckets.map { unsafe table.pointer[$0 * headCount + head] }
      values.store(row, at: head * buckets.count)
    }
  }

  /// The bias of the distance 0; the others lie around it.
  @unsafe fileprivate func pointer(head: Int) -> UnsafePointer<Float> {
    precondition(head < headCount)
    let count = values.count / headCount
    return unsafe UnsafePointer(values.pointer + head * count + tokenCount - 1)
  }
}
