/// The one order in which quantised weights lie in a file and are read by every kernel.
///
/// An `[N, K]` weight (`N` outputs, `K` inputs) is stored as blocks `[N/16][K/4][16][4]`: 64 bytes
/// hold four consecutive inputs of sixteen outputs. `N` is padded with zero rows to a multiple of
/// 16; `K` must be a multiple of 4 (int8) or 32 (int4, int3).
public enum KernelOrder {
  /// Outputs side by side in one block.
  public static let rowBlock = 16
  /// Consecutive inputs of one output in one block.
  public static let inputBlock = 4
  /// Inputs that share one integer scale in the encodings of 4 and 3 bits.
  public static let groupSize = 32
  /// The largest block the activation rotation mixes.
  public static let maximumRotation = 128

  /// `rowCount` padded to whole blocks.
  public static func paddedRowCount(_ rowCount: Int) -> Int {
    (rowCount + rowBlock - 1) / rowBlock * rowBlock
  }

  /// The rotation size for inputs of width `inputCount`: the largest power of two, at most 128,
  /// that divides it.
  public static func rotationSize(inputCount: Int) -> Int {
    precondition(inputCount > 0)
    return min(maximumRotation, inputCount & -inputCount)
  }
}
