import Base
import Evaluation
import Kernels
import Reference
import TestSupport
import Testing

/// Rankings with ties against trec_eval: `Scripts/golden/make_rankings_golden.py`.
struct RankingTests {
  /// The golden file: scores of all queries with all documents, and what trec_eval says of them.
  private struct Golden {
    let queries: [String]
    let documents: [String]
    let scores: [[Float]]
    let judgements: JSONObject
    let figures: JSONObject

    init() throws {
      let file = try #require(try Repository.json("Golden/rankings.json").object)
      queries = try #require(file["queries"]?.array).compactMap(\.string)
      documents = try #require(file["documents"]?.array).compactMap(\.string)
      scores = try #require(file["scores"]?.array).map { row in
        (row.array ?? []).compactMap { $0.double.map(Float.init) }
      }
      judgements = try #require(file["judgements"]?.object)
      figures = try #require(file["figures"]?.object)
    }

    /// The rankings by a search: the vector of query i is the i-th unit vector, a document's vector
    /// holds its scores.
    func rankings(blockSize: Int, depth: Int = 100) -> [[RankedDocument]] {
      let units = queries.indices.map { index in
        queries.indices.map { $0 == index ? 1 : 0 as Float }
      }
      var search = ExactSearch(
        queries: units, identifiers: queries.map { Identifier($0) }, depth: depth,
        compute: Compute(kernels: .best, threadCount: 2, floatProducts: OpenBLAS()))
      for first in stride(from: 0, to: documents.count, by: blockSize) {
        let block = first..<min(documents.count, first + blockSize)
        search.add(
          block.map { document in queries.indices.map { scores[$0][document] } },
          identifiers: documents[block].map { Identifier($0) })
      }
      return search.rankings
    }
  }

  @Test(arguments: [1, 7, 1000])
  func `ties, grades and missing documents give trec_eval's figures`(blockSize: Int) throws {
    // Unit: the figure itself, from 0 to 1. Measured: 0.
    let tolerance = 1e-12
    let golden = try Golden()
    let rankings = golden.rankings(blockSize: blockSize)
    #expect(rankings.count == 40)
    for (query, ranking) in zip(golden.queries, rankings) {
      #expect(ranking.count == 100)
      let judged = try #require(golden.judgements[query]?.object)
      let scores = Dictionary(
        uniqueKeysWithValues: judged.members.map { (Identifier($0.name), $0.value.integer ?? 0) })
      #expect(scores.count == judged.members.count)
      let expected = try #require(golden.figures[query]?.object)
      #expect(expected.members.count == RankingMetric.usual.count)
      for metric in RankingMetric.usual {
        let figure = metric.value(of: ranking.map(\.identifier), scores: scores)
        let golden = try #require(expected[metric.key]?.double)
        #expect(abs(figure - golden) <= tolerance, "\(query) \(metric.name) \(figure) \(golden)")
      }
    }
  }

  @Test func `no query finds the document of its own name`() throws {
    for (index, ranking) in try Golden().rankings(blockSize: 50, depth: 1000).enumerated() {
      #expect(ranking.count == (index < 5 ? 234 : 235))
      #expect(!ranking.contains { $0.identifier.text == "q\(index)" })
    }
  }

  @Test func `equal scores stand in falling order of names`() throws {
    let rankings = try Golden().rankings(blockSize: 50)
    var tieCount = 0
    for ranking in rankings {
      for (first, second) in zip(ranking, ranking.dropFirst()) {
        #expect(first.score >= second.score)
        guard first.score == second.score else { continue }
        tieCount += 1
        #expect(second.identifier < first.identifier)
      }
    }
    #expect(tieCount > 1000)
  }
}
