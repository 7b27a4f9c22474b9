import CrestWriting
import Base
import HuggingFace
import Conversion
import CrestFormat
import Evaluation
import Inference

/// The verification of a converted model before its file gets its name.
struct ConversionVerification {
  /// The value of `--verify` that stands for the original instead of a golden file.
  static let original = "original"
  /// An upper bound for the bytes that the figures take in the file.
  static let storedByteCount = 1024

  private let thresholds: Thresholds
  private let golden: Golden?
  private let texts: [VerificationText]

  /// Reads the golden file or the texts, so that bad ones are refused before the conversion starts.
  init(against name: String, texts path: String?, thresholds: Thresholds) throws {
    self.thresholds = thresholds
    golden = name == ConversionVerification.original ? nil : try Golden(path: name)
    texts = golden == nil ? try VerificationText.read(orBuiltIn: path) : []
  }

  /// Runs the draft, and the original if it is the reference.
  ///
  /// - Throws: the error of the module that refuses the model or the golden file, naming it.
  func run(
    _ draft: CrestDraft, of source: SourceModel, path: String, options: RuntimeOptions,
    isQuiet: Bool
  ) throws -> VerifiedConversion {
    do {
      let model = try EmbeddingModel(file: try draft.preview(), options: options)
      let reference: FidelityReference =
        if let golden {
          .golden(golden)
        } else {
          .model(try source.model(options: options), texts: texts, prompt: .modelDefault)
        }
      let report = try reference.report(on: model, isQuiet: isQuiet)
      return VerifiedConversion(
        report: report, thresholds: thresholds,
        fidelity: ManifestFidelity(report, reference: try reference.stored()))
    } catch let error as VerificationError {
      throw error.naming(model: path, reference: golden?.path ?? source.path)
    } catch let error as InferenceError {
      throw CommandLineError.model(path: path, reason: error.description)
    }
  }
}

/// The result of verifying a converted model.
struct VerifiedConversion {
  let report: FidelityReport
  let thresholds: Thresholds
  /// The summary that the file stores.
  let fidelity: ManifestFidelity

  var passes: Bool { report.passes(thresholds) }

  var json: JSONValue { report.json(thresholds) }

  var text: String { report.text(thresholds) }

  var verdict: String { report.verdict(thresholds) }

  /// The JSON report on a model that missed a threshold.
  func refusal(path: String, quantization: QuantizationChoice) -> JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "written": false,
      "quantization": .string(quantization.name),
      "verification": json,
    ]
  }
}
