import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Quantization

/// What the command line itself refuses; all other errors come from the module that found them.
enum CommandLineError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Standard input or output failed.
  case stream(name: String, reason: String)
  /// An argument is not UTF-8.
  case invalidUTF8(place: String, byteOffset: Int)
  /// The lines of the input cannot be read.
  case lines(LineReadingError)
  /// A line of the input has the wrong content.
  case line(place: String, expected: String, found: String)
  /// A model refused something with a text that does not name the file.
  case model(path: String, reason: String)
  /// A file was shortened while it was in use.
  case file(FileError)
  /// The vector of a canary is not the one stored in the file.
  case canary(path: String, index: Int, expected: String, found: String)
  /// A model is not the one a `.crest` was made from.
  case notTheOriginal(path: String, found: String)
  /// The model refused a text.
  case input(place: String, reason: String)
  /// The input has no texts.
  case noTexts(place: String)
  /// The process may have less of something than the command needs.
  case limit(name: String, expected: Int, found: Int)
  /// What the user named as output cannot be written.
  case output(FileError)

  var description: String {
    switch self {
    case .stream(let name, let reason): "\(name): \(reason)"
    case .invalidUTF8(let place, let byteOffset):
      "\(place): expected UTF-8, found an invalid sequence at byte \(byteOffset)"
    case .lines(let error): error.description
    case .line(let place, let expected, let found):
      "\(place): expected \(expected), found \(found)"
    case .model(let path, let reason): "\(path): \(reason)"
    case .file(let error): error.description
    case .canary(let path, let index, let expected, let found):
      "\(path): canary \(index): expected \(expected), found \(found)"
    case .notTheOriginal(let path, let found):
      "\(found): expected the model that \(path) was made from, found another "
        + "(--store accepts figures against the original only)"
    case .input(let place, let reason): "\(place): \(reason)"
    case .noTexts(let place): "\(place): expected at least one text, found none"
    case .limit(let name, let expected, let found):
      "\(name): expected a limit of at least \(expected), found \(found)"
    case .output(let error): error.description
    }
  }
}

/// The options that help with errors of the libraries, whose messages name none.
enum Hint {
  /// One line about `error`, followed by the option that helps, if there is one.
  static func message(for error: any Error) -> String {
    option(for: error).map { "\(error) (\($0))" } ?? "\(error)"
  }

  private static func option(for error: any Error) -> String? {
    switch error {
    // What only names the part that failed.
    case CommandLineError.output(let error as any Error),
      CommandLineError.lines(let error as any Error), LineReadingError.file(let error as any Error),
      CrestError.file(let error as any Error), HuggingFaceError.file(let error as any Error),
      PruningError.crest(let error as any Error), ConversionError.crest(let error as any Error),
      ConversionError.original(let error as any Error),
      ConversionError.quantization(let error as any Error),
      QuantizationError.file(let error as any Error),
      QuantizationError.crest(let error as any Error),
      QuantizationError.original(let error as any Error):
      option(for: error)
    case FileError.exists: "use --force to replace it"
    case FileError.system(let path, _, ENOENT, _): MissingFile.neighbour(of: path)
    case HuggingFaceError.missingFile(_, ModelFiles.modulesName, _):
      "convert --pooling mean, or the pooling that the model was trained with"
    case HuggingFaceError.missingTokenizer:
      "convert --no-tokenizer stores a model that accepts token ids only"
    case QuantizationError.otherState: "delete it, or leave out --resume"
    case QuantizationError.tooFewTexts: "--calibration"
    case ConversionError.noTensor: "--tensor-type"
    case ConversionError.targetSize: "--target-size"
    default: nil
    }
  }
}
