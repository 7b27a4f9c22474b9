package import Model

/// How far a calibration has come, by the arithmetic that is done.
package final class CalibrationProgress {
  /// A step of a layer.
  enum Step { case attention, feedForward, expert }

  private let model: ModelConfiguration
  private let tokenCount: Int
  private let total: Double
  private var done = 0.0
  private let report: Report

  /// Called with what is done, of how much, and where in the model that is.
  package typealias Report =
    @Sendable (_ doneCount: Int, _ totalCount: Int, _ current: String) -> Void

  package init(_ model: ModelConfiguration, tokenCount: Int, report: @escaping Report) {
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
      Int(done / 1e6), Int(total / 1e6), "calibrating layer \(layer + 1) of \(model.layerCount)")
  }

  /// Multiply-adds: sums over tokens, a factor, and rounding, for each linear.
  private static func cost(_ step: Step, _ model: ModelConfiguration, _ tokenCount: Int) -> Double {
    let (hidden, inner) = (Double(model.hiddenSize), Double(model.feedForwardSize))
    func linear(_ inputs: Double, _ outputs: Double, _ tokens: Double) -> Double {
      inputs * inputs * (1.5 * tokens + 2 * outputs + inputs / 3)
    }
    let tokens = Double(tokenCount)
    switch step {
    case .attention: return linear(hidden, 3 * hidden, tokens) + linear(hidden, hidden, tokens)
    case .feedForward:
      return linear(hidden, (model.isGated ? 2 : 1) * inner, tokens) + linear(inner, hidden, tokens)
    case .expert:
      let share = tokens * Double(model.expertsPerToken) / Double(model.expertCount)
      return linear(hidden, inner, share) + linear(inner, hidden, share)
    }
  }
}

/// What a calibration saw.
public struct CalibrationReport: Sendable, Equatable {
  /// Texts that went through the model.
  public let textCount: Int
  /// Their tokens.
  public let tokenCount: Int
  /// For every expert layer by its index, how many tokens each expert was given.
  public var expertTokenCounts: [Int: [Int]] = [:]
  /// Matrices that saw too few tokens, or inputs that say nothing, and are rounded without data.
  public var withoutData: [String] = []
}
