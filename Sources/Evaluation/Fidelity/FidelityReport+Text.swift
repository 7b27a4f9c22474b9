extension FidelityReport {
  /// The report for a person, several lines without a newline at the end.
  public func text(_ thresholds: Thresholds = Thresholds()) -> String {
    var lines = Table.columns([
      ["\(count) texts", "mean", "min", "p1", "p50"],
      ["cosine"] + cells(cosine),
      ["centred cosine"] + cells(centeredCosine),
      [comparesPooledNorms ? "norm ratio (pooled)" : "norm ratio"] + cells(normRatio),
    ])
    lines.append("")
    lines += Table.columns([
      ["top-10 neighbour overlap", Table.fixed(top10Overlap, 4)],
      ["router agreement", routerAgreement.map { Table.fixed($0, 6) } ?? "-"],
      ["texts with other tokens", "\(tokenMismatches)"],
    ])
    if !languages.isEmpty {
      lines.append("")
      let header = ["language", "texts", "cosine mean", "min", "centred mean", "min"]
      lines += Table.columns(
        [header]
          + languages.map { row in
            [
              row.name.isEmpty ? "-" : row.name, "\(row.count)", Table.fixed(row.cosine.mean),
              Table.fixed(row.cosine.min), Table.fixed(row.centeredCosine.mean),
              Table.fixed(row.centeredCosine.min),
            ]
          })
    }
    lines.append("")
    let text = worst.text.map { " \"\(Table.excerpt($0))\"" } ?? ""
    lines.append("worst text: \(worst.index)\(text), cosine \(Table.fixed(worst.cosine))")
    if !degenerate.isEmpty {
      let indices = degenerate.prefix(10).map(String.init).joined(separator: ", ")
      lines.append(
        "vectors without a direction (as they are or centred), cosine counted as 0: "
          + "\(degenerate.count) texts, \(indices)\(degenerate.count > 10 ? ", …" : "")")
    }
    lines.append(verdict(thresholds))
    return lines.joined(separator: "\n")
  }

  /// PASSED or FAILED, and why.
  public func verdict(_ thresholds: Thresholds) -> String {
    "\(passes(thresholds) ? "PASSED" : "FAILED"): \(reason(thresholds))"
  }

  /// Why it passes or fails: the figures beside their bars.
  public func reason(_ thresholds: Thresholds) -> String {
    var bars: [String] = []
    if let bar = thresholds.minCosine {
      bars.append("mean cosine \(Table.fixed(cosine.mean, 8)) against \(bar)")
    }
    if let bar = thresholds.minCenteredCosine {
      bars.append("mean centred cosine \(Table.fixed(centeredCosine.mean, 8)) against \(bar)")
    }
    if !isFinite { bars.append("a figure is not finite") }
    return bars.isEmpty ? "no bar was set" : bars.joined(separator: ", ")
  }

  private func cells(_ summary: Summary) -> [String] {
    [summary.mean, summary.min, summary.p1, summary.p50].map { Table.fixed($0) }
  }
}
