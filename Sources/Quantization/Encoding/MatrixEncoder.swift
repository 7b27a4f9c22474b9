import CKernels
import CQuantization
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

  /// Encodes `values` `[N, K]` as f32, f16, int8, int4 or int3, rotated in blocks of `rotation`; the
  /// same bytes for any thread count.
  ///
  /// - Precondition: the values are finite; tables go through `TableEncoder`.
  public func encode(
    _ values: FloatBuffer, layout: WeightLayout, rotation: Int
  ) -> AlignedBuffer {
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
      compute.pool.run(layout.storedRowCount / KernelOrder.rowBlock) { block in
        compute.encodeBlock(
          block, of: layout, values: values,
          firstValue: block * KernelOrder.rowBlock * layout.inputCount, rotation: rotation,
          into: output)
      }
    }
    return output
  }

  /// How many inputs of a linear there may be for every token that was seen: with more, what was
  /// measured says more about the few tokens than about the linear.
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
      let rotation = inputs.rotation, let goal = inputs.goal()
    else { return nil }
    compute.rotate(
      values, rowCount: layout.rowCount, width: layout.inputCount, rotation: rotation,
      factor: 1 / Float(rotation))
    return compute.round(values, layout: layout, goal: goal)
  }
}

extension Compute {
  /// Encodes one block of up to 16 rows of a matrix `[N, K]` as int8, int4 or int3.
  ///
  /// `values` holds the block's rows from index `firstValue` on; everything goes to its place in
  /// `output`, which is laid out as `layout` says. The result is the same for every kernel set.
  ///
  /// - Precondition: `K` is at most `largestInputCount` and a multiple of `rotation`.
  public func encodeBlock(
    _ block: Int, of layout: WeightLayout, values: FloatBuffer, firstValue: Int, rotation: Int,
    into output: AlignedBuffer
  ) {
    let inputs = layout.inputCount
    let rowCount = min(16, layout.rowCount - block * 16)
    precondition(layout.encoding.isKernelOrder)
    precondition(inputs <= Compute.largestInputCount && inputs % rotation == 0)
    precondition(firstValue + rowCount * inputs <= values.count)
    precondition(output.byteCount == layout.byteCount)
    let quantized = AlignedBuffer(byteCount: 16 * inputs)
    let integers = unsafe quantized.baseAddress.assumingMemoryBound(to: Int8.self)
    let base = unsafe output.baseAddress
    let scales = unsafe (base + layout.rowScales.lowerBound + block * 64)
      .assumingMemoryBound(to: Float.self)
    let sums = unsafe (base + layout.rowSums.lowerBound + block * 64)
      .assumingMemoryBound(to: Int32.self)
    let source = unsafe UnsafePointer(values.pointer + firstValue)
    if layout.encoding == .int8 {
      unsafe quantizeInt8(
        source, rowCount, inputs, rotation: rotation, into: quantized.baseAddress, scales: scales)
      unsafe gc_row_sums(integers, Int32(rowCount), Int32(inputs), sums)
      unsafe gc_pack_block_int8(
        integers, Int32(rowCount), Int32(inputs),
        (base + layout.data.lowerBound + block * 16 * inputs).assumingMemoryBound(to: Int8.self))
    } else {
      let groupCount = inputs / KernelOrder.groupSize
      let groups = AlignedBuffer(byteCount: 16 * groupCount)
      let groupScales = unsafe groups.baseAddress.assumingMemoryBound(to: UInt8.self)
      let bits = Int32(layout.encoding.bitCount)
      unsafe gc_quantize_rows_grouped(
        bits, source, Int32(rowCount), Int32(inputs), Int32(rotation), integers, groupScales,
        scales, sums)
      unsafe gc_pack_block_grouped(
        bits, integers, groupScales, Int32(rowCount), Int32(inputs),
        (base + layout.data.lowerBound + block * 2 * Int(bits) * inputs)
          .assumingMemoryBound(to: UInt8.self),
        (base + layout.groupScales.lowerBound + block * 16 * groupCount)
          .assumingMemoryBound(to: UInt8.self))
    }
  }

  @unsafe func quantizeInt8(
    _ source: UnsafePointer<Float>, _ rowCount: Int, _ width: Int, rotation: Int,
    into bytes: UnsafeMutableRawPointer, scales: UnsafeMutablePointer<Float>
  ) {
    unsafe gc_quantize(
      kernels.functions, source, Int32(rowCount), Int32(width), Int32(rotation), bytes, scales)
    unsafe gc_activations_to_int8(kernels.functions, bytes, rowCount * width)
    // The factor 1 / B of the rotated weights; exact, since B is a power of two.
    for row in 0..<rowCount { unsafe scales[row] /= Float(rotation) }
  }
}
