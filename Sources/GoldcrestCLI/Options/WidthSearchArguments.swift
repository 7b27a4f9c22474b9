import ArgumentParser
import Conversion

/// What `convert --quantize auto` searches for, beside a bar.
struct WidthSearchArguments: ParsableArguments {
  /// The bar where neither a bar nor a size is given.
  static let defaultBar = 0.995

  @Option(
    help: ArgumentHelp(
      "With auto: the most bytes of the file, such as 300MB or 280MiB, instead of a bar.",
      valueName: "size"),
    transform: ArgumentValue.byteCount)
  var targetSize: Int?

  /// Refuses what does not go together.
  func check(_ quantization: QuantizationChoice, bar: Double?, isVerified: Bool) throws {
    guard quantization == .auto else {
      if targetSize == nil { return }
      throw ValidationError("--target-size: expected --quantize auto, found \(quantization.name)")
    }
    if targetSize != nil, bar != nil, !isVerified {
      throw ValidationError("--target-size: expected no --min-cosine beside it without --verify")
    }
    if let bar, !(bar > 0 && bar <= 1) {
      throw ValidationError("--min-cosine: expected a number above 0 and up to 1, found \(bar)")
    }
  }

  /// What is searched for.
  func goal(bar: Double?) -> WidthGoal {
    targetSize.map { .targetByteCount($0) }
      ?? .minimumCosine(bar ?? WidthSearchArguments.defaultBar)
  }
}
