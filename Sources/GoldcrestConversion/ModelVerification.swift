package import Base
import CrestFormat
import Evaluation
public import Goldcrest
import HuggingFace
import Inference
import Kernels
import Reference

/// What the vectors of a `.crest` are compared with.
public enum VerificationReference: Sendable, Equatable {
  /// A golden file: safetensors with vectors, and texts or token ids.
  case golden(path: String)
  /// The vectors `[N][D]` that another program gave for texts, of any length.
  case vectors([[Float]], texts: [String])
  /// Those in a file: `.npy`, or `.json` or `.jsonl` with `embedding`.
  case vectorFile(path: String, texts: [String])
  /// The original, read by Goldcrest: what it misreads in both does not show. Without texts, built-in ones in the
  /// languages that both tokenizers know.
  case original(path: String, texts: [String]? = nil)
}

/// What a `.crest` must reach to pass a verification.
public struct FidelityThresholds: Sendable, Equatable {
  /// The least mean cosine; `nil` for any.
  public var meanCosine: Double?
  /// The least mean centred cosine; `nil` for any.
  public var meanCenteredCosine: Double?

  /// Both are for the mean over all texts; without one, any finite figure passes.
  public init(meanCosine: Double? = nil, meanCenteredCosine: Double? = nil) {
    self.meanCosine = meanCosine
    self.meanCenteredCosine = meanCenteredCosine
  }

  /// A mean cosine of 0.99.
  public static let usual = FidelityThresholds(meanCosine: Thresholds.usual.minCosine)
}

/// How a `.crest` is compared; as it is made, as `goldcrest verify` does without options.
public struct VerificationOptions: Sendable, Equatable {
  /// What is put before every text; a golden file says that itself.
  public var prompt: PromptChoice
  /// The size that vectors are cut to; `nil` for the reference's.
  public var dimensions: Int?
  /// What must be reached to pass.
  public var thresholds: FidelityThresholds
  /// Threads, by default as many as there are usable cores.
  public var threadCount: Int?

  /// Sets what is given, and leaves the rest as the command does.
  public init(
    prompt: PromptChoice = .modelDefault, dimensions: Int? = nil,
    thresholds: FidelityThresholds = .usual, threadCount: Int? = nil
  ) {
    self.prompt = prompt
    self.dimensions = dimensions
    self.thresholds = thresholds
    self.threadCount = threadCount
  }
}

extension ModelConversion {
  /// How near a model's vectors are to those of its reference, over some texts.
  public struct Fidelity: Sendable, Equatable {
    /// Whether all figures are finite and reach the thresholds.
    public let passes: Bool
    /// How many texts were compared.
    public let textCount: Int
    /// The mean cosine.
    public let meanCosine: Double
    /// The smallest cosine.
    public let minimumCosine: Double
    /// The mean cosine of vectors less the mean vector of the reference: plain cosine flatters models whose
    /// vectors all point one way.
    public let meanCenteredCosine: Double
    /// The share of each text's ten nearest other texts that are the same, on average.
    public let neighbourOverlap: Double
    /// The share of (token, expert layer) pairs that go to the same experts; `nil` without experts, or if the
    /// reference does not say.
    public let routerAgreement: Double?
    /// How many texts have other tokens than in the reference.
    public let tokenMismatchCount: Int
  }

  /// Compares the vectors of a `.crest` with those of a reference, as `goldcrest verify` does.
  ///
  /// `progress` counts texts.
  ///
  /// - Throws: `GoldcrestError` with code `.file` or `.model` if the file or the reference cannot be read or run,
  ///   or one is not of the other, `.prompt` or `.dimensions` if the model does not have what is asked for, `.text`
  ///   if a text is refused, or there is none.
  public static func verify(
    _ path: String, against reference: VerificationReference,
    options: VerificationOptions = VerificationOptions(),
    progress: @escaping Progress = { _, _ in }
  ) throws(GoldcrestError) -> Fidelity {
    try verified(path, reference, options, Cancellation(), progress)
  }

  /// Compares the vectors of a `.crest` with those of a reference, off the caller's actor.
  ///
  /// - Throws: `GoldcrestError` as the blocking form, `CancellationError` if the task is cancelled between two
  ///   batches of texts.
  @concurrent
  public static func verify(
    _ path: String, against reference: VerificationReference,
    options: VerificationOptions = VerificationOptions(),
    progress: @escaping Progress = { _, _ in }
  ) async throws -> Fidelity {
    try await cancellable { (cancellation) throws(GoldcrestError) in
      try verified(path, reference, options, cancellation, progress)
    }
  }

  /// Compares; whoever has the cancellation may end it, with any error.
  package static func verified(
    _ path: String, _ reference: VerificationReference, _ options: VerificationOptions,
    _ cancellation: Cancellation, _ progress: @escaping Progress
  ) throws(GoldcrestError) -> Fidelity {
    try GoldcrestError.mapping(model: path, reference: reference.name) { () throws in
      let runtime = RuntimeOptions(
        threadCount: options.threadCount ?? WorkerPool.usableCoreCount, floatProducts: OpenBLAS())
      let file = try CrestFile(path: path)
      let model = try EmbeddingModel(file: file, options: runtime)
      let report = try Verifier.run(
        model: model,
        against: reference.opened(for: model, file, options.prompt.choice, runtime),
        dimensions: options.dimensions, cancellation: cancellation, progress: progress)
      return Fidelity(report, passes: report.passes(options.thresholds.stored))
    }
  }
}

extension VerificationReference {
  /// What errors call it.
  fileprivate var name: String {
    switch self {
    case .golden(let path), .vectorFile(let path, _), .original(let path, _): path
    case .vectors: "reference"
    }
  }

  fileprivate func opened(
    for model: EmbeddingModel, _ file: CrestFile, _ prompt: EmbeddingModel.PromptChoice,
    _ runtime: RuntimeOptions
  ) throws -> FidelityReference {
    switch self {
    case .golden(let path): return .golden(try Golden(path: path))
    case .vectors(let vectors, let texts):
      return try .vectors(
        vectors, path: name, of: texts.map { VerificationText($0) }, prompt: prompt, for: model)
    case .vectorFile(let path, let texts):
      return try .vectors(
        VectorFile(path: path).vectors, path: path, of: texts.map { VerificationText($0) },
        prompt: prompt, for: model)
    case .original(let path, let texts):
      let original = try GoldcrestError.mapping(model: path) { () throws in
        try SourceModel(
          path: path, options: SourceOptions(recordedIn: file.manifest, original: path)
        ).model(options: runtime)
      }
      return .model(
        original,
        texts: try texts?.map { VerificationText($0) }
          ?? VerificationText.builtIn(for: [original, model]).texts,
        prompt: prompt)
    }
  }
}

extension FidelityThresholds {
  fileprivate var stored: Thresholds {
    Thresholds(minCosine: meanCosine, minCenteredCosine: meanCenteredCosine)
  }
}

extension ModelConversion.Fidelity {
  fileprivate init(_ report: FidelityReport, passes: Bool) {
    self.init(
      passes: passes, textCount: report.count, meanCosine: report.cosine.mean,
      minimumCosine: report.cosine.min, meanCenteredCosine: report.centeredCosine.mean,
      neighbourOverlap: report.top10Overlap, routerAgreement: report.routerAgreement,
      tokenMismatchCount: report.tokenMismatches)
  }
}
