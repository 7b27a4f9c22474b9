package import Base
package import Model

/// Room for `count` binary32 values that kernels on several threads fill.
@safe package struct FloatBuffer: Sendable {
  /// How many values there is room for.
  package let count: Int

  private let storage: AlignedBuffer
  private let offset: Int

  /// Room for `count` zeros.
  package init(count: Int) {
    self.init(storage: AlignedBuffer(byteCount: count * 4), offset: 0, count: count)
  }

  private init(storage: AlignedBuffer, offset: Int, count: Int) {
    self.storage = storage
    self.offset = offset
    self.count = count
  }

  /// The values in `range`, in the same memory.
  package func slice(_ range: Range<Int>) -> FloatBuffer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return FloatBuffer(storage: storage, offset: offset + range.lowerBound, count: range.count)
  }

  /// The values as bytes, in little-endian order on every supported machine.
  package var bytes: ByteRegion { storage.region.slice(offset * 4..<(offset + count) * 4) }

  /// The first value.
  @unsafe package var pointer: UnsafeMutablePointer<Float> {
    unsafe storage.baseAddress.assumingMemoryBound(to: Float.self) + offset
  }

  /// A copy of the values in `range`.
  package func values(_ range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe Array(
      UnsafeBufferPointer(start: UnsafePointer(pointer) + range.lowerBound, count: range.count))
  }

  /// The `rows` of values `[*, width]`, each with zeros behind it up to `storedWidth`, in memory of
  /// their own.
  package func padded(rows: Range<Int>, width: Int, to storedWidth: Int) -> FloatBuffer {
    precondition(width <= storedWidth && rows.upperBound * width <= count)
    let result = FloatBuffer(count: rows.count * storedWidth)
    for (target, row) in rows.enumerated() {
      unsafe (result.pointer + target * storedWidth).update(
        from: pointer + row * width, count: width)
    }
    return result
  }

  /// Writes `values` from index `start` on.
  package func store(_ values: [Float], at start: Int = 0) {
    precondition(start >= 0 && start + values.count <= count)
    unsafe values.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      unsafe (pointer + start).update(from: first, count: values.count)
    }
  }
}

/// Room for `count` 32-bit integers: ids, positions, row numbers.
@safe package struct IndexBuffer: Sendable {
  /// How many values there is room for.
  package let count: Int

  let storage: AlignedBuffer

  /// Room for `count` zeros.
  package init(count: Int) {
    self.count = count
    storage = AlignedBuffer(byteCount: count * 4)
  }

  /// The first value.
  @unsafe package var pointer: UnsafeMutablePointer<Int32> {
    unsafe storage.baseAddress.assumingMemoryBound(to: Int32.self)
  }

  /// One value.
  ///
  /// - Precondition: the index is in range.
  package subscript(index: Int) -> Int32 {
    get {
      precondition(index >= 0 && index < count)
      return unsafe pointer[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count)
      unsafe pointer[index] = newValue
    }
  }

  /// A copy of the values in `range`.
  package func values(_ range: Range<Int>) -> [Int32] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe Array(
      UnsafeBufferPointer(start: UnsafePointer(pointer) + range.lowerBound, count: range.count))
  }
}

/// Quantised activations: `[rows, width]` bytes in the encoding of one kernel set, and a scale for
/// each row.
@safe package struct ActivationBuffer: Sendable {
  package let bytes: AlignedBuffer
  package let scales: FloatBuffer

  /// Room for `rowCount` rows of `width` values.
  package init(rowCount: Int, width: Int) {
    bytes = AlignedBuffer(byteCount: rowCount * width)
    scales = FloatBuffer(count: rowCount)
  }
}

