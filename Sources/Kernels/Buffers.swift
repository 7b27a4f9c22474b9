package import Base

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
