public import Base
public import CrestFormat
public import HuggingFace
public import Inference
public import Tokenization

/// Why a model could not be converted.
public enum ConversionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The original was refused.
  case original(HuggingFaceError)
  /// A text could not be turned into tokens.
  case tokenization(TokenizationError)
  /// The result could not be written.
  case crest(CrestError)
  /// The result could not be run.
  case inference(InferenceError)
  /// A model that no kernels can run, whatever its weights are.
  case unsupportedModel(file: String, InferenceError)
  /// A file could not be read.
  case file(FileError)
  /// A weight's values are finite but too large for the scale of its row.
  case scaleOverflow(file: String, tensor: String, row: Int)
  /// A weight is finite but above 65,504, the largest of f16; `index` counts row-major in the
  /// canonical tensor.
  case halfOverflow(file: String, tensor: String, index: Int)
  /// Rows of this width cannot be quantised.
  case width(file: String, field: String, expected: String, found: Int)
  /// The state of another calibration, or one that has changed.
  case otherState(path: String)
  /// No weight has a name that fits a pattern.
  case noTensor(file: String, pattern: String, example: String)
  /// There are too few different texts to calibrate with some and measure with others.
  case tooFewTexts(name: String, expected: Int, found: Int)
  /// No file of these widths is as near to the original as was asked for: bars for the mean cosine.
  case belowBar(path: String, expected: Double, found: Double)
  /// No file is as small as was asked for; `expected` is the smallest, in bytes.
  case targetSize(path: String, expected: Int, found: Int)
  /// The converted model gives values that are not finite on texts of our own.
  case overflow(file: String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .original(let error): error.description
    case .tokenization(let error): error.description
    case .crest(let error): error.description
    case .inference(let error): error.description
    case .unsupportedModel(let file, let error): "\(file): \(error)"
    case .file(let error): error.description
    case .scaleOverflow(let file, let tensor, let row):
      "\(file): tensor '\(tensor)', row \(row): expected values that a binary32 scale can hold "
        + "after rotation, found larger ones"
    case .halfOverflow(let file, let tensor, let index):
      "\(file): tensor '\(tensor)', element \(index): expected at most 65504, the largest f16, "
        + "found more"
    case .width(let file, let field, let expected, let found):
      "\(file): \(field): expected \(expected), found \(found)"
    case .otherState(let path):
      "\(path): expected the state of this conversion, found that of another"
    case .noTensor(let file, let pattern, let example):
      "\(file): expected a pattern that matches a weight, such as '\(example)', found '\(pattern)'"
    case .tooFewTexts(let name, let expected, let found):
      "\(name): expected at least \(expected) different texts, found \(found)"
    case .belowBar(let path, let expected, let found):
      "\(path): not written: expected a mean cosine of at least \(expected), found \(found) with "
        + "every bit width at its largest"
    case .targetSize(let path, let expected, let found):
      "\(path): expected a size of at least \(expected) bytes, the smallest file that can be made, "
        + "found \(found)"
    case .overflow(let file):
      "\(file): expected weights that give finite vectors, found some that overflow when the "
        + "converted model runs"
    }
  }

  static func catching<Result>(
    _ body: () throws(HuggingFaceError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(HuggingFaceError) { return try body() } catch { throw .original(error) }
  }

  static func catching<Result>(
    _ body: () throws(TokenizationError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(TokenizationError) { return try body() } catch { throw .tokenization(error) }
  }

  static func catching<Result>(
    _ body: () throws(CrestError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(CrestError) { return try body() } catch { throw .crest(error) }
  }

  static func catching<Result>(
    _ body: () throws(InferenceError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(InferenceError) { return try body() } catch { throw .inference(error) }
  }

  /// Runs a model that is being made from `file`.
  static func running<Result>(
    _ file: String, _ body: () throws(InferenceError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(InferenceError) {
      return try body()
    } catch {
      if case .notFinite = error { throw .overflow(file: file) }
      throw .inference(error)
    }
  }

  static func catching<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(FileError) { return try body() } catch { throw .file(error) }
  }
}
