package import Base
package import Kernels

/// Compares queries with documents, block by block, and keeps the best documents of each query.
///
/// A score is the product of two vectors in binary64, components in order, rounded to binary32 as
/// trec_eval holds it. Products of whole blocks through OpenBLAS only tell which documents can be
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

    /// Takes both values as they are.
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
    norms = vectors.map(ExactSearch.norm)
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
    let longest = documents.map(ExactSearch.norm).max() ?? 0
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
      let score = ExactSearch.product(vectors[query], documents[index])
      var secondScore: Float?
      if let second, let secondVectors {
        secondScore = ExactSearch.product(secondVectors[query], second[index])
      }
      best[query].insert(
        Candidate(
          found: RankedDocument(identifier: names[index], score: score), secondScore: secondScore))
    }
  }

  private static func norm(_ vector: [Float]) -> Float {
    Float(vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
  }

  private static func product(_ left: [Float], _ right: [Float]) -> Float {
    var sum = 0.0
    for index in left.indices { sum += Double(left[index]) * Double(right[index]) }
    return Float(sum)
  }
}
