import Base
import Evaluation
import Inference
import Kernels

extension EvaluationReport {
  var text: String {
    var parts = [heading + storage, figures]
    if let reference {
      parts.append(
        """
        difference to \(reference), the middle 95 % of \
        \(Figures.grouped(bootstrap.resampleCount)) resamples in brackets; queries with better, \
        worse and equal \(comparison.metrics.first?.name ?? ""); share of its first ten documents
        """)
      parts.append(differences)
    }
    return parts.joined(separator: "\n\n")
  }

  private var heading: String {
    "\(path), kernel \(model.model.options.kernels.name), \"\(model.queryPrompt)\" before queries, "
      + "\"\(model.documentPrompt)\" before documents"
  }

  /// How vectors were stored, unless as they are.
  private var storage: String {
    guard evaluator.encoder.precision != .float32 else { return "" }
    let ranges = evaluator.encoder.ranges == nil ? "" : " between ranges"
    let again = evaluator.rescoreMultiplier.map { ", \($0) x \(evaluator.depth) scored again" }
    return "\nvectors in \(evaluator.encoder.precision.rawValue)\(ranges)\(again ?? "")"
  }

  private var namedRows: [(name: String, row: EvaluationComparison.Row)] {
    let rows = zip(sets, comparison.rows).map { (name: $0.name, row: $1) }
    return rows.count == 1 ? rows : rows + [(name: "mean", row: comparison.mean)]
  }

  private var figures: String {
    var table = TextTable(
      header: ["", "documents", "queries"] + comparison.metrics.map(\.name))
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
