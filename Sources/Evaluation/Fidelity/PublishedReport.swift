import Base
public import Inference

/// What became of each published figure.
public struct PublishedReport: Sendable, Equatable {
  /// What a figure is about.
  public enum Kind: String, Sendable {
    /// The ids of a text.
    case tokenIDs = "token_ids"
    /// The cosine of two texts.
    case pair
    /// The first components of a vector.
    case vectorPrefix = "vector_prefix"
  }

  /// One figure.
  public struct Check: Sendable, Equatable {
    /// What it is about.
    public let kind: Kind
    /// The text, or the two texts of a pair with a stroke between.
    public let subject: String
    /// What was published, with the tolerance.
    public let expected: String
    /// What this model gave.
    public let found: String
    /// Whether that is close enough.
    public let passed: Bool
    /// Where the figure was published.
    public let source: String

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
  public let model: String
  /// All figures, in the order of the file.
  public let checks: [Check]

  package init(model: String, checks: [Check]) {
    self.model = model
    self.checks = checks
  }

  /// Whether there is a figure and every one is met.
  public var passed: Bool { !checks.isEmpty && checks.allSatisfy(\.passed) }
}

extension Verifier {
  /// How far a model may be from published figures.
  public struct PublishedTolerances: Sendable, Equatable {
    /// The largest difference of a pair's cosine; `nil` for what the figures say.
    public var pair: Double?
    /// The least cosine of a vector's first components; `nil` for what the figures say.
    public var prefixCosine: Double?

    /// What the figures say, unless something else is given.
    public init(pair: Double? = nil, prefixCosine: Double? = nil) {
      self.pair = pair
      self.prefixCosine = prefixCosine
    }

    /// For a model whose weights are quantised: figures are published for binary32.
    public static let quantized = PublishedTolerances(pair: 2e-3, prefixCosine: 0.998)
  }

  /// Checks `model` against published figures: ids exactly, cosines within a tolerance.
  ///
  /// Texts are taken as they are, without a prompt.
  ///
  /// - Throws: `VerificationError.inference` if the model has no tokenizer or cannot run.
  public static func published(
    model: EmbeddingModel, figures: PublishedFigures,
    tolerances: PublishedTolerances = PublishedTolerances()
  ) throws(VerificationError) -> PublishedReport {
    var checks: [PublishedReport.Check] = []
    for figure in figures.tokenIDs {
      let ids = try VerificationError.running { () throws(InferenceError) in
        try VectorRun(model, prompt: .text("")).tokens(of: [figure.text])[0]
      }
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
    return PublishedReport(model: figures.model, checks: checks)
  }

  private static func check(
    _ figure: PublishedFigures.VectorPrefix, model: EmbeddingModel, minimum: Double, source: String
  ) throws(VerificationError) -> PublishedReport.Check {
    let vector = try vectors(of: [figure.text], by: model)[0]
    let cosine =
      vector.count == figure.dimensions
      ? Cosine.of(figure.prefix, Array(vector.prefix(figure.prefix.count))) : nil
    return PublishedReport.Check(
      kind: .vectorPrefix, subject: figure.text,
      expected:
        "\(figure.dimensions) dimensions, the first \(figure.prefix.count) with cosine at least \(minimum)",
      found: "\(vector.count) dimensions" + (cosine.map { ", cosine \($0.fixed(6))" } ?? ""),
      passed: cosine.map { $0 >= minimum } ?? false, source: source)
  }

  private static func vectors(
    of texts: [String], by model: EmbeddingModel
  ) throws(VerificationError) -> [[Double]] {
    try VerificationError.running { () throws(InferenceError) in
      try model.embed(texts: texts, prompt: .text("")).map { $0.map(Double.init) }
    }
  }
}
