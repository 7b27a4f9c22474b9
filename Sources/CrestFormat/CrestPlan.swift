import Base
package import Model

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
