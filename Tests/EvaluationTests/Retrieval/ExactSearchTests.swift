import Base
import Evaluation
import Kernels
import TestSupport
import Testing

struct ExactSearchTests {
  /// Unit vectors, every third of them twice.
  private func vectors(_ count: Int, width: Int, _ random: inout Random) -> [[Float]] {
    var vectors: [[Float]] = []
    for index in 0..<count {
      guard index % 3 > 0, let last = vectors.last else {
        let vector = random.normals(width)
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        vectors.append(vector.map { $0 / norm })
        continue
      }
      vectors.append(index % 3 == 1 ? last : last.map { $0.nextUp })
    }
    return vectors
  }

  /// Every document's score in binary64, best first.
  private func expected(_ query: [Float], _ documents: [[Float]], depth: Int) -> [RankedDocument] {
    documents.enumerated().map { index, document in
      let sum = zip(query, document).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      return RankedDocument(identifier: Identifier("d\(index)"), score: Float(sum))
    }
    .sorted { $0.score == $1.score ? $1.identifier < $0.identifier : $0.score > $1.score }
    .prefix(depth).map { $0 }
  }

  @Test(arguments: [(1, 1), (64, 2), (333, 1), (5000, 2)])
  func `blocks and threads change neither scores nor order`(blockSize: Int, threads: Int) throws {
    var random = Random(seed: 5)
    let (width, depth) = (96, 40)
    let queries = vectors(300, width: width, &random)
    let documents = vectors(1000, width: width, &random)
    var search = ExactSearch(
      queries: queries, identifiers: queries.indices.map { Identifier("q\($0)") }, depth: depth,
      compute: Compute(kernels: .best, threadCount: threads))
    for first in stride(from: 0, to: documents.count, by: blockSize) {
      let block = first..<min(documents.count, first + blockSize)
      search.add(Array(documents[block]), identifiers: block.map { Identifier("d\($0)") })
    }
    let rankings = search.rankings
    for index in stride(from: 0, to: queries.count, by: 7) {
      #expect(rankings[index] == expected(queries[index], documents, depth: depth))
    }
  }

  @Test func `the second vectors order what the first found`() {
    func ranking(multiplier: Int) -> [String] {
      var search = ExactSearch(
        queries: [[1, 0]], identifiers: [Identifier("q")], depth: 2,
        rescoring: .init(queries: [[0, 0, 1]], multiplier: multiplier),
        compute: Compute(kernels: .best, threadCount: 1))
      let names = ["a", "b", "c", "d"].map { Identifier($0) }
      search.add(
        [[4, 0], [3, 0]], second: [[0, 0, 1], [0, 0, 2]], identifiers: Array(names[..<2]))
      search.add(
        [[2, 0], [1, 0]], second: [[0, 0, 2], [0, 0, 9]], identifiers: Array(names[2...]))
      return search.rankings[0].map(\.identifier.text)
    }
    #expect(ranking(multiplier: 1) == ["b", "a"])
    #expect(ranking(multiplier: 2) == ["d", "c"])
  }

  @Test func `a depth beyond the corpus gives all of it`() {
    var search = ExactSearch(
      queries: [[1, 0]], identifiers: [Identifier("q")], depth: 10,
      compute: Compute(kernels: .best, threadCount: 1))
    search.add([], identifiers: [])
    search.add([[-1, 0], [0, 0]], identifiers: [Identifier("a"), Identifier("b")])
    #expect(
      search.rankings == [
        [
          RankedDocument(identifier: Identifier("b"), score: 0),
          RankedDocument(identifier: Identifier("a"), score: -1),
        ]
      ])
  }
}
