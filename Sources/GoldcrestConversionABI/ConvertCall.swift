import Base
import CGoldcrest
import CInterface
import GoldcrestConversion

/// How a model is converted, as a caller says it.
struct ConvertCall {
  private(set) var options = ConversionOptions()
  private(set) var report = unsafe ProgressReport()

  /// Reads the options; null are those of a structure that is 0.
  init(_ pointer: UnsafePointer<goldcrest_convert_options>?) throws(CallFailure) {
    guard unsafe pointer != nil else { return }
    let given = try unsafe Arguments.structure(pointer, "options")
    try unsafe readScheme(given)
    options.calibration = try unsafe ConvertCall.calibration(given)
    options.pooling = try unsafe ConvertCall.pooling(given)
    options.dimensions = try unsafe ConvertCall.dimensions(given)
    options.threadCount = try unsafe Arguments.threadCount(given.thread_count)
    let languages = try unsafe Arguments.texts(given.languages, "options.languages")
    let texts = try unsafe Arguments.texts(given.vocabulary_texts, "options.vocabulary_texts")
    if languages != nil || texts != nil {
      options.vocabulary = KeptVocabulary(languages: languages ?? [], texts: texts ?? [])
    }
    options.overwriting = try unsafe Arguments.flag(given.overwrites, "options.overwrites")
    options.resumesCalibration = try unsafe Arguments.flag(given.resumes, "options.resumes")
    unsafe report = ProgressReport(given.progress, given.context)
  }

  private mutating func readScheme(_ given: goldcrest_convert_options) throws(CallFailure) {
    let name = try unsafe Arguments.text(given.scheme, "options.scheme")
    let (cosine, byteCount) = unsafe (given.minimum_cosine, given.target_byte_count)
    guard name == "auto" else {
      guard cosine == 0, byteCount == 0 else {
        throw .argument(
          "options.scheme", expected: "auto, as minimum_cosine or target_byte_count is given",
          found: name ?? "null")
      }
      guard let scheme = name.map(WeightScheme.init(rawValue:)) ?? .usual else {
        throw .argument(
          "options.scheme",
          expected: (WeightScheme.allCases.map(\.rawValue) + ["auto"]).joined(separator: ", "),
          found: name ?? "null")
      }
      options.scheme = scheme
      return
    }
    guard cosine == 0 || cosine > 0 && cosine <= 1 else {
      throw .argument(
        "options.minimum_cosine", expected: "0, or more and at most 1", found: "\(cosine)")
    }
    guard byteCount >= 0 else {
      throw .argument("options.target_byte_count", expected: "0 or more", found: "\(byteCount)")
    }
    guard cosine == 0 || byteCount == 0 else {
      throw .argument(
        "options", expected: "minimum_cosine or target_byte_count", found: "both")
    }
    options.goal =
      byteCount > 0
      ? .maximumByteCount(Int(byteCount)) : cosine > 0 ? .minimumCosine(cosine) : .usual
  }

  private static func calibration(
    _ given: goldcrest_convert_options
  ) throws(CallFailure) -> CalibrationTexts {
    let name = try unsafe Arguments.text(given.calibration, "options.calibration")
    let texts = try unsafe Arguments.texts(given.calibration_texts, "options.calibration_texts")
    switch (name, texts) {
    case (nil, nil): return .usual
    case (nil, let texts?): return .texts(texts)
    case ("built-in", nil): return .builtIn
    case ("none", nil): return .none
    case (let name?, nil):
      throw .argument("options.calibration", expected: "built-in or none", found: name)
    case (_?, _?):
      throw .argument("options", expected: "calibration or calibration_texts", found: "both")
    }
  }

  private static func pooling(
    _ given: goldcrest_convert_options
  ) throws(CallFailure) -> Pooling? {
    guard let name = try unsafe Arguments.text(given.pooling, "options.pooling") else { return nil }
    switch name {
    case "mean": return .mean
    case "cls": return .cls
    case "max": return .max
    case "mean_sqrt_len_tokens": return .meanBySquareRoot
    case "weightedmean": return .weightedMean
    case "lasttoken": return .lastToken
    default:
      throw .argument(
        "options.pooling",
        expected: "mean, cls, max, mean_sqrt_len_tokens, weightedmean or lasttoken", found: name)
    }
  }

  private static func dimensions(
    _ given: goldcrest_convert_options
  ) throws(CallFailure) -> [Int]? {
    let count = unsafe given.dimension_count
    guard count >= 0 else {
      throw .argument("options.dimension_count", expected: "0 or more", found: "\(count)")
    }
    guard count > 0 else { return nil }
    // Safety: goldcrest_convert.h says that there are `dimension_count`.
    let sizes = try unsafe Arguments.pointer(given.dimensions, "options.dimensions")
    return (0..<Int(count)).map { unsafe Int(sizes[$0]) }
  }
}

/// Tells a caller how far a call is, and asks whether it goes on.
@safe struct ProgressReport: @unchecked Sendable {
  /// Ends the call.
  let cancellation = Cancellation()

  // Safety: goldcrest_convert.h says that the function is called from any thread, one call at a time.
  private let function: goldcrest_progress?
  private let context: UnsafeMutableRawPointer?

  /// Tells `function`, unless it is null.
  init(_ function: goldcrest_progress? = nil, _ context: UnsafeMutableRawPointer? = nil) {
    unsafe self.function = function
    unsafe self.context = context
  }

  func callAsFunction(_ done: Int, _ total: Int) {
    // Whoever has asked for an end is not asked again.
    guard let function = unsafe function, !cancellation.isCancelled else { return }
    if unsafe function(context, Int64(done), Int64(total)) != 0 { cancellation.cancel() }
  }
}
