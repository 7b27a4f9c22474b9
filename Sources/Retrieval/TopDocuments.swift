/// The best documents for one query: a heap with the worst of them at its root.
struct TopDocuments {
  private let capacity: Int
  private var heap: [RankedDocument] = []

  /// - Precondition: there is room for a document.
  init(capacity: Int) {
    precondition(capacity >= 1)
    self.capacity = capacity
  }

  /// The score that a document must at least reach; `nil` as long as there is room.
  var leastScore: Float? { heap.count < capacity ? nil : heap[0].score }

  /// All documents, best first.
  var sorted: [RankedDocument] { heap.sorted { $0.precedes($1) } }

  /// Takes a document if it is among the best.
  mutating func insert(_ document: RankedDocument) {
    if heap.count < capacity {
      heap.append(document)
      siftUp()
    } else if document.precedes(heap[0]) {
      heap[0] = document
      siftDown()
    }
  }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2].precedes(heap[child]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[worst].precedes(heap[child]) {
        worst = child
      }
      if worst == parent { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
