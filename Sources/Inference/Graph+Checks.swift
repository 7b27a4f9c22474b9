import Kernels
import Model

extension Graph {
  /// The longest text there are tables of rotary angles for: no file may ask for more memory.
  static let maximumTokenCount = 65_536

  /// The kernels' own limits, and those of positions.
  ///
  /// - Throws: `InferenceError.unsupportedModel`.
  static func check(
    _ model: ModelConfiguration, maximumTokenCount: Int
  ) throws(InferenceError) {
    for (field, value) in [("hidden size", model.hiddenSize), ("head size", model.headDim)] {
      guard value > 0, value % 32 == 0 else {
        throw .unsupportedModel(field: field, expected: "a multiple of 32", found: "\(value)")
      }
    }
    guard model.headDim <= Compute.largestHeadDim else {
      throw .unsupportedModel(
        field: "head size", expected: "at most \(Compute.largestHeadDim)", found: "\(model.headDim)"
      )
    }
    guard model.headCount * model.headDim == model.hiddenSize else {
      throw .unsupportedModel(
        field: "heads x head size", expected: "\(model.hiddenSize)",
        found: "\(model.headCount) x \(model.headDim)")
    }
    guard model.isGated || model.activation == .gelu else {
      throw .unsupportedModel(
        field: "activation", expected: "gelu without a gate", found: model.activation.rawValue)
    }
    guard model.expertCount <= 256, model.expertsPerToken <= model.expertCount else {
      throw .unsupportedModel(
        field: "experts", expected: "at most 256, and at least the experts per token",
        found: "\(model.expertCount)")
    }
    guard maximumTokenCount <= Graph.maximumTokenCount else {
      throw .unsupportedModel(
        field: "maximum tokens", expected: "at most \(Graph.maximumTokenCount)",
        found: "\(maximumTokenCount)")
    }
    switch model.positions {
    case .rotary(let positions):
      try RotaryTables.check(
        positions, headDim: model.headDim, maximumTokenCount: maximumTokenCount)
    case .absolute(let rowCount, let offset):
      guard maximumTokenCount + offset <= rowCount else {
        throw .unsupportedModel(
          field: "maximum tokens", expected: "at most \(rowCount - offset) positions",
          found: "\(maximumTokenCount)")
      }
    }
  }
}
