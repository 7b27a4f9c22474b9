/// A document among the best for a query.
struct Candidate {
  /// What it was found with.
  let found: RankedDocument
  /// What it has when it is scored again.
  let secondScore: Float?
}

/// The best documents for one query: a heap with the worst of them at its root.
struct TopDocuments {
  private let capacity: Int
  private var heap: [Candidate] = []

  /// - Precondition: there is room for a document.
  init(capacity: Int) {
    precondition(capacity >= 1)
    self.capacity = capacity
  }

  /// The score that a document must at least reach; `nil` as long as there is room.
  var leastScore: Float? { heap.count < capacity ? nil : heap[0].found.score }

  /// The best `count` documents, best first: by the second score where there is one.
  func ranking(_ count: Int) -> [RankedDocument] {
    let ranked = heap.map { candidate in
      candidate.secondScore.map {
        RankedDocument(identifier: candidate.found.identifier, score: $0)
      } ?? candidate.found
    }
    return Array(ranked.sorted { $0.precedes($1) }.prefix(count))
  }

  /// Takes a document if it is among the best.
  mutating func insert(_ candidate: Candidate) {
    if heap.count < capacity {
      heap.append(candidate)
      siftUp()
    } else if candidate.found.precedes(heap[0].found) {
      heap[0] = candidate
      siftDown()
    }
  }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2].found.precedes(heap[child].found) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[worst].found.precedes(heap[child].found) {
        worst = child
      }
      if worst == parent { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
