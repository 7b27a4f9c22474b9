/// Where the parts of one encoded weight lie, counted in bytes from the weight's first byte.
///
/// `N` is the row (output) count, `K` the input count as stored: that of the shape, or padded with zeros
/// to a multiple of 32; `Np` is `N` padded to a multiple of 16. Parts
/// follow one another in the order below; each begins at the next multiple of 64, and the bytes
/// between two parts are zero.
///
/// | encoding | data | group scales | row scales | row sums |
/// | --- | --- | --- | --- | --- |
/// | f32, f16 | `[N][K]` | | | |
/// | int8 | i8 `[Np/16][K/4][16][4]` | | f32 `[Np]` | i32 `[Np]` |
/// | int4 | u8 `[Np/16][K/8][16][4]` | u8 `[Np/16][K/32][16]` | f32 `[Np]` | i32 `[Np]` |
/// | int3 | u8 `[Np/16][K/32][3][16][4]` | u8 `[Np/16][K/32][16]` | f32 `[Np]` | i32 `[Np]` |
/// | tableInt8 | i8 `[N][K]` | | f32 `[N]` | |
/// | tableInt4 | u8 `[N][K/2]` | u8 `[N][K/32]` | f32 `[N]` | |
package struct WeightLayout: Sendable, Hashable {
  /// Every part, and every weight in a file, begins at a multiple of this.
  package static let partAlignment = 64
  /// The largest `K` of a matrix in kernel order: 255 x 127 x 65,536 still fits 32 bits.
  package static let maximumInputCount = 65536

  /// How the weight is encoded.
  package let encoding: WeightEncoding
  /// The weight's shape, `[N, K]` or, for f32 and f16 only, `[K]`.
  package let shape: [Int]
  /// `N`; 1 for a vector.
  package let rowCount: Int
  /// The columns of the shape; the shape's one dimension for a vector.
  package let inputCount: Int
  /// `K`: `inputCount`, or that padded to a multiple of 32 with inputs that are 0.
  package let storedInputCount: Int
  /// Whether there are inputs beyond the shape's.
  package var isPadded: Bool { storedInputCount > inputCount }
  /// The rows that are stored: `Np` in kernel order, `N` for the others.
  package let storedRowCount: Int
  /// The values themselves.
  package let data: Range<Int>
  /// One u8 in 1...15, or 1...31 for int3, for 32 values; empty unless the encoding has such scales.
  package let groupScales: Range<Int>
  /// One f32 for each stored row; empty for f32 and f16.
  package let rowScales: Range<Int>
  /// One i32 for each stored row, the sum of its integers; empty unless in kernel order.
  package let rowSums: Range<Int>
  /// From the first byte of the weight to the last of its last part.
  package let byteCount: Int

  /// Lays out a weight, its inputs padded or as they are; every product is checked before it is used.
  ///
  /// - Throws: `WeightLayoutError` if the encoding cannot hold the shape or a size overflows, or if
  ///   nothing is to be padded.
  package init(
    encoding: WeightEncoding, shape: [Int], isPadded: Bool = false
  ) throws(WeightLayoutError) {
    try Self.check(encoding, shape, isPadded)
    let rowCount = shape.count == 2 ? shape[0] : 1
    let trueCount = shape.last ?? 1
    let inputCount = isPadded ? KernelOrder.paddedInputCount(trueCount) : trueCount
    let isMatrix = encoding.isKernelOrder
    guard rowCount <= .max - KernelOrder.rowBlock else { throw .tooLarge(encoding, shape: shape) }
    let storedRowCount = isMatrix ? KernelOrder.paddedRowCount(rowCount) : rowCount

    var end = 0
    func part(_ byteCountOfRow: Int?) throws(WeightLayoutError) -> Range<Int> {
      guard let byteCountOfRow else { return end..<end }
      let (size, sizeOverflow) = byteCountOfRow.multipliedReportingOverflow(by: storedRowCount)
      guard !sizeOverflow, end <= .max - Self.partAlignment else {
        throw .tooLarge(encoding, shape: shape)
      }
      let begin = (end + Self.partAlignment - 1) / Self.partAlignment * Self.partAlignment
      let (next, overflow) = begin.addingReportingOverflow(size)
      guard !overflow else { throw .tooLarge(encoding, shape: shape) }
      end = next
      return begin..<next
    }
    let (quadrupled, overflow) = inputCount.multipliedReportingOverflow(by: 4)
    guard !overflow else { throw .tooLarge(encoding, shape: shape) }
    let group = KernelOrder.groupSize
    switch encoding {
    case .f32, .f16:
      data = try part(encoding == .f32 ? quadrupled : quadrupled / 2)
      groupScales = try part(nil)
      rowScales = try part(nil)
    case .int8, .tableInt8:
      data = try part(inputCount)
      groupScales = try part(nil)
      rowScales = try part(4)
    case .int4, .int3, .tableInt4:
      // 32 divides the inputs.
      data = try part(inputCount / 8 * encoding.bitCount)
      groupScales = try part(inputCount / group)
      rowScales = try part(4)
    }
    rowSums = try part(isMatrix ? 4 : nil)
    byteCount = end
    self.encoding = encoding
    self.shape = shape
    self.rowCount = rowCount
    self.inputCount = trueCount
    storedInputCount = inputCount
    self.storedRowCount = storedRowCount
  }

  private static func check(
    _ encoding: WeightEncoding, _ shape: [Int], _ isPadded: Bool
  ) throws(WeightLayoutError) {
    let isFloat = encoding == .f32 || encoding == .f16
    guard shape.count == 2 || (isFloat && shape.count == 1) else {
      throw .rank(encoding, shape: shape)
    }
    guard shape.allSatisfy({ $0 > 0 }) else { throw .emptyDimension(encoding, shape: shape) }
    let inputCount = shape[shape.count - 1]
    guard !encoding.isKernelOrder || inputCount <= maximumInputCount else {
      throw .inputLimit(encoding, shape: shape, expected: maximumInputCount)
    }
    if isPadded {
      guard encoding.canBePadded, !inputCount.isMultiple(of: KernelOrder.groupSize) else {
        throw .padding(encoding, shape: shape)
      }
      guard inputCount <= .max - KernelOrder.groupSize else {
        throw .tooLarge(encoding, shape: shape)
      }
      return
    }
    let multiple =
      switch encoding {
      case .f32, .f16, .tableInt8: 1
      case .int8: KernelOrder.inputBlock
      case .int4, .int3, .tableInt4: KernelOrder.groupSize
      }
    guard inputCount.isMultiple(of: multiple) else {
      throw .inputMultiple(encoding, shape: shape, expected: multiple)
    }
  }
}

