import Kernels
import Model

/// The tables of rotary angles: one for all texts but those that dynamic scaling lengthens.
struct RotaryTables {
  /// Rows of a packed batch that are rotated by one table.
  struct Part {
    let rows: Range<Int>
    let table: RotaryTable
  }

  private let positions: RotaryPositions
  private let headDim: Int
  private let common: RotaryTable

  /// - Precondition: `check` has accepted the same.
  init(_ positions: RotaryPositions, headDim: Int, maximumTokenCount: Int) {
    self.positions = positions
    self.headDim = headDim
    common = RotaryTable(
      base: positions.base, divisor: positions.divisor, headDim: headDim,
      positionCount: min(maximumTokenCount, positions.scaling?.trainedCount ?? maximumTokenCount))
  }

  /// The parts of a batch whose sequences lie at `ranges`, end to end.
  func parts(of ranges: [Range<Int>]) -> [Part] {
    guard let end = ranges.last?.upperBound else { return [] }
    guard let scaling = positions.scaling else {
      return [Part(rows: 0..<end, table: common)]
    }
    return ranges.map { rows in
      Part(
        rows: rows,
        table: rows.count <= scaling.trainedCount ? common : scaled(scaling, rows.count))
    }
  }

  private func scaled(_ scaling: RotaryPositions.DynamicScaling, _ count: Int) -> RotaryTable {
    RotaryTable(
      base: RotaryTable.scaledBase(
        positions.base, factor: scaling.factor, trainedCount: scaling.trainedCount,
        tokenCount: count, headDim: headDim),
      divisor: positions.divisor, headDim: headDim, positionCount: count)
  }

  /// Refuses positions without a table for the longest text.
  ///
  /// - Throws: `InferenceError.unsupportedModel`.
  static func check(
    _ positions: RotaryPositions, headDim: Int, maximumTokenCount: Int
  ) throws(InferenceError) {
    guard headDim.isMultiple(of: 2), headDim > 2 || positions.scaling == nil else {
      throw .unsupportedModel(
        .headSize,
        expected: positions.scaling == nil
          ? "even with rotary positions" : "even and above 2 with scaled rotary positions",
        found: "\(headDim)")
    }
    // Angles are exact below 2^20 only.
    let fastest = max(1, 1 / positions.base) / Double(positions.divisor)
    guard fastest * Double(maximumTokenCount) < Double(1 << 20) else {
      throw .unsupportedModel(
        .rotaryBase, expected: "angles below 2^20",
        found: "\(positions.base) and \(positions.divisor)")
    }
    // The base grows with the text.
    guard let scaling = positions.scaling, maximumTokenCount > scaling.trainedCount else { return }
    let largest = RotaryTable.scaledBase(
      positions.base, factor: scaling.factor, trainedCount: scaling.trainedCount,
      tokenCount: maximumTokenCount, headDim: headDim)
    guard largest.isFinite else {
      throw .unsupportedModel(
        .rotaryScaling, expected: "one with finite bases",
        found: "\(scaling.factor)")
    }
  }
}
