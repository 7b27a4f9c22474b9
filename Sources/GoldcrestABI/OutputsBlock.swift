import Base
import CGoldcrest
import CInterface
import Inference

/// What is computed of texts besides their vectors, in one block of C's memory.
///
/// The structure comes first, then the offsets; behind them the vectors of tokens grow, and the weights of
/// tokens, which take little, are put last.
@safe final class OutputsBlock {
  // Safety: `capacity` bytes are there; the structure and the offsets lie below `colbertStart`, which all of
  // them has room for, and what is appended ends at `byteCount`.
  private var block: UnsafeMutableRawPointer?
  private var capacity: Int
  private var byteCount: Int

  private let textCount: Int
  private let colbertDimension: Int
  private let sparseOffsets: Int?
  private let colbertOffsets: Int?
  private let colbertStart: Int

  private var appendedCount = 0
  private var colbertCount = 0
  private var sparseIDs: [Int32] = []
  private var sparseWeights: [Float] = []

  /// Makes room for the outputs of so many texts.
  init(
    _ kinds: OutputKinds, textCount: Int, colbertDimension: Int
  ) throws(CallFailure) {
    self.textCount = textCount
    self.colbertDimension = colbertDimension
    var end = unsafe MemoryLayout<goldcrest_outputs>.stride
    func offsets(of kind: OutputKinds) -> Int? {
      guard kinds.contains(kind) else { return nil }
      defer { end += (textCount + 1) * MemoryLayout<Int64>.stride }
      return end
    }
    guard textCount < Int.max / 64 else { throw .memory(byteCount: .max) }
    sparseOffsets = offsets(of: .sparse)
    colbertOffsets = offsets(of: .colbert)
    colbertStart = end
    (byteCount, capacity) = (end, end)
    unsafe block = unsafe calloc(end, 1)
    if unsafe block == nil { throw .memory(byteCount: end) }
  }

  deinit { unsafe free(block) }

  /// Adds what was computed of the next text; nothing of one that is refused.
  func append(_ embedding: TextEmbedding?) throws(CallFailure) {
    for vector in embedding?.colbert ?? [] {
      try append(vector)
      colbertCount += 1
    }
    for token in embedding?.sparse ?? [] {
      sparseIDs.append(token.id)
      sparseWeights.append(token.weight)
    }
    appendedCount += 1
    store(sparseIDs.count, in: sparseOffsets)
    store(colbertCount, in: colbertOffsets)
  }

  /// The structure, which `free` frees.
  func finished() throws(CallFailure) -> UnsafeMutablePointer<goldcrest_outputs> {
    let sparseStart = byteCount
    try append(sparseIDs)
    let weightStart = byteCount
    try append(sparseWeights)
    guard let base = unsafe block else { throw .memory(byteCount: byteCount) }
    var outputs = unsafe goldcrest_outputs()
    unsafe outputs.text_count = Int64(textCount)
    if let sparseOffsets {
      unsafe outputs.sparse_offsets = unsafe pointer(base, sparseOffsets)
      unsafe outputs.sparse_ids = unsafe pointer(base, sparseStart)
      unsafe outputs.sparse_weights = unsafe pointer(base, weightStart)
    }
    if let colbertOffsets {
      unsafe outputs.colbert_offsets = unsafe pointer(base, colbertOffsets)
      unsafe outputs.colbert_vectors = unsafe pointer(base, colbertStart)
      unsafe outputs.colbert_dimension = Int32(colbertDimension)
    }
    let place = unsafe base.assumingMemoryBound(to: goldcrest_outputs.self)
    unsafe place.initialize(to: outputs)
    unsafe block = nil
    return unsafe place
  }

  private func pointer<Value>(
    _ base: UnsafeMutableRawPointer, _ offset: Int
  ) -> UnsafePointer<Value> {
    unsafe UnsafePointer((base + offset).assumingMemoryBound(to: Value.self))
  }

  private func store(_ count: Int, in offsets: Int?) {
    guard let offsets, let block = unsafe block else { return }
    let place = offsets + appendedCount * MemoryLayout<Int64>.stride
    unsafe block.storeBytes(of: Int64(count), toByteOffset: place, as: Int64.self)
  }

  private func append<Value: BitwiseCopyable>(_ values: [Value]) throws(CallFailure) {
    let end = byteCount + values.count * MemoryLayout<Value>.stride
    if end > capacity {
      let wanted = max(end, capacity + capacity / 2)
      guard let grown = unsafe realloc(block, wanted) else { throw .memory(byteCount: wanted) }
      unsafe block = unsafe grown
      capacity = wanted
    }
    unsafe values.withUnsafeBytes { bytes in
      if let block = unsafe block, let source = bytes.baseAddress {
        unsafe (block + byteCount).copyMemory(from: source, byteCount: bytes.count)
      }
    }
    byteCount = end
  }
}
