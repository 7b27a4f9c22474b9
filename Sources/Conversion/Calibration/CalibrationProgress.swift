import Model

/// How far a calibration has come, by the arithmetic that is done.
final class CalibrationProgress {
  /// A step of a layer.
  enum Step { case attention, feedForward, expert }

  private let model: ModelConfiguration
  private let tokenCount: Int
  private let total: Double
  private var done = 0.0
  private let report: @Sendable (ConversionProgress) -> Void

  init(
    _ model: ModelConfiguration, tokenCount: Int,
    report: @escaping @Sendable (ConversionProgress) -> Void
  ) {
    self.model = model
    self.tokenCount = tokenCount
    self.report = report
    var total = 0.0
    for layer in 0..<model.layerCount {
      total += CalibrationProgress.cost(.attention, model, tokenCount)
      total +=
        model.expertLayers[layer]
        ? Double(model.expertCount) * CalibrationProgress.cost(.expert, model, tokenCount)
        : CalibrationProgress.cost(.feedForward, model, tokenCount)
    }
    self.total = total
  }

  /// Counts a step as done.
  func advance(_ step: Step, layer: Int) {
    done += CalibrationProgress.cost(step, model, tokenCount)
    report(
      ConversionProgress(
        doneByteCount: Int(done / 1e6), totalByteCount: Int(total / 1e6),
        current: "calibrating layer \(layer + 1) of \(model.layerCount)"))
  }

  /// Multiply-adds: sums over tokens, a factor, and rounding, for each map.
  private static func cost(_ step: Step, _ model: ModelConfiguration, _ tokenCount: Int) -> Double {
    let (hidden, inner) = (Double(model.hiddenSize), Double(model.feedForwardSize))
    func map(_ inputs: Double, _ outputs: Double, _ tokens: Double) -> Double {
      inputs * inputs * (1.5 * tokens + 2 * outputs + inputs / 3)
    }
    let tokens = Double(tokenCount)
    switch step {
    case .attention: return map(hidden, 3 * hidden, tokens) + map(hidden, hidden, tokens)
    case .feedForward:
      return map(hidden, (model.isGated ? 2 : 1) * inner, tokens) + map(inner, hidden, tokens)
    case .expert:
      let share = tokens * Double(model.expertsPerToken) / Double(model.expertCount)
      return map(hidden, inner, share) + map(inner, hidden, share)
    }
  }
}
