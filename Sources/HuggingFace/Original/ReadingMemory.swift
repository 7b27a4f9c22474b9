import Synchronization
package import Kernels

/// Memory that tensors are read into one after the other, on several threads: new pages cost about
/// as much as reading does.
package final class ReadingMemory: Sendable {
  private let kept = Mutex<[FloatBuffer]>([])

  package init() {}

  /// Calls `body` with room for `count` values, whatever those are; no use of it outlives `body`.
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
