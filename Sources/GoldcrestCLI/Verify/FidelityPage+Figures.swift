import Evaluation

extension FidelityPage {
  /// The table of `verify`, with the thresholds.
  var metrics: Markup {
    let columns: [(name: String, summary: Summary, threshold: Double?)] = [
      ("cosine", report.cosine, thresholds.minCosine),
      ("centered", report.centeredCosine, thresholds.minCenteredCosine),
      ("norm", report.normRatio, nil),
    ]
    var table = DataTable(
      "Figures over \(report.count) texts", header: ["\(report.count) texts"] + columns.map(\.name))
    let statistics: [(name: String, value: KeyPath<Summary, Double>)] = [
      ("mean", \.mean), ("worst", \.min), ("1 %", \.p1), ("median", \.p50),
    ]
    for statistic in statistics {
      table.append(
        [statistic.name] + columns.map { Figures.fixed($0.summary[keyPath: statistic.value]) })
    }
    table.append(["threshold"] + columns.map { $0.threshold.map { "\($0)" } ?? "none" })
    table.append([Markup("verdict")] + columns.map { verdict($0.summary, $0.threshold) })
    let note =
      "Thresholds apply to means. Norm: the length of "
      + "\(report.comparesPooledNorms ? "pooled " : "")vectors divided by that of the reference's."
    return Markup("div", ["class": "card"], [table.markup, Markup("p", ["class": "note"], note)])
  }

  private func verdict(_ summary: Summary, _ threshold: Double?) -> Markup {
    guard summary.isFinite else { return Markup("span", ["class": "failed"], "failed") }
    guard let threshold else { return Markup("") }
    return summary.mean >= threshold
      ? Markup("span", ["class": "passed"], "passed")
      : Markup("span", ["class": "failed"], "failed")
  }

  /// The figures that are one number each.
  var singleFigures: Markup {
    var table = DataTable("Other figures", header: ["other figures", ""])
    table.append(["top-10 overlap", Figures.fixed(report.top10Overlap, 4)])
    table.append([
      "router agreement",
      report.routerAgreement.map { Figures.fixed($0) }
        ?? (report.details.routing.isEmpty ? "no experts" : "not measured"),
    ])
    table.append(["texts tokenised differently", "\(report.tokenMismatches)"])
    table.append(["degenerate vectors", "\(report.degenerate.count)"])
    table.append(["dimensions compared", "\(report.dimensions)"])
    return Markup("div", ["class": "card"], [table.markup])
  }

  /// What the words mean.
  static let meanings = Markup(
    "details", ["class": "card wide"],
    [
      Markup("summary", [:], "What the figures mean"),
      Markup(
        "p", ["class": "note"],
        """
        Cosine: between a text's vector and the reference's; 1 is the same direction. Centered: the \
        same after subtracting the mean reference vector from both, because the part that all vectors \
        share flatters the plain cosine. Worst, 1 %, median: no text, one text in a hundred, and half \
        of the texts are below this value.
        """),
      Markup(
        "p", ["class": "note"],
        """
        Top-10 overlap: the share of each text's ten nearest neighbours that are the same. Router \
        agreement: the share of tokens and layers where the same experts are chosen. Texts tokenised \
        differently: the reference has other token ids for them. Degenerate vectors have no direction: \
        they are zero or not finite.
        """),
    ])

  /// The cosines of all texts, both on one scale.
  var histograms: [Figure] {
    let all = report.cosines + report.centeredCosines
    let cosine = Histogram(
      title: "Cosines", values: report.cosines, scale: all,
      marks: marks(report.cosine.mean, thresholds.minCosine))
    let centered = Histogram(
      title: "Centered cosines", values: report.centeredCosines, scale: all,
      marks: marks(report.centeredCosine.mean, thresholds.minCenteredCosine))
    return [cosine.figure, centered.figure]
  }

  private func marks(_ mean: Double, _ threshold: Double?) -> [(name: String, value: Double)] {
    [("mean", mean)] + (threshold.map { [("threshold", $0)] } ?? [])
  }

  /// Bars by language, or by script if no languages are known, and by length.
  var groups: [Markup] {
    var cards: [Markup] = []
    if !report.languages.isEmpty {
      cards.append(bars("By language", "language", report.languages, note: nil))
    } else if !report.scripts.isEmpty {
      cards.append(
        bars(
          "By script", "script", report.scripts,
          note:
            "No languages are given, so texts are grouped by the script of most of their letters."))
    } else {
      cards.append(
        Figure.missing("By language", because: "the texts are not known, only their token ids."))
    }
    cards.append(bars("By length", "tokens", report.lengths, note: nil))
    return cards
  }

  private func bars(
    _ title: String, _ name: String, _ groups: [TextGroupFidelity], note: String?
  ) -> Markup {
    ErrorBars(
      title: title, unit: "1 - centered cosine", textHeader: "mean (texts)",
      header: [name, "texts", "cosine", "worst", "centered", "worst"],
      rows: groups.map { group in
        ErrorBars.Row(
          name: group.name.isEmpty ? "none" : group.name, value: 1 - group.centeredCosine.mean,
          most: 1 - group.centeredCosine.min,
          text: "\(Figures.fixed(group.centeredCosine.mean, 5)) (\(group.count))",
          cells: [
            "\(group.count)", Figures.fixed(group.cosine.mean),
            Figures.fixed(group.cosine.min), Figures.fixed(group.centeredCosine.mean),
            Figures.fixed(group.centeredCosine.min),
          ])
      },
      notes: ["Bar: the mean of the texts; line: the worst text. Shorter is better."]
        + (note.map { [$0] } ?? [])
    ).figure.markup
  }
}
