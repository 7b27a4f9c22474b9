import Base
import Conversion
import CrestFormat
import Evaluation
import Goldcrest
import Inference
import Quantization

extension GoldcrestError {
  /// What `body` gives; errors are told in the terms of this type, with the file of the model, or of what it is
  /// compared with, where they do not name it.
  static func mapping<Value>(
    model: String, reference: String = "", _ body: () throws -> Value
  ) throws(GoldcrestError) -> Value {
    do {
      return try body()
    } catch let error as GoldcrestError {
      throw error
    } catch {
      switch error {
      case let error as InferenceError: throw GoldcrestError(error, path: model)
      case ConversionError.inference(let error), EvaluationError.inference(let error):
        throw GoldcrestError(error, path: model)
      default:
        let file = (error as? EvaluationError)?.file(model: model, reference: reference)
        throw GoldcrestError(
          code: code(of: error), description: (file.map { "\($0): " } ?? "") + "\(error)")
      }
    }
  }

  private static func code(of error: any Error) -> Code {
    switch error {
    case EvaluationError.noTexts: .text
    case EvaluationError.dimensions: .dimensions
    case EvaluationError.routing, EvaluationError.hiddenStates: .model
    case is EvaluationError, is LineReadingError, is NumPyError, is CrestError, is FileError,
      ConversionError.crest, PruningError.crest, ConversionError.quantization(.file),
      ConversionError.quantization(.crest), ConversionError.quantization(.otherState):
      .file
    default: .model
    }
  }
}
