package import Kernels

/// Reads canonical tensors out of a checkpoint, widened, put together and checked to be finite.
package struct TensorReader {
  package let source: SourceModel
  package let compute: Compute
  /// What is transposed passes through this; it keeps room for the largest.
  let memory: ReadingMemory

  /// Reads tensors of `source`; threads that read at once share `memory`.
  package init(source: SourceModel, compute: Compute, memory: ReadingMemory = ReadingMemory()) {
    self.source = source
    self.compute = compute
    self.memory = memory
  }

  /// All values of `tensor`, row-major in its canonical shape.
  package func read(_ tensor: CanonicalTensor) throws(HuggingFaceError) -> FloatBuffer {
    let values = FloatBuffer(count: tensor.elementCount)
    try read(tensor, into: values)
    return values
  }

  /// All values of `tensor`, row-major in its canonical shape; a tensor without parts is zeros.
  package func read(_ tensor: CanonicalTensor, into values: FloatBuffer) throws(HuggingFaceError) {
    let columnCount = tensor.shape.dropFirst().reduce(1, *)
    if tensor.parts.isEmpty {
      values.store([Float](repeating: 0, count: tensor.elementCount))
    }
    var first = 0
    for part in tensor.parts {
      if part.transposed {
        precondition(
          tensor.parts.count == 1, "\(tensor.name): transposed parts are not put together")
        let outputCount = tensor.shape[0]
        let count = part.rows.count * outputCount
        try memory.withRoom(for: count) { (slice) throws(HuggingFaceError) in
          try read(part, columnCount: outputCount, into: slice, at: 0)
          compute.transpose(
            slice, rowCount: part.rows.count, columnCount: outputCount, into: values)
        }
        first += count
      } else {
        try read(part, columnCount: columnCount, into: values, at: first)
        first += part.rows.count * columnCount
      }
    }
    precondition(first == values.count || tensor.parts.isEmpty)
  }

  /// The rows `rows` of a tensor that is one part and not transposed.
  package func read(
    _ tensor: CanonicalTensor, rows: Range<Int>, into values: FloatBuffer
  ) throws(HuggingFaceError) {
    guard let part = tensor.parts.first, tensor.parts.count == 1, !part.transposed else {
      preconditionFailure("\(tensor.name) is not one part")
    }
    let first = part.rows.lowerBound
    let piece = SourcePart(
      tensor: part.tensor, rows: first + rows.lowerBound..<first + rows.upperBound)
    try read(piece, columnCount: tensor.shape[1], into: values, at: 0)
  }

  /// The rows of one part, `columnCount` values each, into `values` from element `index` on.
  package func read(
    _ part: SourcePart, columnCount: Int, into values: FloatBuffer, at index: Int
  ) throws(HuggingFaceError) {
    guard let name = source.names[part.tensor] else {
      preconditionFailure("\(part.tensor) was checked to be there")
    }
    let elements = part.rows.lowerBound * columnCount..<part.rows.upperBound * columnCount
    try source.weights.read(name, elements: elements, into: values, at: index)
    if let bad = compute.firstNotFinite(values, range: index..<index + elements.count) {
      let value = values.values(bad..<bad + 1)
      throw .notFinite(
        file: source.weights.path(of: name), tensor: name, index: elements.lowerBound + bad - index,
        found: "\(value.first ?? .nan)")
    }
  }
}
