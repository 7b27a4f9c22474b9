import CInterface
import Goldcrest
import Inference

extension CallFailure {
  /// What `body` gives, or its error as one of the C interface.
  static func mapping<Value>(
    _ path: String? = nil, _ body: () throws(InferenceError) -> Value
  ) throws(CallFailure) -> Value {
    do throws(InferenceError) {
      return try body()
    } catch {
      throw CallFailure(GoldcrestError(error, path: path))
    }
  }

  /// The refusal of the text at `index`, of which the runtime may have said another one.
  init(_ error: InferenceError, ofText index: Int) {
    let reason = if case .text(_, let reason) = error { reason } else { error }
    self.init(GoldcrestError(reason.ofText(index)))
  }
}
