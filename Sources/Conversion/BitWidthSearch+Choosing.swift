import Base
import CrestWriting
import CrestFormat
import Inference
import Quantization

extension BitWidthSearch {
  /// Shares of the way from the widest file to the threshold that a file aims below it, round by round, for
  /// as long as none has met it; so many files are made with mixed widths, at most.
  private static let margins = [0.03, 0.06, 0.12, 0.25]

  /// The smallest file that meets a threshold, which the widest meets and the narrowest misses.
  ///
  /// Only corners of the frontier are made, the same for every threshold: what lies above the line between a
  /// smaller and a larger file saves too little for what it costs. That is checked of the files, too, once they
  /// are measured.
  func smallest(
    meeting threshold: Double, _ wide: ConversionDraft, _ narrow: Candidate,
    _ state: BitWidthSearchState
  ) throws(ConversionError) -> ConversionDraft {
    var state = state
    let frontier = try frontier(wide, narrow, &state)
    let points = BitWidthFrontier.apart(frontier.corners)
    let budget = 1 - threshold
    // Where a narrower width costs nothing, the last point is not yet the widest file.
    let isWidest = points.last.map { frontier.options(of: $0).allSatisfy { $0 == 0 } } ?? true
    var (missing, meeting) = (0, isWidest ? points.count - 1 : points.count)
    var passed: [Candidate] = []
    for (round, share) in BitWidthSearch.margins.enumerated() {
      let margin = passed.isEmpty ? share : 0
      let aim = budget - margin * (budget - state.base.bound)
      let open = points.indices.clamped(to: missing + 1..<max(missing + 1, meeting))
      guard let index = open.first(where: { state.expected(sum: points[$0].loss) <= aim })
      else { break }
      let found = try candidate(at: points[index], of: frontier, "file \(round + 1)", &state)
      if found.loss.bound <= budget {
        passed.append(found)
        meeting = index
      } else {
        missing = index
      }
    }
    // Where a file costs much more than was expected of it, the next larger one may cost much less: the line
    // between others is known once that is made.
    if passed.count == 1, state.isSurprising(passed[0].loss, expected: passed[0].expected),
      meeting + 1 < points.count - (isWidest ? 1 : 0)
    {
      let found = try candidate(
        at: points[meeting + 1], of: frontier, "the next larger file", &state)
      if found.loss.bound <= budget { passed.insert(found, at: 0) }
    }
    let widest = try plan(units.map { _ in 0 }, method: nil).fileByteCount
    let measured =
      state.files.map { (byteCount: $0.byteCount, bound: $0.bound) }
      + [(byteCount: widest, bound: state.base.bound)]
    // The last that passed is the smallest.
    for candidate in passed.reversed() {
      let byteCount = try plan(candidate.widths).fileByteCount
      if BitWidthSearchState.isCorner((byteCount, candidate.loss.bound), among: measured) {
        return try report(candidate, state)
      }
    }
    return try last(wide, threshold, state)
  }

  /// Makes and measures the file of a point.
  private func candidate(
    at point: BitWidthFrontier.Point, of frontier: BitWidthFrontier, _ name: String,
    _ state: inout BitWidthSearchState
  ) throws(ConversionError) -> Candidate {
    let found = try candidate(
      frontier.options(of: point), "mixed bit widths, \(name)",
      expected: state.expected(sum: point.loss), &state)
    state.add(sum: point.loss, measured: found.loss.bound)
    return found
  }

  /// The best file of at most `target` bytes, which the narrowest has and the widest exceeds.
  func best(
    within target: Int, _ wide: ConversionDraft, _ narrow: Candidate, _ state: BitWidthSearchState
  ) throws(ConversionError) -> ConversionDraft {
    var state = state
    let frontier = try frontier(wide, narrow, &state)
    // What is not in a unit, give or take the alignment, which may be less than a page for each.
    let rest = try plan(narrow.widths).fileByteCount - frontier.points[0].byteCount
    var limit = target - rest + units.count * CrestLimits.pageAlignment
    while let point = frontier.points.last(where: { $0.byteCount <= limit }) {
      let widths = frontier.options(of: point)
      let excess = try plan(widths).fileByteCount - target
      guard excess <= 0 else {
        limit = min(limit, point.byteCount) - excess
        continue
      }
      if widths == narrow.widths { break }
      let expected = state.expected(sum: point.loss)
      return try report(candidate(widths, "mixed bit widths", expected: expected, &state), state)
    }
    let smallest = try plan(narrow.widths).fileByteCount
    guard smallest <= target else {
      throw .targetSize(path: path, expected: smallest, found: target)
    }
    return try report(candidate(narrow.widths, "the smallest bit widths", &state), state)
  }

  /// Measures every width of every unit alone.
  private func frontier(
    _ wide: ConversionDraft, _ narrow: Candidate, _ state: inout BitWidthSearchState
  ) throws(ConversionError) -> BitWidthFrontier {
    let file = try wide.preview()
    let widest = try plan(units.map { _ in 0 })
    let correction =
      Content(source: widest.source, options: widest.options).correctsBiases
      ? BiasCorrection(
        source: widest.source, kernels: options.kernels, threadCount: options.threadCount) : nil
    let sensitivity = try wrapping(
      ConversionError.quantization,
      BitWidthSensitivity(wide: file, correction: correction, measure: measure))
    state.losses = units.map { _ in [0] }
    let total = units.reduce(0) { $0 + $1.widths.count - 1 }
    var done = 0
    for width in 1..<max(1, units.map(\.widths.count).max() ?? 1) {
      let widths = units.map { min(width, $0.widths.count - 1) }
      let found =
        widths == narrow.widths
        ? narrow
        : try candidate(
          widths, method: .gptq, "all \(BitWidthUnit.widths[width].rawValue)", &state)
      let weights = CrestWeights(try found.draft.preview())
      for (index, unit) in units.enumerated() where width < unit.widths.count {
        let loss = try wrapping(
          ConversionError.quantization, sensitivity.loss(of: unit, from: weights))
        state.losses[index].append(loss)
        done += 1
        progress(
          ConversionProgress(
            doneByteCount: done, totalByteCount: total,
            current: "measuring \(unit.name), \(done) of \(total)"))
      }
      if width == 1 {
        state.weigh(
          isTokenTable: units.map(\.isTokenTable),
          losing: state.loss(found.loss, by: found.method).mean)
      }
      state.add(
        sum: units.indices.reduce(0) { $0 + state.weighted(unit: $1, width: widths[$1]) },
        measured: state.loss(found.loss, by: found.method).bound)
    }
    return BitWidthFrontier(
      units.indices.map { unit in
        units[unit].byteCounts.enumerated().map { width, byteCount in
          BitWidthFrontier.Option(
            byteCount: byteCount, loss: state.weighted(unit: unit, width: width))
        }
      })
  }
}
