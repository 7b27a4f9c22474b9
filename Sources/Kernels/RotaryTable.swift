import CKernels

/// Cosines and sines of rotary positions, `[positions, headDim / 2]`.
public struct RotaryTable: Sendable {
  let headDim: Int
  let cosines: FloatBuffer
  let sines: FloatBuffer

  /// The table for `positionCount` positions with frequencies `base^(-2i / headDim) / divisor`.
  ///
  /// Source of the formula: Su et al., arXiv 2104.09864, in the half-split layout of GPT-NeoX.
  public init(base: Double, divisor: Float = 1, headDim: Int, positionCount: Int) {
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
  public static func scaledBase(
    _ base: Double, factor: Double, trainedCount: Int, tokenCount: Int, headDim: Int
  ) -> Double {
    precondition(trainedCount > 0 && tokenCount > trainedCount && headDim > 2 && factor >= 1)
    return gc_scaled_rotary_base(
      base, factor, Int32(trainedCount), Int32(tokenCount), Int32(headDim))
  }
}

extension Compute {
  /// Rotates the query and key heads of the rows `rows` of `qkv` `[*, 3H]` by their positions.
  public func rotatePositions(
    _ qkv: FloatBuffer, positions: IndexBuffer, rows: Range<Int>, headCount: Int, headDim: Int,
    table: RotaryTable
  ) {
    precondition(headDim == table.headDim && headDim % 32 == 0)
    let stride = 3 * headCount * headDim
    precondition(rows.lowerBound >= 0 && rows.upperBound <= positions.count)
    precondition(rows.upperBound * stride <= qkv.count)
    let begin = rows.lowerBound
    forRows(rows.count, grain: 8) { rows in
      let first = begin + Int(rows.lowerBound)
      // Queries and keys lie side by side: twice the heads in one go.
      unsafe gc_rotate_positions(
        kernels.functions, qkv.pointer + first * stride, Int32(stride), positions.pointer + first,
        Int32(rows.count), Int32(2 * headCount), Int32(headDim), table.cosines.pointer,
        table.sines.pointer)
    }
  }
}
