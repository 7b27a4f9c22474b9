package import Base
package import Model

/// How a tensor of a `.crest` file is stored: a weight encoding, or a table of plain integers.
package enum StoredEncoding: String, Sendable, Hashable, CaseIterable {
  /// IEEE binary32, row-major.
  case f32
  /// IEEE binary16, row-major.
  case f16
  /// A matrix of 8-bit integers in kernel order.
  case int8
  /// A matrix of 4-bit integers in kernel order.
  case int4
  /// A matrix of 3-bit integers in kernel order.
  case int3
  /// A lookup table of 8-bit integers.
  case tableInt8 = "table_int8"
  /// A lookup table of 4-bit integers.
  case tableInt4 = "table_int4"
  /// Plain bytes, one dimension.
  case u8
  /// Plain little-endian 32-bit words, one dimension.
  case u32

  /// The stored form of a weight encoding.
  package init(_ weight: WeightEncoding) {
    self =
      switch weight {
      case .f32: .f32
      case .f16: .f16
      case .int8: .int8
      case .int4: .int4
      case .int3: .int3
      case .tableInt8: .tableInt8
      case .tableInt4: .tableInt4
      }
  }

  /// The weight encoding, `nil` for plain integers.
  package var weight: WeightEncoding? { WeightEncoding(rawValue: rawValue) }
}

/// A tensor before its place in the file is known: one entry of a `CrestPlan`.
package struct TensorDeclaration: Sendable, Hashable {
  /// Unique in the file; 1...128 of `a-z 0-9 . _`.
  package var name: String
  /// How the elements are stored.
  package var encoding: StoredEncoding
  /// `[N, K]`, or `[K]` for f32, f16, u8 and u32; every dimension is at least 1.
  package var shape: [Int]
  /// How many values a stored row has, where that is more than the last dimension; those behind it are
  /// inputs that are 0.
  package var storedWidth: Int?
  /// Inputs mixed by one block of the Hadamard rotation; 1 for a tensor in its own basis.
  package var rotation: Int
  /// The layer the tensor belongs to, if it belongs to one.
  package var layer: Int?
  /// The expert the tensor belongs to, if it belongs to one; `layer` is then set too.
  package var expert: Int?

  /// Takes the values as they are; `CrestPlan` checks them.
  package init(
    name: String, encoding: StoredEncoding, shape: [Int], storedWidth: Int? = nil,
    rotation: Int = 1, layer: Int? = nil, expert: Int? = nil
  ) {
    self.name = name
    self.encoding = encoding
    self.shape = shape
    self.storedWidth = storedWidth
    self.rotation = rotation
    self.layer = layer
    self.expert = expert
  }

  /// Where the parts of a weight lie, counted from the tensor's first byte; `nil` for u8 and u32.
  ///
  /// - Precondition: the declaration comes from a `CrestPlan` or a `CrestFile`, which checked it.
  package var layout: WeightLayout? {
    guard let weight = encoding.weight else { return nil }
    do throws(WeightLayoutError) {
      return try WeightLayout(encoding: weight, shape: shape, isPadded: storedWidth != nil)
    } catch {
      preconditionFailure("unchecked declaration of \(name): \(error)")
    }
  }
}

/// One entry of a file's tensor table.
package struct TensorRecord: Sendable, Hashable {
  package var declaration: TensorDeclaration
  /// Where its first byte lies in the file.
  package var offset: Int
  /// Its size in bytes, as encoding and shape give it.
  package var byteCount: Int
  /// The SHA-256 of its bytes, the zero bytes between its parts included.
  package var checksum: Checksum

  package init(
    declaration: TensorDeclaration, offset: Int, byteCount: Int, checksum: Checksum
  ) {
    self.declaration = declaration
    self.offset = offset
    self.byteCount = byteCount
    self.checksum = checksum
  }

  package var name: String { declaration.name }
  /// How its elements are stored.
  package var encoding: StoredEncoding { declaration.encoding }
  package var shape: [Int] { declaration.shape }
  /// How many values a stored row has, where that is more than the last dimension.
  package var storedWidth: Int? { declaration.storedWidth }
  /// Its rotation; 1 for none.
  package var rotation: Int { declaration.rotation }
  /// Its layer, if any.
  package var layer: Int? { declaration.layer }
  /// Its expert, if any.
  package var expert: Int? { declaration.expert }
  /// Where the parts of a weight lie, counted from `offset`; `nil` for u8 and u32.
  package var layout: WeightLayout? { declaration.layout }
  /// The bytes it takes in the file.
  package var fileRange: Range<Int> { offset..<offset + byteCount }
}

extension TensorRecord {
  init(_ message: inout WireReader) throws(CrestError) {
    let name = try message.string(1, "name")
    let encoding: StoredEncoding? = try message.choice(2, "encoding")
    let shape = try message.ints(3, "shape")
    let rotation = try message.int(4, "rotation")
    let offset = try message.int(5, "offset")
    let byteCount = try message.int(6, "byte_count")
    let checksum = try message.checksum(7, "checksum")
    let layer = try message.int(8, "layer")
    let expert = try message.int(9, "expert")
    let storedWidth = try message.int(10, "stored_width")
    self.init(
      declaration: TensorDeclaration(
        name: try message.required(name, "name"),
        encoding: try message.required(encoding, "encoding"), shape: shape,
        storedWidth: storedWidth,
        rotation: try message.required(rotation, "rotation"), layer: layer, expert: expert),
      offset: try message.required(offset, "offset"),
      byteCount: try message.required(byteCount, "byte_count"),
      checksum: try message.required(checksum, "checksum"))
  }
}

