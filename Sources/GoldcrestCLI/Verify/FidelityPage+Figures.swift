import Evaluation

extension FidelityPage {
  /// The table of `verify`, with the bars.
  var metrics: Markup {
    let columns: [(name: String, summary: Summary, bar: Double?)] = [
      ("cosine", report.cosine, thresholds.minCosine),
      ("centred", report.centeredCosine, thresholds.minCenteredCosine),
      ("norm", report.normRatio, nil),
    ]
    var table = DataTable(
      "Figures over \(report.count) texts", header: ["\(report.count) texts"] + columns.map(\.name))
    let statistics: [(name: String, value: KeyPath<Summary, Double>)] = [
      ("mean", \.mean), ("worst", \.min), ("1 %", \.p1), ("median", \.p50),
    ]
    for statistic in statistics {
      table.append(
        [statistic.name] + columns.map { Table.fixed($0.summary[keyPath: statistic.value]) })
    }
    table.append(["bar"] + columns.map { $0.bar.map { "\($0)" } ?? "none" })
    table.append([Markup("verdict")] + columns.map { verdict($0.summary, bar: $0.bar) })
    let note =
      "Bars are for means. Norm: of \(report.comparesPooledNorms ? "pooled" : "the") vectors, ours "
      + "divided by the reference's."
    return Markup("div", ["class": "card"], [table.markup, Markup("p", ["class": "note"], note)])
  }

  private func verdict(_ summary: Summary, bar: Double?) -> Markup {
    guard summary.isFinite else { return Markup("span", ["class": "failed"], "failed") }
    guard let bar else { return Markup("") }
    return summary.mean >= bar
      ? Markup("span", ["class": "passed"], "passed")
      : Markup("span", ["class": "failed"], "failed")
  }

  /// The figures that are one number each.
  var singleFigures: Markup {
    var table = DataTable("Other figures", header: ["other figures", ""])
    table.append(["ten nearest in common", Table.fixed(report.top10Overlap, 4)])
    table.append([
      "router agreement",
      report.routerAgreement.map { Table.fixed($0) }
        ?? (report.details.routing.isEmpty ? "no experts" : "not measured"),
    ])
    table.append(["texts with other tokens", "\(report.tokenMismatches)"])
    table.append(["vectors without a direction", "\(report.degenerate.count)"])
    table.append(["components compared", "\(report.dimensions)"])
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
        Cosine: of a text's vector with the reference's; 1 is the same direction. Centred: the same \
        after the mean reference vector was taken from both, as what all vectors have in common \
        flatters the plain cosine. Worst, 1 %, median: the values that no text, one in a hundred and \
        every second text stay below.
        """),
      Markup(
        "p", ["class": "note"],
        """
        Ten nearest in common: the share of each text's ten nearest other texts that are the same. \
        Router agreement: the share of tokens and layers where the same experts are chosen. Texts with \
        other tokens: the reference made other token ids of them.
        """),
    ])

  /// The cosines of all texts, both on one scale.
  var histograms: [Figure] {
    let all = report.cosines + report.centeredCosines
    let cosine = Histogram(
      title: "Cosines", values: report.cosines, scale: all,
      marks: marks(report.cosine.mean, thresholds.minCosine))
    let centered = Histogram(
      title: "Centred cosines", values: report.centeredCosines, scale: all,
      marks: marks(report.centeredCosine.mean, thresholds.minCenteredCosine))
    return [cosine.figure, centered.figure]
  }

  private func marks(_ mean: Double, _ bar: Double?) -> [(name: String, value: Double)] {
    [("mean", mean)] + (bar.map { [("bar", $0)] } ?? [])
  }

  /// Bars by language, or by script where no languages are known, and by length.
  var groups: [Markup] {
    var cards: [Markup] = []
    if !report.languages.isEmpty {
      cards.append(bars("By language", "language", report.languages, note: nil))
    } else if !report.scripts.isEmpty {
      cards.append(
        bars(
          "By script", "script", report.scripts,
          note: "No languages are given: the texts stand by the script of most of their letters."))
    } else {
      cards.append(
        Figure.missing("By language", because: "only token ids are known, no texts."))
    }
    cards.append(bars("By length", "tokens", report.lengths, note: nil))
    return cards
  }

  private func bars(
    _ title: String, _ name: String, _ groups: [TextGroupFidelity], note: String?
  ) -> Markup {
    ErrorBars(
      title: title, unit: "1 - centred cosine", textHeader: "mean (texts)",
      header: [name, "texts", "cosine", "worst", "centred", "worst"],
      rows: groups.map { group in
        ErrorBars.Row(
          name: group.name.isEmpty ? "none" : group.name, value: 1 - group.centeredCosine.mean,
          most: 1 - group.centeredCosine.min,
          text: "\(Table.fixed(group.centeredCosine.mean, 5)) (\(group.count))",
          cells: [
            "\(group.count)", Table.fixed(group.cosine.mean),
            Table.fixed(group.cosine.min), Table.fixed(group.centeredCosine.mean),
            Table.fixed(group.centeredCosine.min),
          ])
      },
      notes: ["Bar: the mean of the texts; line: the worst text. Shorter is better."]
        + (note.map { [$0] } ?? [])
    ).figure.markup
  }
}