/// Why an encoding cannot hold a shape.
package enum WeightLayoutError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The encoding stores matrices only, or the shape has more than two dimensions.
  case rank(WeightEncoding, shape: [Int])
  /// A dimension is zero or negative.
  case emptyDimension(WeightEncoding, shape: [Int])
  /// The last dimension is no multiple of `expected`.
  case inputMultiple(WeightEncoding, shape: [Int], expected: Int)
  /// The encoding, or a last dimension that is a multiple of 32, is never padded.
  case padding(WeightEncoding, shape: [Int])
  /// The last dimension is above `expected`, so that 32-bit sums could overflow.
  case inputLimit(WeightEncoding, shape: [Int], expected: Int)
  /// The size in bytes does not fit an `Int`.
  case tooLarge(WeightEncoding, shape: [Int])

  /// One line for a person: the rule and the shape that breaks it.
  package var description: String {
    switch self {
    case .rank(let encoding, let shape):
      "\(encoding.rawValue) expects \(Self.ranks(encoding)), found \(shape)"
    case .emptyDimension(let encoding, let shape):
      "\(encoding.rawValue) expects dimensions of at least 1, found \(shape)"
    case .inputMultiple(let encoding, let shape, let expected):
      "\(encoding.rawValue) expects a last dimension that is a multiple of \(expected), found \(shape)"
    case .padding(let encoding, let shape):
      "\(encoding.rawValue) expects no padded inputs, found \(shape) padded"
    case .inputLimit(let encoding, let shape, let expected):
      "\(encoding.rawValue) expects a last dimension of at most \(expected), found \(shape)"
    case .tooLarge(let encoding, let shape):
      "\(encoding.rawValue) expects a size below 2^63 bytes, found \(shape)"
    }
  }

  private static func ranks(_ encoding: WeightEncoding) -> String {
    encoding == .f32 || encoding == .f16 ? "1 or 2 dimensions" : "2 dimensions"
  }
}

