package import Base
import Inference
package import Kernels

/// Compares queries with documents, block by block, and keeps the best documents of each query.
///
/// A score is the product of two vectors in binary64, components in order, rounded to binary32 as
/// trec_eval holds it. Products of whole blocks in binary32 only tell which documents can be
/// among the best; so neither blocks nor threads nor the machine change a score or an order.
///
/// Documents may be found with other vectors than those that decide their order: as many times more
/// are found with the first, and those are ordered by products of the second.
///
/// Memory: the queries' vectors and best documents, and one block of documents.
package struct ExactSearch {
  /// Queries that are compared with a block at a time.
  private static let tileRowCount = 256

  private let compute: Compute
  private let width: Int
  private let vectors: [[Float]]
  private let norms: [Float]
  private let secondVectors: [[Float]]?
  private let identifiers: [Identifier]
  private let depth: Int
  private let rows: FloatBuffer
  private var best: [TopDocuments]

  /// What orders the documents that were found.
  package struct Rescoring {
    /// The queries' vectors, `[Q][…]`.
    let queries: [[Float]]
    /// How many times `depth` documents are found.
    let multiplier: Int

    /// Orders by products with the queries' vectors what was found of `multiplier` times the depth.
    package init(queries: [[Float]], multiplier: Int) {
      self.queries = queries
      self.multiplier = multiplier
    }
  }

  /// Searches for `depth` documents for each of the queries' vectors `[Q][width]`.
  ///
  /// - Precondition: there is a query; every query has an identifier and a vector of one size.
  package init(
    queries vectors: [[Float]], identifiers: [Identifier], depth: Int,
    rescoring: Rescoring? = nil, compute: Compute
  ) {
    precondition(!vectors.isEmpty && vectors.count == identifiers.count)
    precondition(rescoring.map { $0.queries.count == vectors.count } ?? true)
    self.depth = depth
    secondVectors = rescoring?.queries
    self.compute = compute
    width = vectors[0].count
    self.vectors = vectors
    self.identifiers = identifiers
    norms = vectors.map { Float(Cosine.length($0)) }
    rows = FloatBuffer(count: vectors.count * width)
    for (index, vector) in vectors.enumerated() {
      precondition(vector.count == width)
      rows.store(vector, at: index * width)
    }
    let capacity = depth * (rescoring?.multiplier ?? 1)
    best = vectors.map { _ in TopDocuments(capacity: capacity) }
  }

  /// Compares all queries with a block of documents.
  ///
  /// A document that has a query's identifier is not found by it, as in BEIR.
  ///
  /// - Precondition: every document has an identifier and a vector of the queries' size; a second
  ///   vector if the queries have one.
  package mutating func add(
    _ documents: [[Float]], second: [[Float]]? = nil, identifiers names: [Identifier]
  ) {
    precondition(documents.count == names.count && second?.count ?? names.count == names.count)
    precondition((second == nil) == (secondVectors == nil))
    guard !documents.isEmpty else { return }
    let block = FloatBuffer(count: documents.count * width)
    for (index, vector) in documents.enumerated() {
      precondition(vector.count == width)
      block.store(vector, at: index * width)
    }
    let longest = documents.map { Float(Cosine.length($0)) }.max() ?? 0
    let matrix = FloatMatrix(
      region: block.bytes, outputCount: documents.count, inputCount: width, firstOutput: 0,
      isTransposed: false)
    let tile = min(ExactSearch.tileRowCount, vectors.count)
    let scores = FloatBuffer(count: tile * documents.count)
    for first in stride(from: 0, to: vectors.count, by: tile) {
      let count = min(tile, vectors.count - first)
      compute.floatProduct(
        rows.slice(first * width..<(first + count) * width), rowCount: count, weight: [matrix],
        outputCount: documents.count, into: scores)
      for row in 0..<count {
        let line = scores.values(row * documents.count..<(row + 1) * documents.count)
        collect(line, query: first + row, documents, second, names, longest: longest)
      }
    }
  }

  /// The best documents of every query, best first.
  package var rankings: [[RankedDocument]] { best.map { $0.ranking(depth) } }

  private mutating func collect(
    _ scores: [Float], query: Int, _ documents: [[Float]], _ second: [[Float]]?,
    _ names: [Identifier], longest: Float
  ) {
    // How far a sum of `width` products in binary32 can be off, in any order: Higham, "Accuracy and
    // Stability of Numerical Algorithms", 3.1; twice that, for the score's own rounding.
    let slack = 2 * Float(width + 1) * 0x1p-24 * norms[query] * longest
    for (index, rough) in scores.enumerated() {
      if let least = best[query].leastScore, rough < least - slack { continue }
      if names[index] == identifiers[query] { continue }
      let score = Float(Cosine.dot(vectors[query], documents[index]))
      var secondScore: Float?
      if let second, let secondVectors {
        secondScore = Float(Cosine.dot(secondVectors[query], second[index]))
      }
      best[query].insert(
        Candidate(
          found: RankedDocument(identifier: names[index], score: score), secondScore: secondScore))
    }
  }
}

/// A document that a search found.
package struct RankedDocument: Sendable, Equatable {
  /// The `_id`.
  package let identifier: Identifier
  /// How near it is to the query.
  package let score: Float

  package init(identifier: Identifier, score: Float) {
    self.identifier = identifier
    self.score = score
  }

  /// Whether it stands before `other`: by score, of equal scores the larger identifier first.
  ///
  /// Source: trec_eval, `form_res_rels.c`, `comp_sim_docno`.
  func precedes(_ other: RankedDocument) -> Bool {
    score == other.score ? other.identifier < identifier : score > other.score
  }
}

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
