import Base
import Conversion
import CrestFormat
import HuggingFace
import Quantization

/// The options that help with errors of the libraries, whose messages name none.
enum Hint {
  /// One line about `error`, followed by the option that helps, if there is one.
  static func message(for error: any Error) -> String {
    option(for: error).map { "\(error) (\($0))" } ?? "\(error)"
  }

  private static func option(for error: any Error) -> String? {
    switch error {
    case let error as FileError: option(for: error)
    case let error as CommandLineError:
      if case .output(let error) = error { option(for: error) } else { nil }
    case let error as CrestError:
      if case .file(let error) = error { option(for: error) } else { nil }
    case let error as PruningError:
      if case .crest(let error) = error { option(for: error) } else { nil }
    case let error as ConversionError: option(for: error)
    case let error as HuggingFaceError: option(for: error)
    default: nil
    }
  }

  private static func option(for error: HuggingFaceError) -> String? {
    switch error {
    case .file(let error): option(for: error)
    case .missingTokenizer:
      "convert --no-tokenizer stores a model that accepts token ids only"
    default: nil
    }
  }

  private static func option(for error: FileError) -> String? {
    if case .exists = error { "use --force to replace it" } else { nil }
  }

  private static func option(for error: QuantizationError) -> String? {
    switch error {
    case .file(let error), .crest(.file(let error)): option(for: error)
    case .original(let error): option(for: error)
    case .otherState: "delete it, or leave out --resume"
    case .tooFewTexts: "--calibration"
    default: nil
    }
  }

  private static func option(for error: ConversionError) -> String? {
    switch error {
    case .crest(.file(let error)): option(for: error)
    case .original(let error): option(for: error)
    case .quantization(let error): option(for: error)
    case .noTensor: "--tensor-type"
    case .targetSize: "--target-size"
    default: nil
    }
  }
}
