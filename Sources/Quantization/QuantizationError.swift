package import Base
package import CrestFormat
package import HuggingFace
package import Inference
package import Tokenization

/// Why weights could not be calibrated or biases corrected.
package enum QuantizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The result is no longer wanted.
  case cancelled
  /// The original was refused.
  case original(HuggingFaceError)
  /// A text could not be turned into tokens.
  case tokenization(TokenizationError)
  /// A model could not be run.
  case inference(InferenceError)
  /// The file that is being made was refused.
  case crest(CrestError)
  /// The state of a calibration could not be read or written.
  case file(FileError)
  /// The state of another calibration, or one that has changed.
  case otherState(path: String)
  /// There are too few different texts to calibrate with some and measure with others.
  case tooFewTexts(place: String, expected: Int, found: Int)
  /// The quantised model gives values that are not finite on texts of our own.
  case overflow(file: String)

  /// One line for a person.
  package var description: String {
    switch self {
    case .cancelled: "cancelled"
    case .original(let error): error.description
    case .tokenization(let error): error.description
    case .inference(let error): error.description
    case .crest(let error): error.description
    case .file(let error): error.description
    case .otherState(let path):
      "\(path): expected the state of this conversion, found that of another"
    case .tooFewTexts(let place, let expected, let found):
      "\(place): expected at least \(expected) different texts, found \(found)"
    case .overflow(let file):
      "\(file): expected weights that give finite vectors, found some that overflow when the "
        + "converted model runs"
    }
  }

  /// Runs a model that is being made from `file`.
  package static func running<Result>(
    _ file: String, _ body: () throws(InferenceError) -> Result
  ) throws(QuantizationError) -> Result {
    do throws(InferenceError) {
      return try body()
    } catch {
      if case .text(_, .notFinite) = error { throw .overflow(file: file) }
      throw .inference(error)
    }
  }
}

/// The failure to tell when tasks on several threads may fail: the one of the first task.
package struct FirstFailure<Failure: Error> {
  /// What went wrong, if anything did.
  package private(set) var error: Failure?
  private var task = 0

  package init() {}

  /// Takes a task's failure, unless an earlier task has failed.
  package mutating func record(_ error: Failure, task: Int) {
    if self.error != nil, self.task < task { return }
    (self.error, self.task) = (error, task)
  }
}
