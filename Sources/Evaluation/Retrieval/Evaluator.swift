import Base
import Kernels
import Reference
package import Inference

/// Runs models on retrieval sets.
package struct Evaluator: Sendable {
  /// How many documents are looked for, at most.
  package let depth: Int
  /// How vectors are stored.
  package let encoder: VectorEncoder
  /// How many times `depth` documents are found with stored vectors and then ordered by the product
  /// of the query in binary32 and the document as it is stored; `nil` for no second order.
  package let rescoreMultiplier: Int?
  /// The figures that are made.
  package let metrics: [RankingMetric]
  /// Documents that are in memory at a time, at most.
  package var documentsPerBlock = 2048
  /// Bytes of text that are in memory at a time, roughly.
  package var bytesPerBlock = 8 << 20

  /// Looks for `depth` documents and makes those of the usual figures that need no more.
  ///
  /// - Precondition: `depth` and `rescoreMultiplier` are at least 1.
  package init(
    depth: Int = 100, encoder: VectorEncoder = VectorEncoder(.float32),
    rescoreMultiplier: Int? = nil
  ) {
    precondition(depth >= 1 && rescoreMultiplier ?? 1 >= 1)
    self.depth = depth
    self.encoder = encoder
    self.rescoreMultiplier = rescoreMultiplier
    metrics = RankingMetric.usual.filter { $0.cutoff <= depth }
  }

  /// How many of all texts, queries and documents, are done.
  package typealias Progress = (_ doneCount: Int, _ totalCount: Int) -> Void

  /// Embeds queries and documents and compares each with each.
  ///
  /// - Throws: `EvaluationError.model` if the model cannot run on a text; others if the corpus has
  ///   changed since the set was read.
  package func run(
    _ model: EvaluatedModel, on set: RetrievalSet, progress: Progress = { _, _ in }
  ) throws(EvaluationError) -> SetEvaluation {
    let totalCount = set.queries.count + set.documentCount
    var doneCount = 0
    func advance(_ count: Int) {
      doneCount += count
      progress(doneCount, totalCount)
    }
    let queries = try model.vectors(
      of: set.queries.map { ($0.identifier, $0.text) }, by: model.queries, progress: advance)
    let options = model.model.options
    let products = OpenBLAS()
    try wrapping(EvaluationError.kernel, products.load())
    var search = ExactSearch(
      queries: queries.vectors.map { encoder.comparable(encoder.stored($0)) },
      identifiers: set.queries.map(\.identifier), depth: depth,
      rescoring: rescoreMultiplier.map {
        ExactSearch.Rescoring(queries: queries.vectors, multiplier: $0)
      },
      compute: Compute(
        kernels: options.kernels, threadCount: options.threadCount, floatProducts: products))
    let reader = try TextRecordReader(path: Folder.join(set.path, RetrievalFiles.corpus))
    var cutCount = 0
    while let block = try nextBlock(of: reader) {
      let documents = try model.vectors(of: block, by: model.documents, progress: advance)
      cutCount += documents.cutCount
      let stored = documents.vectors.map(encoder.stored)
      search.add(
        stored.map(encoder.comparable),
        second: rescoreMultiplier.map { _ in stored.map(encoder.restored) },
        identifiers: block.map(\.identifier))
    }
    return SetEvaluation(
      rankings: search.rankings, set: set, metrics: metrics, cutQueryCount: queries.cutCount,
      cutDocumentCount: cutCount)
  }

  private func nextBlock(
    of reader: TextRecordReader
  ) throws(EvaluationError) -> [EvaluatedModel.Entry]? {
    var block: [EvaluatedModel.Entry] = []
    var byteCount = 0
    while block.count < documentsPerBlock, byteCount < bytesPerBlock,
      let record = try reader.next()
    {
      let text = record.document
      byteCount += text.utf8.count
      block.append((record.identifier, text))
    }
    return block.isEmpty ? nil : block
  }
}

/// What a model finds of one retrieval set.
package struct SetEvaluation: Sendable {
  /// Of each query, in the set's order, the best documents.
  package let rankings: [[RankedDocument]]
  /// Of each metric each query's figure, in the set's order.
  package let figures: [RankingMetric: [Double]]
  /// How many queries were cut to what the model takes.
  package let cutQueryCount: Int
  /// How many documents were cut to what the model takes.
  package let cutDocumentCount: Int

  /// Scores rankings by a set's judgements.
  package init(
    rankings: [[RankedDocument]], set: RetrievalSet, metrics: [RankingMetric],
    cutQueryCount: Int = 0, cutDocumentCount: Int = 0
  ) {
    precondition(rankings.count == set.queries.count)
    self.rankings = rankings
    var figures: [RankingMetric: [Double]] = [:]
    for metric in metrics {
      figures[metric] = zip(rankings, set.queries).map { ranking, query in
        metric.value(of: ranking.map(\.identifier), scores: query.scores)
      }
    }
    self.figures = figures
    self.cutQueryCount = cutQueryCount
    self.cutDocumentCount = cutDocumentCount
  }
}
