import ArgumentParser
import Evaluation

/// The bars that a verification is held to.
struct ThresholdArguments: ParsableArguments {
  /// The bar for the mean cosine where none is given.
  static let defaultBar = 0.99

  @Option(help: "The least mean cosine.")
  var minCosine: Double?

  @Option(help: "The least mean centred cosine: both sides minus the mean reference vector.")
  var minCenteredCosine: Double?

  /// Whether a bar was given.
  var areGiven: Bool { minCosine ?? minCenteredCosine != nil }

  var thresholds: Thresholds {
    areGiven
      ? Thresholds(minCosine: minCosine, minCenteredCosine: minCenteredCosine)
      : Thresholds(minCosine: ThresholdArguments.defaultBar)
  }
}
