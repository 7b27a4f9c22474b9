import CrestWriting
import Base
import HuggingFace
import Conversion
import CrestFormat
import Evaluation
import Inference

/// The verification of a converted model before its file gets its name.
struct ConversionVerification {
  /// The value of `--verify` that stands for the original instead of a file.
  static let original = "original"
  /// An upper bound for the bytes that the figures take in the file.
  static let storedByteCount = 1024

  private let thresholds: Thresholds
  private let reference: Reference

  private enum Reference {
    case golden(Golden)
    case vectors(VectorFile, [VerificationText])
    /// The original, on the built-in texts if there are no others.
    case original([VerificationText]?)
  }

  /// Whether `name` is a file of vectors and not a golden file.
  static func isVectors(_ name: String?) -> Bool { name.map(VectorFile.isNamed) ?? false }

  /// Reads the files, so that bad ones are refused before the conversion starts.
  init(against name: String, texts path: String?, thresholds: Thresholds) throws {
    self.thresholds = thresholds
    let texts = try path.map { try VerificationText.read(path: $0) }
    if name == ConversionVerification.original {
      reference = .original(texts)
    } else if let texts {
      let file = try VectorFile(path: name)
      // The prompt is known later.
      _ = try Golden(vectors: file.vectors, of: texts, prompt: "", path: name)
      reference = .vectors(file, texts)
    } else {
      reference = .golden(try Golden(path: name))
    }
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
      var proof = Proof(reader: .otherProgram)
      let reference: FidelityReference
      switch self.reference {
      case .golden(let golden): reference = .golden(golden)
      case .vectors(let file, let texts):
        reference = try .vectors(
          file.vectors, path: file.path, checksum: file.checksum, of: texts,
          prompt: .modelDefault, for: model)
      case .original(let texts):
        let original = try source.model(options: options)
        let builtIn = try VerificationText.builtIn(for: texts == nil ? [original, model] : [])
        reference = .model(original, texts: texts ?? builtIn.texts, prompt: .modelDefault)
        proof = Proof(reader: .goldcrest, leftOut: builtIn.leftOut)
      }
      let report = try reference.report(on: model, isQuiet: isQuiet)
      return VerifiedConversion(
        report: report, thresholds: thresholds, proof: proof,
        fidelity: ManifestFidelity(report, reference: try reference.stored()))
    } catch let error as EvaluationError {
      throw error.naming(model: path, reference: referencePath ?? source.path)
    } catch let error as InferenceError {
      throw CommandLineError.model(path: path, reason: error.description)
    }
  }
}

extension ConversionVerification {
  /// The file that the model is held against; `nil` for the original.
  private var referencePath: String? {
    switch reference {
    case .golden(let golden): golden.path
    case .vectors(let file, _): file.path
    case .original: nil
    }
  }
}

/// The result of verifying a converted model.
struct VerifiedConversion {
  let report: FidelityReport
  let thresholds: Thresholds
  let proof: Proof
  /// The summary that the file stores.
  let fidelity: ManifestFidelity

  var passes: Bool { report.passes(thresholds) }

  var json: JSONValue {
    var object = report.json(thresholds).object ?? JSONObject()
    for (name, value) in proof.json { object.append(name, value) }
    return .object(object)
  }

  var text: String { "\(proof.text)\n\n\(report.text(thresholds))" }

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
