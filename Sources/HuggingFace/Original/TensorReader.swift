package import Kernels
import Synchronization

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

/// Memory that tensors are read into one after the other, on several threads: new pages cost about
/// as much as reading does.
package final class ReadingMemory: Sendable {
  private let kept = Mutex<[FloatBuffer]>([])

  package init() {}

  /// Calls `body` with room for `count` uninitialised values, which `body` must not keep.
  package func withRoom<Result, Failure: Error>(
    for count: Int, _ body: (FloatBuffer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let buffer = taken(count)
    defer { kept.withLock { $0.append(buffer) } }
    return try body(buffer.slice(0..<count))
  }

  /// Gives back what is not in use.
  package func discard() { kept.withLock { $0 = [] } }

  /// The smallest kept buffer that is large enough, or a new one in the place of one that is not.
  private func taken(_ count: Int) -> FloatBuffer {
    let found = kept.withLock { kept -> FloatBuffer? in
      let index = kept.indices.filter { kept[$0].count >= count }
        .min { kept[$0].count < kept[$1].count }
      if index == nil, !kept.isEmpty { kept.removeLast() }
      return index.map { kept.remove(at: $0) }
    }
    return found ?? FloatBuffer(count: count)
  }
}
