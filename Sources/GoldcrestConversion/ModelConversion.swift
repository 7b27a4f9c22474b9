import Base
import Conversion
import CrestFormat
import Evaluation
public import Goldcrest
import HuggingFace
import Inference
import Model
import Quantization
import Reference

/// How the weights of a `.crest` are stored.
public enum WeightScheme: String, Sendable, CaseIterable {
  /// As they are, in binary32.
  case none
  /// IEEE binary16.
  case f16
  /// 8 bits.
  case int8
  /// 4 bits, calibrated on texts that come with the module.
  case int4
}

/// Converts HuggingFace text-embedding models to `.crest` files and holds these against their originals.
///
/// Does what `goldcrest convert` and `goldcrest verify` do, with their defaults: the same input gives the same bytes.
public enum ModelConversion {
  /// What a conversion made.
  public struct Result: Sendable, Equatable {
    /// The size of the file in bytes.
    public let byteCount: Int
    /// What identifies the file's vectors.
    public let fingerprint: String
    /// What a user should know of how the model's files were read, one line each.
    public let notes: [String]
  }

  /// How near a model's vectors are to those of its original, over some texts.
  public struct Fidelity: Sendable, Equatable {
    /// How many texts were compared.
    public let textCount: Int
    /// The mean cosine.
    public let meanCosine: Double
    /// The smallest cosine.
    public let minimumCosine: Double
    /// The mean cosine of vectors less the mean vector of the original: plain cosine flatters models whose vectors
    /// all point one way.
    public let meanCenteredCosine: Double
    /// The share of (token, expert layer) pairs that go to the same experts; `nil` without experts.
    public let routerAgreement: Double?
  }

  /// Converts the model in a folder, or that of a file of weights, to `path`.
  ///
  /// The file appears complete or not at all. `progress` gets bytes done and bytes in all, from any thread, one call
  /// at a time.
  ///
  /// - Throws: `GoldcrestError` with code `.model` if the model is refused, `.file` if the result cannot be written.
  public static func convert(
    _ model: String, to path: String, scheme: WeightScheme = .int8, overwriting: Bool = false,
    progress: @Sendable @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(GoldcrestError) -> Result {
    try mapping { () throws in
      let source = try SourceModel(path: model, options: SourceOptions(hashesAhead: true))
      let options = ConversionOptions(
        scheme: scheme.stored, calibration: scheme == .int4 ? .builtIn : nil)
      let plan = try ConversionPlan(source: source, options: options, path: path)
      let result = try Conversion.Converter(plan: plan).run(to: path, overwriting: overwriting) {
        progress($0.doneByteCount, $0.totalByteCount)
      }
      return Result(
        byteCount: result.fileByteCount, fingerprint: result.fingerprint.description,
        notes: source.notes)
    }
  }

  /// Compares the vectors that a `.crest` and its original give for `texts`, as `goldcrest verify --against` does.
  ///
  /// Both are read by Goldcrest: what it misreads in both does not show.
  ///
  /// - Throws: `GoldcrestError` with code `.file` or `.model` if one of them cannot be read or run, `.text` if a text
  ///   is refused.
  /// - Precondition: there is a text.
  public static func verify(
    _ path: String, against original: String, texts: [String]
  ) throws(GoldcrestError) -> Fidelity {
    precondition(!texts.isEmpty, "at least one text is needed")
    return try mapping { () throws in
      let options = RuntimeOptions(floatProducts: OpenBLAS())
      let file = try CrestFile(path: path)
      let source = try SourceModel(
        path: original, options: SourceOptions(recordedIn: file.manifest, original: original))
      let report = try Verifier.run(
        model: EmbeddingModel(file: file, options: options),
        against: .model(
          source.model(options: options), texts: texts.map { VerificationText($0) }))
      return Fidelity(
        textCount: report.count, meanCosine: report.cosine.mean, minimumCosine: report.cosine.min,
        meanCenteredCosine: report.centeredCosine.mean, routerAgreement: report.routerAgreement)
    }
  }

  /// What `body` gives; errors are told in the terms of `GoldcrestError`.
  private static func mapping<Value>(
    _ body: () throws -> Value
  ) throws(GoldcrestError) -> Value {
    do {
      return try body()
    } catch {
      let code: GoldcrestError.Code =
        switch error {
        case is CrestError, InferenceError.crest, ConversionError.crest: .file
        case InferenceError.text, EvaluationError.inference(.text): .text
        default: .model
        }
      throw GoldcrestError(code: code, description: "\(error)")
    }
  }
}

extension WeightScheme {
  var stored: QuantizationScheme {
    switch self {
    case .none: .none
    case .f16: .f16
    case .int8: .int8
    case .int4: .int4
    }
  }
}
