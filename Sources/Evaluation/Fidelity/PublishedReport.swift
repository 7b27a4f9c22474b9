import Base
package import Inference

/// What became of each published figure.
package struct PublishedReport: Sendable, Equatable {
  /// What a figure is about.
  package enum Kind: String, Sendable {
    /// The ids of a text.
    case tokenIDs = "token_ids"
    /// The cosine of two texts.
    case pair
    /// The first components of a vector.
    case vectorPrefix = "vector_prefix"
    /// A figure of a retrieval set.
    case retrieval
  }

  /// One figure.
  package struct Check: Sendable, Equatable {
    package let kind: Kind
    /// The text, or the two texts of a pair with a stroke between.
    package let subject: String
    /// What was published, with the tolerance.
    package let expected: String
    /// What this model gave.
    package let found: String
    /// Whether that is close enough.
    package let passed: Bool
    /// Where the figure was published.
    package let source: String

    package init(
      kind: Kind, subject: String, expected: String, found: String, passed: Bool, source: String
    ) {
      self.kind = kind
      self.subject = subject
      self.expected = expected
      self.found = found
      self.passed = passed
      self.source = source
    }
  }

  /// The model that the figures are for.
  package let model: String
  /// All figures, in the order of the file.
  package let checks: [Check]
  /// Figures that were not measured, to compare with.
  package let notes: [PublishedFigures.Note]

  package init(model: String, checks: [Check], notes: [PublishedFigures.Note] = []) {
    self.model = model
    self.checks = checks
    self.notes = notes
  }

  /// Whether there is a figure and every one is met.
  package var passed: Bool { !checks.isEmpty && checks.allSatisfy(\.passed) }
}

extension PublishedFigures {
  /// The figures of `set`: of the same folder's name and split and, where they were published, of as
  /// many documents and queries.
  func figures(of set: RetrievalSet) -> [Retrieval] {
    let folder = set.name.split(separator: "/").last.map(String.init) ?? set.name
    return retrieval.filter {
      $0.set.hasSameBytes(as: folder) && $0.split.hasSameBytes(as: set.split)
        && $0.documentCount ?? set.documentCount == set.documentCount
        && $0.queryCount ?? set.queries.count == set.queries.count
    }
  }

  /// Refuses sets of which no figure was published, before anything is measured; `path` is the file of
  /// the figures.
  ///
  /// - Throws: `EvaluationError.malformed`.
  package func checkPublished(_ sets: [RetrievalSet], path: String) throws(EvaluationError) {
    guard sets.allSatisfy({ figures(of: $0).isEmpty }) else { return }
    let names = sets.map(\.name).joined(separator: " or ")
    let published = Set(retrieval.map(\.set)).sorted()
    throw .malformed(
      place: path, expected: "a figure of \(names) with its split and size",
      found: published.isEmpty ? "none" : "those of \(published.joined(separator: ", "))")
  }
}

extension PublishedFigures.Retrieval {
  /// The figure as one that is not measured.
  fileprivate var note: PublishedFigures.Note {
    PublishedFigures.Note(
      figure: "\(metric.name) of \(set), \(split)", value: value, source: source)
  }
}

extension PublishedReport {
  /// Holds what a model finds of some sets against the published figures of them; sets without any
  /// are passed over.
  ///
  /// - Precondition: `comparison` has a row for each set.
  package init(
    _ figures: PublishedFigures, of sets: [RetrievalSet], _ comparison: EvaluationComparison,
    tolerances: Verifier.PublishedTolerances = Verifier.PublishedTolerances()
  ) {
    precondition(comparison.rows.count == sets.count)
    var checks: [Check] = []
    for (set, row) in zip(sets, comparison.rows) {
      for figure in figures.figures(of: set) {
        let tolerance = tolerances.retrieval ?? figure.tolerance
        let found = row.figures[figure.metric]
        checks.append(
          Check(
            kind: .retrieval, subject: set.name,
            expected: "\(figure.metric.name) \(figure.value) within \(tolerance)",
            found: "\(figure.metric.name) \(found?.fixed(4) ?? "not measured")",
            passed: found.map { abs($0 - figure.value) <= tolerance } ?? false,
            source: figures.sources[figure.source] ?? figure.source))
      }
    }
    self.init(model: figures.model, checks: checks)
  }
}

