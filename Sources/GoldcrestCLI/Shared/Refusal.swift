import Base
import Inference
import Tokenization

/// A text that gets no vector, and why.
struct Refusal: Error {
  /// The user's `_id`, or the position from 0 where none could be read.
  let id: JSONValue
  let code: Code
  /// The same for a person, with the text's place.
  let error: CommandLineError
  /// Whether there is no use in going on.
  let isFinal: Bool

  /// Why, for a program; the names never change.
  enum Code: String {
    case invalidUTF8 = "invalid_utf8"
    case lineTooLong = "line_too_long"
    case invalidJSON = "invalid_json"
    case invalidField = "invalid_field"
    case unknownPrompt = "unknown_prompt"
    case tooManyTokens = "too_many_tokens"
    case noTokens = "no_tokens"
    case unknownToken = "unknown_token"
    case noTokenizer = "no_tokenizer"
    case notFinite = "not_finite"
    case outOfRange = "out_of_range"
    case refusedByModel = "refused_by_model"
  }

  /// A line that cannot be read.
  init(id: JSONValue, _ error: LineReadingError) {
    self.id = id
    self.error = .lines(error)
    isFinal = false
    code =
      switch error {
      case .invalidUTF8: .invalidUTF8
      case .tooLong: .lineTooLong
      case .json: .invalidJSON
      case .file, .stream, .field: .invalidField
      }
  }

  /// A record that the model does not take.
  init(_ record: InputRecord, _ error: InferenceError) {
    // The runtime counts in a batch; the user counts lines.
    let reason = if case .text(_, let reason) = error { reason } else { error }
    id = record.id
    if case .file(let error) = reason {
      self.error = .file(error)
      isFinal = true
    } else {
      self.error = .input(place: record.place, reason: reason.description)
      isFinal = false
    }
    code =
      switch reason {
      case .unknownPrompt: .unknownPrompt
      case .tooManyTokens, .tokenization(.tooManyTokens): .tooManyTokens
      case .noTokens: .noTokens
      case .unknownToken: .unknownToken
      case .noTokenizer: .noTokenizer
      case .notFinite: .notFinite
      default: .refusedByModel
      }
  }

  /// A record whose vector does not fit the precision.
  init(_ record: InputRecord, outOfRange reason: String) {
    id = record.id
    code = .outOfRange
    isFinal = false
    error = .input(place: record.place, reason: reason)
  }

  /// What stands in place of the vector: an object with the row's `_id` and an `error`.
  var json: JSONValue {
    [
      "_id": id,
      "error": ["code": .string(code.rawValue), "message": .string(error.description.errorLine)],
    ]
  }
}

/// What to do about a text that is refused.
enum RefusalPolicy: String, CaseIterable {
  /// End, after the answers to the texts before it.
  case stop
  /// Answer it with an error object, and go on.
  case report
}
