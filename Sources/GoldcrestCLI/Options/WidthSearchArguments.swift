import ArgumentParser
import Conversion

/// What `convert --quantize auto` searches for.
struct WidthSearchArguments: ParsableArguments {
  /// The bar where neither a bar nor a size is given.
  static let defaultBar = 0.995

  @Option(
    help: """
      With auto: the least mean cosine to the original, on texts held out of calibration. \
      (default: \(WidthSearchArguments.defaultBar))
      """,
    transform: ArgumentValue.cosine)
  var minCosine: Double?

  @Option(
    help: ArgumentHelp(
      "With auto: the most bytes of the file, such as 300MB or 280MiB, instead of a bar.",
      valueName: "size"),
    transform: ArgumentValue.byteCount)
  var targetSize: Int?

  func validate() throws {
    if targetSize != nil, minCosine != nil {
      throw ValidationError("--target-size: expected no --min-cosine beside it")
    }
  }

  /// Refuses what does not go with `quantization`.
  func check(_ quantization: QuantizationChoice) throws {
    if quantization != .auto, targetSize != nil || minCosine != nil {
      throw ValidationError(
        "--min-cosine, --target-size: expected --quantize auto, found \(quantization.name)")
    }
  }

  /// What is searched for.
  var goal: WidthGoal {
    targetSize.map { .targetByteCount($0) }
      ?? .minimumCosine(minCosine ?? WidthSearchArguments.defaultBar)
  }
}