extension Verifier {
  /// How far a model may be from published figures.
  package struct PublishedTolerances: Sendable, Equatable {
    /// The largest difference of a pair's cosine; `nil` for what the figures say.
    package var pair: Double?
    /// The least cosine of a vector's first components; `nil` for what the figures say.
    package var prefixCosine: Double?
    /// The largest difference of a figure of retrieval; `nil` for what the figures say.
    package var retrieval: Double?

    /// What the figures say, unless something else is given.
    package init(pair: Double? = nil, prefixCosine: Double? = nil, retrieval: Double? = nil) {
      self.pair = pair
      self.prefixCosine = prefixCosine
      self.retrieval = retrieval
    }

    /// For a model whose weights are quantised: figures are published for binary32.
    package static let quantized = PublishedTolerances(
      pair: 2e-3, prefixCosine: 0.998, retrieval: 0.01)
  }

  /// Checks `model` against published figures: ids exactly, cosines within a tolerance.
  ///
  /// Texts are taken as they are, without a prompt.
  ///
  /// - Throws: `EvaluationError.inference` if the model has no tokenizer or cannot run.
  package static func published(
    model: EmbeddingModel, figures: PublishedFigures,
    tolerances: PublishedTolerances = PublishedTolerances()
  ) throws(EvaluationError) -> PublishedReport {
    var checks: [PublishedReport.Check] = []
    for figure in figures.tokenIDs {
      let ids = try EvaluationError.running(
        VectorRun(model, prompt: .text("")).tokens(of: [figure.text])[0])
      checks.append(
        PublishedReport.Check(
          kind: .tokenIDs, subject: figure.text, expected: "\(figure.ids)", found: "\(ids)",
          passed: ids == figure.ids, source: figures.sources[figure.source] ?? figure.source))
    }
    for figure in figures.pairs {
      let vectors = try vectors(of: [figure.first, figure.second], by: model)
      let tolerance = tolerances.pair ?? figure.tolerance
      let cosine = Cosine.of(vectors[0], vectors[1])
      checks.append(
        PublishedReport.Check(
          kind: .pair, subject: "\(figure.first) | \(figure.second)",
          expected: "cosine \(figure.cosine) within \(tolerance)",
          found: "cosine \(cosine.fixed(6))",
          passed: abs(cosine - figure.cosine) <= tolerance,
          source: figures.sources[figure.source] ?? figure.source))
    }
    for figure in figures.prefixes {
      checks.append(
        try check(
          figure, model: model, minimum: tolerances.prefixCosine ?? figure.minimumCosine,
          source: figures.sources[figure.source] ?? figure.source))
    }
    return PublishedReport(
      model: figures.model, checks: checks, notes: figures.retrieval.map(\.note) + figures.notes)
  }

  private static func check(
    _ figure: PublishedFigures.VectorPrefix, model: EmbeddingModel, minimum: Double, source: String
  ) throws(EvaluationError) -> PublishedReport.Check {
    let vector = try vectors(of: [figure.text], by: model)[0]
    let cosine =
      vector.count == figure.dimensions
      ? Cosine.of(figure.prefix, Array(vector.prefix(figure.prefix.count))) : nil
    return PublishedReport.Check(
      kind: .vectorPrefix, subject: figure.text,
      expected:
        "\(figure.dimensions) dimensions, the first \(figure.prefix.count) with cosine at least \(minimum)",
      found: "\(vector.count) dimensions" + (cosine.map { ", cosine \($0.fixed(8))" } ?? ""),
      passed: cosine.map { $0 >= minimum } ?? false, source: source)
  }

  private static func vectors(
    of texts: [String], by model: EmbeddingModel
  ) throws(EvaluationError) -> [[Double]] {
    try EvaluationError.running(model.embed(texts: texts, prompt: .text("")))
      .map { $0.map(Double.init) }
  }
}
