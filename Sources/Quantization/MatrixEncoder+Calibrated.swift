public import Base
public import Kernels
public import Model

extension MatrixEncoder {
  /// The least share of a map's inputs that tokens must be seen of: below it, what was measured says
  /// more about the few tokens than about the map.
  public static let inputsPerToken = 16

  /// Encodes `values` `[N, K]` as int8, int4 or int3 so that the outputs err least over measured inputs.
  ///
  /// - Returns: `nil` if the inputs say too little: fewer tokens than a sixteenth of `K`, or only
  ///   zeros.
  /// - Precondition: the values are finite and are left rotated; `K` is a multiple of 32.
  public func encode(
    _ values: FloatBuffer, layout: WeightLayout, inputs: InputStatistics
  ) -> AlignedBuffer? {
    guard inputs.tokenCount * MatrixEncoder.inputsPerToken >= layout.inputCount,
      let goal = inputs.goal()
    else { return nil }
    let rotation = MatrixEncoder.rotation(of: layout.encoding, inputCount: layout.inputCount)
    compute.rotate(
      values, rowCount: layout.rowCount, width: layout.inputCount, rotation: rotation,
      factor: 1 / Float(rotation))
    return compute.round(values, layout: layout, goal: goal)
  }
}
