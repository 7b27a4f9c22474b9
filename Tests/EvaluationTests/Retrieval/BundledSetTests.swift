import HuggingFace
import Base
import Conversion
import Evaluation
import Inference
import Model
import TestSupport
import Testing

/// The bundled retrieval set and the bundled model.
struct BundledSetTests {
  private static let folder = Repository.path("Golden/retrieval")

  private func model() throws -> EvaluatedModel {
    try EvaluatedModel(SourceModel(path: Repository.path("Golden/tiny-moe")).model())
  }

  private func quantizedModel() throws -> EvaluatedModel {
    try TemporaryFolder.with { folder in
      let path = folder.path("tiny.crest")
      let plan = try ConversionPlan(
        source: SourceModel(path: Repository.path("Golden/tiny-moe")),
        options: ConversionOptions(scheme: .int8), path: path)
      _ = try Converter(plan: plan).run(to: path, overwriting: false)
      return try EvaluatedModel(.open(crest: path))
    }
  }

  @Test func `the model's prompts for queries and passages are found`() throws {
    let model = try model()
    #expect(model.queryPrompt == "search_query: ")
    #expect(model.documentPrompt == "search_document: ")
  }

  @Test func `figures in binary32 are those of PyTorch and trec_eval`() throws {
    // Unit: the figure's mean over a language's queries, from 0 to 1. Measured: 0. No
    // document may change its place: among the best of a query scores differ by 6e-6 at least.
    let tolerance = 1e-12
    let golden = try #require(try Repository.json("Golden/retrieval.figures.json").object?["sets"])
    let sets = try RetrievalSet.sets(in: [BundledSetTests.folder])
    #expect(sets.map(\.name) == golden.object?.names)
    let (model, evaluator) = (try model(), Evaluator())
    let evaluations = try sets.map { try evaluator.run(model, on: $0) }
    let comparison = EvaluationComparison(
      evaluations, reference: nil, metrics: evaluator.metrics, bootstrap: Bootstrap())
    for (set, row) in zip(sets, comparison.rows) {
      let expected = try #require(golden.object?[set.name]?.object)
      for metric in evaluator.metrics {
        let figure = try #require(row.figures[metric])
        let value = try #require(expected[metric.key]?.double)
        #expect(abs(figure - value) <= tolerance, "\(set.name) \(metric.name) \(figure) \(value)")
        #expect(figure > 0.05 && figure < 0.98)
      }
    }
  }

  @Test func `blocks of documents change nothing`() throws {
    let set = try RetrievalSet(path: "\(BundledSetTests.folder)/ru")
    // Quantised: in binary32 a text's last bits depend on the batch that it runs in.
    let model = try quantizedModel()
    var small = Evaluator(depth: 20)
    small.documentsPerBlock = 64
    let rankings = try small.run(model, on: set).rankings
    #expect(rankings == (try Evaluator(depth: 20).run(model, on: set).rankings))
    #expect(small.metrics.map(\.name) == ["nDCG@10", "Recall@10", "MRR@10"])
    #expect(rankings.allSatisfy { $0.count == 20 })
  }

  @Test func `progress ends with all texts`() throws {
    let set = try RetrievalSet(path: "\(BundledSetTests.folder)/ru")
    var last = (done: 0, total: 0)
    _ = try Evaluator().run(model(), on: set) { done, total in
      #expect(done > last.done)
      last = (done, total)
    }
    #expect(last == (set.queries.count + set.documentCount, set.queries.count + set.documentCount))
  }

  @Test func `a model without a tokenizer is refused`() throws {
    let model = try SourceModel(
      path: Repository.path("Golden/tiny-moe"), options: SourceOptions(includesTokenizer: false)
    ).model()
    let error = #expect(throws: InferenceError.self) { _ = try EvaluatedModel(model) }
    #expect(error == .noTokenizer)
  }
}