/// The one order in which quantised weights lie in a file and are read by every kernel.
///
/// An `[N, K]` weight (`N` outputs, `K` inputs) is stored as blocks `[N/16][K/4][16][4]`: 64 bytes
/// hold four consecutive inputs of sixteen outputs. `N` is padded with zero rows to a multiple of
/// 16; `K` must be a multiple of 4 (int8) or 32 (int4, int3), or is padded with zeros to a multiple
/// of 32.
package enum KernelOrder {
  /// Outputs side by side in one block.
  package static let rowBlock = 16
  /// Consecutive inputs of one output in one block.
  package static let inputBlock = 4
  /// Inputs that share one integer scale in the encodings of 4 and 3 bits.
  package static let groupSize = 32
  /// The largest block the activation rotation mixes.
  package static let maximumRotation = 128

  /// `rowCount` padded to whole blocks.
  package static func paddedRowCount(_ rowCount: Int) -> Int {
    (rowCount + rowBlock - 1) / rowBlock * rowBlock
  }

  /// `inputCount` padded to whole groups.
  package static func paddedInputCount(_ inputCount: Int) -> Int {
    (inputCount + groupSize - 1) / groupSize * groupSize
  }

  /// The rotation size for inputs of width `inputCount`: the largest power of two, at most 128,
  /// that divides it.
  package static func rotationSize(inputCount: Int) -> Int {
    precondition(inputCount > 0)
    return min(maximumRotation, inputCount & -inputCount)
  }
}

/// How a weight is stored in a `.crest` file.
package enum WeightEncoding: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary32, row-major.
  case f32
  /// IEEE binary16, row-major.
  case f16
  /// 8-bit integers with one scale per output row, in kernel order.
  case int8
  /// 4-bit integers with an integer scale per 32 and one scale per output row, in kernel order.
  case int4
  /// 3-bit integers with an integer scale per 32 and one scale per output row, in kernel order.
  case int3
  /// A lookup table of 8-bit integers with one scale per row, row-major.
  case tableInt8 = "table_int8"
  /// A lookup table of 4-bit integers with an integer scale per 32 and one scale per row.
  case tableInt4 = "table_int4"

  /// The bits of one stored value, scales left out.
  package var bitCount: Int {
    switch self {
    case .f32: 32
    case .f16: 16
    case .int8, .tableInt8: 8
    case .int4, .tableInt4: 4
    case .int3: 3
    }
  }

  /// Whether it stores matrices of integers in kernel order.
  package var isKernelOrder: Bool { self == .int8 || self == .int4 || self == .int3 }

  /// Whether inputs may be padded to a multiple of 32; the others hold any number.
  package var canBePadded: Bool { isKernelOrder || self == .tableInt4 }

  /// What the scale of 32 integers is at most; `nil` without such scales.
  ///
  /// An integer times its scale fits 8 bits: -8 x 15 and -4 x 31.
  package var largestGroupScale: Int? {
    switch self {
    case .int4, .tableInt4: 15
    case .int3: 31
    case .f32, .f16, .int8, .tableInt8: nil
    }
  }
}

/// The user's choice for a whole model: `--quantize`.
package enum QuantizationScheme: String, Sendable, Hashable, CaseIterable {
  /// Weights as binary32.
  case none
  /// Weights as binary16.
  case f16
  /// Weights and token table as 8-bit integers.
  case int8
  /// Experts, feed-forward and token table as 4-bit integers, attention as 8-bit integers.
  case int4

  /// The scheme unless another is asked for.
  package static let usual = QuantizationScheme.int8

  /// Whether weights are calibrated, with built-in texts, unless something else is asked for.
  package var isUsuallyCalibrated: Bool { self == .int4 }

  /// Whether matrices are stored as integers.
  package var isQuantized: Bool { self == .int8 || self == .int4 }

  /// Reads a name as users write it: any case, `q8_0` and `q4_0` as aliases.
  package init?(name: String) {
    switch name.lowercased() {
    case "none", "f32", "fp32": self = .none
    case "f16", "fp16": self = .f16
    case "int8", "q8_0", "q8": self = .int8
    case "int4", "q4_0", "q4": self = .int4
    default: return nil
    }
  }
}
