package import Base
package import HuggingFace
import Model

/// How far a calibration has come, by the arithmetic that is done.
package final class CalibrationProgress {
  /// A step of a layer.
  enum Step { case attention, feedForward, expert }

  private let model: ModelConfiguration
  private let tokenCount: Int
  /// What each linear after pooling costs, by its place among the steps.
  private let vectorSteps: [Int: Double]
  private let total: Double
  private var done = 0.0
  private let cancellation: Cancellation
  private let report: Report

  /// Called with what is done, of how much, and where in the model that is.
  package typealias Report =
    @Sendable (_ doneCount: Int, _ totalCount: Int, _ current: String) -> Void

  package init(
    _ source: SourceModel, _ batches: CalibrationBatches,
    cancellation: Cancellation = Cancellation(), report: @escaping Report
  ) {
    let (model, tokenCount) = (source.configuration, batches.tokenCount)
    self.cancellation = cancellation
    self.model = model
    self.tokenCount = tokenCount
    self.report = report
    let sizes = source.sentence.stepSizes(hiddenSize: model.hiddenSize).map(Double.init)
    var vectorSteps: [Int: Double] = [:]
    for (index, step) in source.sentence.steps.enumerated() {
      guard case .dense = step else { continue }
      vectorSteps[index] = CalibrationProgress.linear(
        sizes[index], sizes[index + 1], Double(batches.textCount))
    }
    self.vectorSteps = vectorSteps
    var total = vectorSteps.values.reduce(0, +)
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
  ///
  /// - Throws: `QuantizationError.cancelled` if no other step is wanted.
  func advance(_ step: Step, layer: Int) throws(QuantizationError) {
    done += CalibrationProgress.cost(step, model, tokenCount)
    report(
      units(done), units(total), "calibrating layer \(layer), last \(model.layerCount - 1)")
    if cancellation.isCancelled { throw .cancelled }
  }

  /// Counts a linear after pooling as done.
  ///
  /// - Throws: `QuantizationError.cancelled` if no other step is wanted.
  func advance(vectorStep index: Int) throws(QuantizationError) {
    done += vectorSteps[index] ?? 0
    report(units(done), units(total), "calibrating step \(index) after pooling")
    if cancellation.isCancelled { throw .cancelled }
  }

  /// Millions of multiply-adds, never none of something.
  private func units(_ cost: Double) -> Int { Int((cost / 1e6).rounded(.up)) }

  /// Multiply-adds of a linear: sums over tokens, a factor, and rounding.
  private static func linear(_ inputs: Double, _ outputs: Double, _ tokens: Double) -> Double {
    inputs * inputs * (1.5 * tokens + 2 * outputs + inputs / 3)
  }

  private static func cost(_ step: Step, _ model: ModelConfiguration, _ tokenCount: Int) -> Double {
    let (hidden, inner) = (Double(model.hiddenSize), Double(model.feedForwardSize))
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
