import CGoldcrest
import CInterface
import Goldcrest
import GoldcrestConversion

/// What a file is compared with and how, as a caller says it.
struct VerifyCall {
  let reference: VerificationReference
  let options: VerificationOptions
  let report: ProgressReport

  /// Reads the options.
  init(_ pointer: UnsafePointer<goldcrest_verify_options>?) throws(CallFailure) {
    let given = try unsafe Arguments.structure(pointer, "options")
    reference = try unsafe VerifyCall.reference(given)
    var options = VerificationOptions()
    let name = try unsafe Arguments.text(given.prompt_name, "options.prompt_name")
    let text = try unsafe Arguments.text(given.prompt_text, "options.prompt_text")
    switch (name, text) {
    case (nil, nil): break
    case (let name?, nil): options.prompt = .named(name)
    case (nil, let text?): options.prompt = .text(text)
    case (_?, _?):
      throw .argument("options", expected: "prompt_name or prompt_text", found: "both")
    }
    options.dimensions = unsafe given.dimension == 0 ? nil : Int(given.dimension)
    options.threadCount = try unsafe Arguments.threadCount(given.thread_count)
    let (cosine, centered) = unsafe (given.minimum_cosine, given.minimum_centered_cosine)
    for (name, value) in [("minimum_cosine", cosine), ("minimum_centered_cosine", centered)]
    where !value.isFinite {
      throw .argument("options.\(name)", expected: "a number", found: "\(value)")
    }
    if cosine != 0 || centered != 0 { options.thresholds.meanCosine = cosine == 0 ? nil : cosine }
    if centered != 0 { options.thresholds.meanCenteredCosine = centered }
    self.options = options
    report = unsafe ProgressReport(given.progress, given.context)
  }

  private static func reference(
    _ given: goldcrest_verify_options
  ) throws(CallFailure) -> VerificationReference {
    let golden = try unsafe Arguments.text(given.golden, "options.golden")
    let original = try unsafe Arguments.text(given.original, "options.original")
    let vectors = try unsafe Arguments.text(given.vectors, "options.vectors")
    let texts = try unsafe Arguments.texts(given.texts, "options.texts")
    switch (golden, original, vectors) {
    case (let golden?, nil, nil):
      guard texts == nil else {
        throw .argument(
          "options.texts", expected: "null, as the golden file has texts", found: "others")
      }
      return .golden(path: golden)
    case (nil, let original?, nil): return .original(path: original, texts: texts)
    case (nil, nil, let vectors?):
      guard let texts else {
        throw .argument("options.texts", expected: "the texts of the vectors", found: "null")
      }
      return .vectorFile(path: vectors, texts: texts)
    default:
      throw .argument(
        "options", expected: "one of golden, original and vectors",
        found: "\([golden, original, vectors].count { $0 != nil })")
    }
  }
}
