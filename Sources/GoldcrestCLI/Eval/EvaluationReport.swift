import Base
import Evaluation
import Inference
import Kernels
import Model

struct EvaluationReport {
  let path: String
  let model: EvaluatedModel
  let reference: String?
  let evaluator: Evaluator
  let sets: [RetrievalSet]
  let comparison: EvaluationComparison
  let bootstrap: Bootstrap
  /// The published figures that were to be met, if any.
  let published: PublishedReport?

  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "eval")
    object.append("file", .string(path))
    object.append("fingerprint", model.model.fingerprint.map { .string($0.description) } ?? .null)
    object.append("against", reference.map { .string($0) } ?? .null)
    object.append("kernel", .string(model.model.options.kernels.name))
    object.append("threads", .integer(model.model.options.threadCount))
    object.append("query_prompt", .string(model.queryPrompt))
    object.append("document_prompt", .string(model.documentPrompt))
    object.append("dimensions", .integer(model.size))
    object.append("precision", .string(evaluator.encoder.precision.rawValue))
    object.append("ranges", .bool(evaluator.encoder.ranges != nil))
    object.append("rescore", evaluator.rescoreMultiplier.map { .integer($0) } ?? .null)
    object.append("top", .integer(evaluator.depth))
    if reference != nil {
      object.append(
        "bootstrap",
        [
          "resamples": .integer(bootstrap.resampleCount),
          "seed": .string(String(bootstrap.seed)),
          "confidence": .number(Bootstrap.confidence),
        ])
    }
    object.append("sets", .array(zip(sets, comparison.rows).map { .object(json(of: $0, $1)) }))
    var mean = JSONObject()
    append(comparison.mean, to: &mean)
    object.append("mean", .object(mean))
    if let published { object.append("published", published.json) }
    return .object(object)
  }

  private func json(of set: RetrievalSet, _ row: EvaluationComparison.Row) -> JSONObject {
    var object = JSONObject()
    object.append("name", .string(set.name))
    object.append("folder", .string(set.path))
    object.append("split", .string(set.split))
    object.append("documents", .integer(set.documentCount))
    object.append("judgements", .integer(set.judgementCount))
    object.append("judged_documents_missing", .integer(set.missingDocumentCount))
    object.append("queries_without_relevant", .integer(set.queriesWithoutRelevantCount))
    append(row, to: &object)
    return object
  }

  private func append(_ row: EvaluationComparison.Row, to object: inout JSONObject) {
    object.append("queries", .integer(row.queryCount))
    object.append("figures", json(of: row.figures) { .number($0) })
    if let reference = row.reference {
      object.append("reference", json(of: reference) { .number($0) })
    }
    if let differences = row.differences {
      object.append(
        "differences",
        json(of: differences) {
          ["mean": .number($0.mean), "low": .number($0.low), "high": .number($0.high)]
        })
    }
    if let overlap = row.top10Overlap { object.append("top10_overlap", .number(overlap)) }
    if let wins = row.wins {
      object.append("better", .integer(wins.better))
      object.append("worse", .integer(wins.worse))
      object.append("equal", .integer(wins.equal))
    }
  }

  private func json<Value>(
    of figures: [RankingMetric: Value], _ convert: (Value) -> JSONValue
  ) -> JSONValue {
    var object = JSONObject()
    for metric in comparison.metrics {
      if let value = figures[metric] { object.append(metric.key, convert(value)) }
    }
    return .object(object)
  }
}

extension EvaluationReport {
  var text: String {
    var parts = [heading + storage, figures]
    if let reference {
      parts.append(
        """
        difference to \(reference), with the middle 95 % of \
        \(Figures.grouped(bootstrap.resampleCount)) resamples in brackets; queries with better, \
        worse and equal \(comparison.metrics.first?.name ?? ""); overlap of the top ten documents
        """)
      parts.append(differences)
    }
    if let published { parts.append(published.text) }
    return parts.joined(separator: "\n\n")
  }

  private var heading: String {
    ("\(path), kernel \(model.model.options.kernels.name), "
      + "query prompt \"\(model.queryPrompt)\", ").escapingControlCharacters
      + "document prompt \"\(model.documentPrompt)\""
  }

  /// How vectors were stored, unless as float32.
  private var storage: String {
    guard evaluator.encoder.precision != .float32 else { return "" }
    let ranges = evaluator.encoder.ranges == nil ? "" : " with ranges"
    let again = evaluator.rescoreMultiplier.map {
      ", \($0) x \(evaluator.depth) documents rescored"
    }
    return "\nvectors stored as \(evaluator.encoder.precision.rawValue)\(ranges)\(again ?? "")"
  }

  private var namedRows: [(name: String, row: EvaluationComparison.Row)] {
    let rows = zip(sets, comparison.rows).map { (name: $0.name, row: $1) }
    return rows.count == 1 ? rows : rows + [(name: "mean", row: comparison.mean)]
  }

  private var figures: String {
    var table = TextTable(header: ["", "documents", "queries"] + comparison.metrics.map(\.name))
    let counts = sets.map { Figures.grouped($0.documentCount) } + [""]
    for (documents, (name, row)) in zip(counts, namedRows) {
      let cells = comparison.metrics.map { EvaluationReport.fixed(row.figures[$0]) }
      table.append([name, documents, Figures.grouped(row.queryCount)] + cells)
    }
    return table.text
  }

  private var differences: String {
    var table = TextTable(
      header: [""] + comparison.metrics.map(\.name) + ["better", "worse", "equal", "top 10"])
    for (name, row) in namedRows {
      let cells = comparison.metrics.map { metric in
        guard let interval = row.differences?[metric] else { return "-" }
        let (mean, low, high) = (interval.mean, interval.low, interval.high)
        return EvaluationReport.fixed(mean)
          + " [\(EvaluationReport.fixed(low)), \(EvaluationReport.fixed(high))]"
      }
      let wins = row.wins.map { [$0.better, $0.worse, $0.equal].map(Figures.grouped) } ?? []
      table.append([name] + cells + wins + [EvaluationReport.fixed(row.top10Overlap)])
    }
    return table.text
  }

  private static func fixed(_ value: Double?) -> String {
    value.map { $0.fixed(4) } ?? "-"
  }
}