extension ManifestCheck {
  /// The rules for one entry of the tensor table on its own; gives its size.
  func declaration(
    _ tensor: TensorDeclaration, _ field: String
  ) throws(CrestError) -> (bytes: Int, elements: Int) {
    try name(tensor.name, "\(field).name")
    let shape = tensor.shape
    let elements = Int.checkedProduct(shape)
    guard let elements, shape.allSatisfy({ (1...CrestLimits.count).contains($0) }) else {
      throw error(
        "\(field).shape", expected: "dimensions in 1...\(CrestLimits.count)", found: "\(shape)")
    }
    try owner(tensor, field)
    guard let weight = tensor.encoding.weight else {
      try require(shape.count == 1, "\(field).shape", "1 dimension", "\(shape)")
      try equal(tensor.rotation, 1, "\(field).rotation")
      try require(
        tensor.storedWidth == nil, "\(field).stored_width", "none for plain integers",
        "\(tensor.storedWidth ?? 0)")
      let (bytes, overflow) = elements.multipliedReportingOverflow(
        by: tensor.encoding == .u8 ? 1 : 4)
      try require(!overflow, "\(field).shape", "a size below 2^63 bytes", "\(shape)")
      return (bytes, elements)
    }
    let layout: WeightLayout
    do throws(WeightLayoutError) {
      layout = try WeightLayout(
        encoding: weight, shape: shape, isPadded: tensor.storedWidth != nil)
    } catch {
      throw self.error(
        "\(field).shape", expected: "what \(weight.rawValue) holds", found: "\(error)")
    }
    if let width = tensor.storedWidth {
      try equal(width, layout.storedInputCount, "\(field).stored_width")
    }
    let isMatrix = weight.isKernelOrder
    let rotation = tensor.rotation
    let fits =
      rotation == 1
      || (isMatrix && rotation > 1 && rotation <= KernelOrder.maximumRotation
        && rotation & (rotation - 1) == 0
        && layout.storedInputCount.isMultiple(of: rotation))
    try require(
      fits, "\(field).rotation",
      isMatrix
        ? "a power of two up to \(KernelOrder.maximumRotation) that divides \(layout.storedInputCount)"
        : "1", "\(rotation)")
    return (layout.byteCount, elements)
  }

  /// Holds layer and expert against the name.
  private func owner(_ tensor: TensorDeclaration, _ field: String) throws(CrestError) {
    let (layer, expert) = TensorName.owner(of: tensor.name)
    func text(_ value: Int?) -> String { value.map { "\($0)" } ?? "none" }
    try require(
      tensor.layer == layer, "\(field).layer", "\(text(layer)), as in '\(tensor.name)'",
      text(tensor.layer))
    try require(
      tensor.expert == expert, "\(field).expert", "\(text(expert)), as in '\(tensor.name)'",
      text(tensor.expert))
  }
}

/// The places of all tensors of a file, known before the first byte is written.
package struct CrestPlan: Sendable, Hashable {
  /// One tensor and its place.
  package struct Entry: Sendable, Hashable {
    package let declaration: TensorDeclaration
    /// Where its first byte lies in the file.
    package let offset: Int
    package let byteCount: Int
  }

  /// The tensors in file order.
  package let entries: [Entry]
  /// Where the manifest begins.
  package let manifestOffset: Int
  /// Elements of all tensors but the tokenizer's.
  package let parameterCount: Int

  /// Places `tensors` in their order.
  ///
  /// - Throws: `CrestError.field` naming the first tensor that no file may hold; `path` is the file
  ///   named in it.
  package init(_ tensors: [TensorDeclaration], path: String) throws(CrestError) {
    let check = ManifestCheck(path: path)
    try check.range(tensors.count, 1...CrestLimits.tensorCount, "tensors.count")
    var entries: [Entry] = []
    var names = Set<String>()
    var experts = Set<[Int]>()
    var previous: TensorDeclaration?
    var end = CrestLimits.headByteCount
    var parameterCount = 0
    for (index, tensor) in tensors.enumerated() {
      let field = "tensors[\(index)]"
      let size = try check.declaration(tensor, field)
      guard names.insert(tensor.name).inserted else {
        throw check.error(
          "\(field).name", expected: "a unique name", found: "'\(tensor.name)' again")
      }
      var alignment = CrestLimits.tensorAlignment
      if TensorName.isTokenEmbedding(tensor.name) { alignment = CrestLimits.pageAlignment }
      if let layer = tensor.layer, let expert = tensor.expert,
        previous?.layer != layer || previous?.expert != expert
      {
        alignment = CrestLimits.pageAlignment
        guard experts.insert([layer, expert]).inserted else {
          throw check.error(
            "\(field).expert", expected: "an expert's tensors side by side",
            found: "expert \(expert) of layer \(layer) again")
        }
      }
      guard let padded = end.checkedAdding(alignment), let next = padded.checkedAdding(size.bytes),
        next <= .max - CrestLimits.pageAlignment,
        let sum = parameterCount.checkedAdding(tensor.isTokenizer ? 0 : size.elements)
      else { throw check.error(field, expected: "a file below 2^63 bytes", found: "more") }
      let offset = end.aligned(to: alignment)
      entries.append(Entry(declaration: tensor, offset: offset, byteCount: size.bytes))
      end = offset + size.bytes
      parameterCount = sum
      previous = tensor
    }
    self.entries = entries
    self.parameterCount = parameterCount
    manifestOffset = end.aligned(to: CrestLimits.tensorAlignment)
  }
}

extension TensorDeclaration {
  /// Whether this is one of the tokenizer's tables and no weight.
  package var isTokenizer: Bool { TensorName.isTokenizer(name) }

  /// Which tensor of the canonical graph, or of the tokenizer, it is; `nil` for any other.
  package var tensorName: TensorName? { TensorName(name) }
}
