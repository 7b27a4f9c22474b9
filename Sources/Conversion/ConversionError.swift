package import CrestFormat
package import HuggingFace
package import Inference
package import Quantization

/// Why a model could not be converted.
package enum ConversionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The result is no longer wanted.
  case cancelled
  /// The original was refused.
  case original(HuggingFaceError)
  /// The weights could not be calibrated, or biases corrected.
  case quantization(QuantizationError)
  /// The result could not be written.
  case crest(CrestError)
  /// The result could not be run.
  case inference(InferenceError)
  /// A model that no kernels can run, whatever its weights are.
  case unsupportedModel(file: String, key: String, expected: String, found: String)
  /// A weight's values are finite but too large for the scale of its row.
  case scaleOverflow(file: String, tensor: String, row: Int)
  /// A weight is finite but above 65,504, the largest of f16; `index` counts row-major in the
  /// canonical tensor.
  case halfOverflow(file: String, tensor: String, index: Int)
  /// Rows of this width cannot be quantised.
  case width(file: String, field: String, expected: String, found: Int)
  /// No weight has a name that fits a pattern.
  case noTensor(file: String, pattern: String, example: String)
  /// No file of these widths is as near to the original as was asked for; both are mean cosines.
  case belowThreshold(path: String, expected: Double, found: Double)
  /// No file is as small as was asked for; `expected` is the smallest, in bytes.
  case targetSize(path: String, expected: Int, found: Int)

  /// One line for a person.
  package var description: String {
    switch self {
    case .cancelled: "cancelled"
    case .original(let error): error.description
    case .quantization(let error): error.description
    case .crest(let error): error.description
    case .inference(let error): error.description
    case .unsupportedModel(let file, let key, let expected, let found):
      "\(file): \(key): expected \(expected), found \(found)"
    case .scaleOverflow(let file, let tensor, let row):
      "\(file): tensor '\(tensor)', row \(row): expected values that a binary32 scale can hold "
        + "after rotation, found larger ones"
    case .halfOverflow(let file, let tensor, let index):
      "\(file): tensor '\(tensor)', element \(index): expected at most 65504, the largest f16, "
        + "found more"
    case .width(let file, let field, let expected, let found):
      "\(file): \(field): expected \(expected), found \(found)"
    case .noTensor(let file, let pattern, let example):
      "\(file): expected a pattern that matches a weight, such as '\(example)', found '\(pattern)'"
    case .belowThreshold(let path, let expected, let found):
      "\(path): not written: expected a mean cosine of at least \(expected), found \(found) with "
        + "every bit width at its largest"
    case .targetSize(let path, let expected, let found):
      "\(path): expected a size of at least \(expected) bytes, the smallest file that can be made, "
        + "found \(found)"
    }
  }
}
