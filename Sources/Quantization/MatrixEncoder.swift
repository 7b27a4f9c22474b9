public import Base
public import Kernels
public import Model

/// Turns a matrix in memory into the bytes of its encoding.
public struct MatrixEncoder: Sendable {
  /// The kernels and threads that do the work.
  public let compute: Compute

  /// Works with the kernels and threads of `compute`.
  public init(compute: Compute) { self.compute = compute }

  /// The rotation that weights of `inputCount` inputs are stored in; 1 where nothing is rotated.
  public static func rotation(of encoding: WeightEncoding, inputCount: Int) -> Int {
    switch encoding {
    case .int8, .int4, .int3: KernelOrder.rotationSize(inputCount: inputCount)
    case .f32, .f16, .tableInt8, .tableInt4: 1
    }
  }

  /// Encodes `values` `[N, K]` as f32, f16, int8, int4 or int3; the same bytes for any thread count.
  ///
  /// - Precondition: the values are finite; tables go through `TableEncoder`.
  public func encode(_ values: FloatBuffer, layout: WeightLayout) -> AlignedBuffer {
    let count = layout.rowCount * layout.inputCount
    precondition(values.count >= count)
    let output = AlignedBuffer(byteCount: layout.byteCount)
    switch layout.encoding {
    case .tableInt8, .tableInt4: preconditionFailure("tables are encoded by rows")
    case .f32:
      unsafe output.withUnsafeMutableBytes { target in
        unsafe values.bytes.withUnsafeBytes { source in
          unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[0..<count * 4]))
        }
      }
    case .f16: compute.narrow(values, range: 0..<count, into: output)
    case .int8, .int4, .int3:
      let rotation = MatrixEncoder.rotation(
        of: layout.encoding, inputCount: layout.inputCount)
      compute.pool.run(layout.storedRowCount / KernelOrder.rowBlock) { block in
        compute.encodeBlock(
          block, of: layout, values: values,
          firstValue: block * KernelOrder.rowBlock * layout.inputCount, rotation: rotation,
          into: output)
      }
    }
    return output
  }
}