/// A matrix `[N, K]` of 8-, 4- or 3-bit integers as it lies in a file.
package struct QuantizedMatrix: Sendable {
  /// Where the parts lie within `region`.
  package let layout: WeightLayout
  /// All parts of the matrix.
  package let region: ByteRegion
  /// The block size of the activation rotation.
  package let rotation: Int

  /// Takes a matrix that a format reader has checked.
  ///
  /// - Precondition: `region` has the size and alignment that `layout` asks for.
  package init(layout: WeightLayout, region: ByteRegion, rotation: Int) {
    precondition(layout.encoding.isKernelOrder)
    precondition(region.byteCount == layout.byteCount)
    precondition(unsafe Int(bitPattern: region.baseAddress) % WeightLayout.partAlignment == 0)
    precondition(rotation > 0 && rotation & (rotation - 1) == 0 && rotation <= 128)
    precondition(layout.storedInputCount % rotation == 0)
    self.layout = layout
    self.region = region
    self.rotation = rotation
  }
}

/// A binary32 matrix in memory, or a part of one: the outputs from `firstOutput` on.
package struct FloatMatrix: Sendable {
  package let region: ByteRegion
  /// Outputs this part gives.
  package let outputCount: Int
  /// `K`.
  package let inputCount: Int
  /// Where this part's outputs go in the result.
  package let firstOutput: Int
  /// Whether the values lie as `[K, N]` and not as `[N, K]`.
  package let isTransposed: Bool

  /// Takes a region of `outputCount x inputCount` binary32 values.
  package init(
    region: ByteRegion, outputCount: Int, inputCount: Int, firstOutput: Int, isTransposed: Bool
  ) {
    precondition(region.byteCount == outputCount * inputCount * 4)
    precondition(unsafe Int(bitPattern: region.baseAddress) % 4 == 0)
    self.region = region
    self.outputCount = outputCount
    self.inputCount = inputCount
    self.firstOutput = firstOutput
    self.isTransposed = isTransposed
  }
}

/// The weights of one linear `[N, K]`, in whatever form a model has them.
package enum LinearWeight: Sendable {
  /// 8-, 4- or 3-bit integers.
  case quantized(QuantizedMatrix)
  /// Binary32, possibly in parts that lie apart.
  case float([FloatMatrix])
  /// Binary16 `[N, K]`, widened while it is used.
  case half(ByteRegion, outputCount: Int, inputCount: Int)

  /// `N`.
  package var outputCount: Int {
    switch self {
    case .quantized(let matrix): matrix.layout.rowCount
    case .float(let parts): parts.reduce(0) { $0 + $1.outputCount }
    case .half(_, let outputCount, _): outputCount
    }
  }

  /// Whether its inputs are rounded to integers, too.
  package var isQuantized: Bool {
    if case .quantized = self { true } else { false }
  }

  /// Everything that is read when the linear is used.
  package var regions: [ByteRegion] {
    switch self {
    case .quantized(let matrix): [matrix.region]
    case .float(let parts): parts.map(\.region)
    case .half(let region, _, _): [region]
    }
  }
}

/// The token embedding `[V, H]`.
package struct TokenEmbedding: Sendable {
  /// Where the parts lie within `region`; f32, f16 or a table encoding.
  package let layout: WeightLayout
  package let region: ByteRegion

  /// Takes a table that a reader has checked.
  ///
  /// - Precondition: `region` has the size `layout` asks for.
  package init(layout: WeightLayout, region: ByteRegion) {
    precondition(!layout.encoding.isKernelOrder)
    precondition(region.byteCount == layout.byteCount)
    precondition(unsafe Int(bitPattern: region.baseAddress) % 4 == 0)
    self.layout = layout
    self.region = region
  }
}

/// A vector or small table of binary32 values: bias, norm, positions.
package struct FloatVector: Sendable {
  package let region: ByteRegion
  /// How many there are.
  package let count: Int

  /// Takes a region of binary32 values.
  package init(region: ByteRegion) {
    precondition(region.byteCount % 4 == 0)
    precondition(unsafe Int(bitPattern: region.baseAddress) % 4 == 0)
    self.region = region
    count = region.byteCount / 4
  }

  /// Copies `values`.
  package init(_ values: [Float]) {
    let buffer = FloatBuffer(count: values.count)
    buffer.store(values)
    region = buffer.bytes
    count = values.count
  }

  @unsafe var pointer: UnsafePointer<Float> {
    unsafe region.baseAddress.assumingMemoryBound(to: Float.self)
  }
}
