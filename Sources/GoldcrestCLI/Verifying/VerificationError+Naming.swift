import Evaluation

extension VerificationError {
  /// The error with the file that it is about, where it does not know it itself.
  func naming(model: String, reference: String) -> any Error {
    switch self {
    case .inference: CommandLineError.model(path: model, reason: description)
    case .dimensions, .routing, .hiddenStates:
      CommandLineError.model(path: reference, reason: description)
    default: self
    }
  }
}
