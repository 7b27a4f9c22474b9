import Base
import CrestFormat
import Evaluation

/// What the verification of a model without a name has found.
struct VerifiedConversion {
  let report: FidelityReport
  let thresholds: Thresholds
  /// What the file keeps of it.
  let fidelity: ManifestFidelity

  var passes: Bool { report.passes(thresholds) }

  var json: JSONValue { report.json(thresholds) }

  var text: String { report.text(thresholds) }

  var verdict: String { report.verdict(thresholds) }

  /// What is said of a model that missed a bar.
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
