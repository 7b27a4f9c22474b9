import CKernels
public import Base
public import Model

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

  /// Encodes rows of a lookup table as tableInt8 or tableInt4, not rotated.
  ///
  /// `values` holds `rowCount` rows; the parts go to separate buffers that hold these rows only.
  public func encodeTableRows(
    _ encoding: WeightEncoding, values: FloatBuffer, rows: Range<Int>, width: Int,
    data: AlignedBuffer, groupScales: AlignedBuffer, rowScales: FloatBuffer
  ) {
    precondition(encoding == .tableInt8 || encoding == .tableInt4)
    precondition(width <= Compute.largestInputCount && rows.upperBound * width <= values.count)
    let (first, rowCount) = (rows.lowerBound, rows.count)
    let source = unsafe UnsafePointer(values.pointer + first * width)
    if encoding == .tableInt8 {
      precondition(rows.upperBound * width <= data.byteCount)
      unsafe quantizeInt8(
        source, rowCount, width, rotation: 1, into: data.baseAddress + first * width,
        scales: rowScales.pointer + first)
    } else {
      let groupCount = width / KernelOrder.groupSize
      precondition(rows.upperBound * width / 2 <= data.byteCount)
      precondition(rows.upperBound * groupCount <= groupScales.byteCount)
      let quantized = AlignedBuffer(byteCount: rowCount * width)
      let sums = IndexBuffer(count: rowCount)
      let integers = unsafe quantized.baseAddress.assumingMemoryBound(to: Int8.self)
      unsafe gc_quantize_rows_grouped(
        4, source, Int32(rowCount), Int32(width), 1, integers,
        (groupScales.baseAddress + first * groupCount).assumingMemoryBound(to: UInt8.self),
        rowScales.pointer + first, sums.pointer)
      unsafe gc_pack_table_int4(
        integers, Int32(rowCount), Int32(width),
        (data.baseAddress + first * width / 2).assumingMemoryBound(to: UInt8.self))
    }
  }

  /// Rounds `count` values to binary16.
  public func narrow(_ values: FloatBuffer, range: Range<Int>, into output: AlignedBuffer) {
    precondition(range.upperBound <= values.count && range.upperBound * 2 <= output.byteCount)
    unsafe gc_narrow_binary16(
      values.pointer + range.lowerBound, range.count,
      output.baseAddress.assumingMemoryBound(to: UInt16.self) + range.lowerBound)
  }

  /// Transposes `values` `[rows, columns]` into `output` `[columns, rows]`.
  public func transpose(
    _ values: FloatBuffer, rowCount: Int, columnCount: Int, into output: FloatBuffer
  ) {
    precondition(rowCount * columnCount <= min(values.count, output.count))
    unsafe gc_transpose(values.pointer, Int32(rowCount), Int32(columnCount), output.pointer)
  }

  /// The index of the first value in `range` that is NaN or infinite.
  public func firstNotFinite(_ values: FloatBuffer, range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= values.count)
    let index = unsafe gc_first_not_finite(values.pointer + range.lowerBound, range.count)
    return index < range.count ? range.lowerBound + index : nil
  }

  @unsafe private func quantizeInt8(
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

extension FloatBuffer {
  /// The memory of the values in `range`, for whoever fills it.
  public func withUnsafeMutableValues<Result, Failure: Error>(
    _ range: Range<Int>,
    _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return try unsafe body(
      UnsafeMutableBufferPointer(start: pointer + range.lowerBound, count: range.count))
  }
}
