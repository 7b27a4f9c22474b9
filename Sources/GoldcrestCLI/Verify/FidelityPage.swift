import Base
import Conversion
package import CrestFormat
package import Evaluation

/// A verification as one HTML page.
///
/// It contains no time and no path: the same model, reference and options give the same bytes.
package struct FidelityPage {
  let report: FidelityReport
  let thresholds: Thresholds
  let subject: FidelitySubject
  let reference: Reference
  /// What the comparison proves, in words.
  let proof: String

  /// What the model was compared with.
  package struct Reference {
    /// In words.
    let name: String
    /// Its checksum, or that of the texts.
    let stored: ManifestReference

    package init(name: String, stored: ManifestReference) {
      self.name = name
      self.stored = stored
    }
  }

  package init(
    report: FidelityReport, thresholds: Thresholds, subject: FidelitySubject,
    reference: Reference, proof: String
  ) {
    self.report = report
    self.thresholds = thresholds
    self.subject = subject
    self.reference = reference
    self.proof = proof
  }

  /// The whole file.
  package var text: String {
    var page = Page(title: "Fidelity of \(subject.name)")
    page.append(header)
    page.append(keyFigures)
    page.append("Figures", [metrics, singleFigures, FidelityPage.meanings])
    page.append("Texts", histograms.map(\.markup) + groups)
    page.append("Layers", layers + widths)
    page.append("Worst texts", [worstTexts])
    page.append("The file", [facts])
    return page.text
  }

  private var header: Markup {
    let passed = report.passes(thresholds)
    return Markup(
      "header", [:],
      [
        Markup("h1", [:], [Markup("Fidelity of "), .foreign(subject.name, limit: 200)]),
        Markup("p", ["class": "lead"], [Markup("against "), .foreign(reference.name, limit: 400)]),
        Markup(
          "p", [:],
          [
            Markup(
              "span", ["class": passed ? "verdict" : "verdict failed"],
              passed ? "PASSED" : "FAILED"),
            Markup(" " + report.reason(thresholds)),
          ]),
      ] + proof.split(separator: "\n").map { Markup("p", ["class": "note"], String($0)) })
  }

  private var keyFigures: Markup {
    var cards = [
      card("mean cosine", report.cosine.mean, "worst \(Figures.fixed(report.cosine.min))"),
      card(
        "mean centered cosine", report.centeredCosine.mean,
        "worst \(Figures.fixed(report.centeredCosine.min))"),
      card("top-10 overlap", report.top10Overlap, "on average", digits: 4),
    ]
    if let agreement = report.routerAgreement {
      cards.append(card("router agreement", agreement, "of tokens and layers", digits: 4))
    }
    var size = Figures.bytes(subject.byteCount)
    if let before = subject.sourceByteCount, subject.byteCount > 0 {
      size = "from \(Figures.bytes(before))"
    }
    cards.append(
      card("file", Figures.bytes(subject.byteCount), subject.sourceByteCount == nil ? "" : size))
    return Markup("dl", ["class": "cards"], cards)
  }

  private func card(_ name: String, _ value: Double, _ note: String, digits: Int = 6) -> Markup {
    card(name, Figures.fixed(value, digits), note)
  }

  private func card(_ name: String, _ value: String, _ note: String) -> Markup {
    Markup(
      "div", ["class": "card"],
      [
        Markup("dt", [:], name),
        Markup("dd", [:], [Markup(value), Markup("span", [:], note)]),
      ])
  }

  private var worstTexts: Markup {
    let rows = report.worstFirst.prefix(12).map { index in
      let cosine = report.cosines[index]
      var figures = ["cosine \(Figures.fixed(cosine))"]
      figures.append("centered \(Figures.fixed(report.centeredCosines[index]))")
      if report.details.tokenCounts.indices.contains(index) {
        figures.append("\(report.details.tokenCounts[index]) tokens")
      }
      if let rerouted = report.rerouted(index) { figures.append(rerouted) }
      let language = report.details.languages.map { $0[index] } ?? ""
      let text = report.details.texts.map { $0[index] }
      let shown =
        switch text {
        case nil: Markup("i", [:], "only its token ids are known")
        case let text? where text.allSatisfy(\.isWhitespace):
          Markup("i", [:], text.isEmpty ? "empty text" : "only white space")
        case let text?: Markup.foreign(text, language: language)
        }
      return Markup(
        "li", [:],
        [
          Markup(
            "p", ["class": cosine.isFinite ? "note" : "note failed"],
            [Markup("text \(index), "), .foreign(language.isEmpty ? "no language" : language)]
              + [Markup(": " + figures.joined(separator: ", "))]),
          shown,
        ])
    }
    return Markup("div", ["class": "card wide"], [Markup("ol", ["class": "texts"], rows)])
  }

  private var facts: Markup {
    let proof =
      switch reference.stored {
      case .golden(let checksum): ("reference file", "\(report.count) texts, SHA-256 \(checksum)")
      case .original(let checksum): ("texts", "\(report.count), SHA-256 \(checksum)")
      }
    let made = ("this page", "\(ToolVersion.name) \(ToolVersion.current)")
    let facts = subject.facts + [("compared with", reference.name), proof, made]
    let rows = facts.flatMap { name, value in
      [Markup("dt", [:], name), Markup("dd", [:], [.foreign(value, limit: 1000)])]
    }
    return Markup("div", ["class": "card wide"], [Markup("dl", ["class": "facts"], rows)])
  }
}
