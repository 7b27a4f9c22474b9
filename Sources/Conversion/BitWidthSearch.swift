package import HuggingFace
import Base
import CrestWriting
import Model
import CrestFormat
import Inference
import Quantization
import Tokenization

/// Finds the width of every matrix, expert and token table: the smallest file that meets a threshold, of
/// those that no two others together beat, or the best file of a size.
///
/// Some of the texts are held out of calibration and measured with, and a file meets a threshold if the
/// bound of its loss for other texts does. A file with the widest widths and
/// a calibrated one with the narrowest say what each unit alone costs; weighted by what they cost
/// together and taken to add up, these losses give the best choice for any size. How far that holds
/// is then measured: the file of a choice is made, calibrated, and run.
package struct BitWidthSearch {
  let source: SourceModel
  let options: ConversionOptions
  let goal: BitWidthGoal
  let path: String
  let overwriting: Bool
  private let reservedByteCount: Int
  let progress: @Sendable (ConversionProgress) -> Void
  let units: [BitWidthUnit]
  let measure: HeldOutMeasure

  /// Prepares to write `path`, and runs the original on the texts that are held out.
  ///
  /// `options.calibration` are all texts. Of a target, `reservedByteCount` bytes are left for what is
  /// stored afterwards. `progress` is called from any thread, one call at a time.
  ///
  /// - Throws: `ConversionError.targetSize` if no file is so small, `.tooFewTexts` if there are not
  ///   two different ones, others as planning and running.
  /// - Precondition: there are texts and a tokenizer, and the scheme is int8.
  package init(
    source: SourceModel, options: ConversionOptions, goal: BitWidthGoal, path: String,
    overwriting: Bool, reserving reservedByteCount: Int = 0,
    progress: @Sendable @escaping (ConversionProgress) -> Void = { _ in }
  ) throws(ConversionError) {
    guard let tokenizer = source.tokenizer, let texts = options.calibration,
      options.scheme == .int8
    else { preconditionFailure("a search is planned without texts, a tokenizer or int8") }
    let (kept, heldOut) = try wrapping(
      ConversionError.quantization, texts.split(for: Tokenizer(tokenizer), source.sentence))
    var options = options
    options.keepsState = false
    options.calibration = kept
    let plans = try BitWidthUnit.widths.map { (width) throws(ConversionError) in
      let rules = BitWidthUnit.rules(width, for: source.tensors)
      return try BitWidthSearch.plan(source, options, goal, rules, path)
    }
    if case .targetByteCount(let target) = goal, let smallest = plans.last?.fileByteCount,
      smallest + reservedByteCount > target
    {
      throw .targetSize(path: path, expected: smallest + reservedByteCount, found: target)
    }
    self.source = source
    self.options = options
    self.goal = goal
    self.path = path
    self.overwriting = overwriting
    self.reservedByteCount = reservedByteCount
    self.progress = progress
    units = BitWidthUnit.units(
      of: plans[0].source.tensors, byteCounts: plans.map { $0.crest.entries.map(\.byteCount) },
      rules: options.widths)
    measure = try wrapping(
      ConversionError.quantization,
      HeldOutMeasure(
        heldOut, of: source, tokenizer: tokenizer,
        options: RuntimeOptions(kernels: options.kernels, threadCount: options.threadCount)))
  }

  /// Makes the file, but for its name.
  ///
  /// - Throws: `ConversionError.belowBar` if no choice meets the threshold, others as a conversion; nothing
  ///   is left behind.
  package func draft() throws(ConversionError) -> ConversionDraft {
    let widest = [Int](repeating: 0, count: units.count)
    let narrowest = units.map { $0.widths.count - 1 }
    let wide = try make(widest, method: nil, "the largest bit widths")
    let base = try loss(of: wide)
    var result = BitWidthSearchState(base: base)
    switch goal {
    case .minimumCosine(let threshold):
      guard base.bound <= 1 - threshold else { return try last(wide, threshold, result) }
      var narrow = try candidate(
        narrowest, method: result.expectsNarrowest(toLose: 1 - threshold) ? .gptaq : .gptq,
        "the smallest bit widths", &result)
      if narrow.method == .gptq, result.mayMeet(1 - threshold, losing: narrow.loss) {
        narrow = try candidate(narrowest, "the smallest bit widths", &result)
      }
      if narrow.loss.bound <= 1 - threshold { return try report(narrow, result) }
      return try smallest(meeting: threshold, wide, narrow, result)
    case .targetByteCount(let target):
      let target = target - reservedByteCount
      if try plan(widest).fileByteCount <= target {
        return try report(try self.widest(wide, &result), result)
      }
      let narrow = try candidate(narrowest, method: .gptq, "the smallest bit widths", &result)
      return try best(within: target, wide, narrow, result)
    }
  }

  /// The widest file, which must do.
  func last(
    _ wide: ConversionDraft, _ threshold: Double, _ state: BitWidthSearchState
  ) throws(ConversionError) -> ConversionDraft {
    var state = state
    let found = try widest(wide, &state)
    guard found.loss.bound <= 1 - threshold else {
      throw .belowThreshold(path: path, expected: threshold, found: 1 - found.loss.bound)
    }
    return try report(found, state)
  }

  /// The widest file: calibrated, unless it is nearer to the original without, as int8 may be.
  private func widest(
    _ wide: ConversionDraft, _ state: inout BitWidthSearchState
  ) throws(ConversionError) -> Candidate {
    let calibrated = try candidate(units.map { _ in 0 }, "the largest bit widths", &state)
    guard state.base.bound <= calibrated.loss.bound else { return calibrated }
    state.files.append(
      BitWidthReport.File(
        byteCount: try plan(calibrated.widths, method: nil).fileByteCount,
        expectedLoss: nil, method: nil, loss: state.base.mean, bound: state.base.bound))
    return Candidate(
      draft: wide, widths: calibrated.widths, method: nil, expected: nil, loss: state.base)
  }

  /// A file that was made and measured.
  struct Candidate {
    let draft: ConversionDraft
    let widths: [Int]
    let method: CalibrationMethod?
    /// The bound of its loss that was expected, if it was.
    let expected: Double?
    let loss: HeldOutLoss
  }

  /// Makes and measures the file with the given width of each unit; only one by `gptaq` is for keeping.
  func candidate(
    _ widths: [Int], method: CalibrationMethod = .gptaq, _ phase: String, expected: Double? = nil,
    _ state: inout BitWidthSearchState
  ) throws(ConversionError) -> Candidate {
    let draft = try make(widths, method: method, phase)
    let loss = try loss(of: draft)
    state.files.append(
      BitWidthReport.File(
        byteCount: try plan(widths).fileByteCount, expectedLoss: expected, method: method,
        loss: loss.mean, bound: loss.bound))
    return Candidate(
      draft: draft, widths: widths, method: method, expected: expected, loss: loss)
  }

  private func loss(of draft: ConversionDraft) throws(ConversionError) -> HeldOutLoss {
    let file = try draft.preview()
    return try wrapping(ConversionError.quantization, measure.loss(of: file))
  }

  private func make(
    _ widths: [Int], method: CalibrationMethod?, _ phase: String
  ) throws(ConversionError) -> ConversionDraft {
    let plan = try plan(widths, method: method)
    return try Converter(plan: plan).draft(for: path, overwriting: overwriting) { [progress] in
      progress(
        ConversionProgress(
          doneByteCount: $0.doneByteCount, totalByteCount: $0.totalByteCount,
          current: "\(phase): \($0.current)"))
    }
  }

  /// The plan of the file with the given width of each unit.
  func plan(
    _ widths: [Int], method: CalibrationMethod? = .gptaq
  ) throws(ConversionError) -> ConversionPlan {
    var options = options
    if let method { options.calibrationMethod = method } else { options.calibration = nil }
    return try BitWidthSearch.plan(source, options, goal, rules(widths), path)
  }

  private static func plan(
    _ source: SourceModel, _ options: ConversionOptions, _ goal: BitWidthGoal,
    _ rules: [BitWidthRule], _ path: String
  ) throws(ConversionError) -> ConversionPlan {
    var options = options
    options.choice = BitWidthChoice(goal: goal, rules: rules)
    return try ConversionPlan(source: source, options: options, path: path)
  }

  private func rules(_ widths: [Int]) -> [BitWidthRule] {
    zip(units, widths).flatMap { unit, width in
      unit.tensors.map { BitWidthRule(pattern: "\($0)", width: unit.widths[width]) }
    }
  }

  /// The candidate's draft with what is to be told about it.
  func report(
    _ candidate: Candidate, _ state: BitWidthSearchState
  ) throws(ConversionError) -> ConversionDraft {
    var draft = candidate.draft
    let linears = try plan(candidate.widths).crest.entries.filter {
      let tensor = $0.declaration
      return (tensor.layer != nil || tensor.tensorName?.isStep == true)
        && tensor.encoding.weight?.isKernelOrder == true
    }
    let names = Set(linears.map(\.declaration.name))
    let widest = try plan(units.map { _ in 0 }).crest.entries.reduce(0) {
      $0 + (names.contains($1.declaration.name) ? $1.byteCount : 0)
    }
    draft.search = BitWidthReport(
      goal: goal,
      units: units.indices.map { unit in
        BitWidthReport.Unit(
          name: units[unit].name, width: units[unit].widths[candidate.widths[unit]],
          alternatives: units[unit].widths.indices.dropFirst().map { width in
            BitWidthReport.Alternative(
              width: units[unit].widths[width],
              savedByteCount: units[unit].byteCounts[0] - units[unit].byteCounts[width],
              loss: state.losses.isEmpty ? nil : state.losses[unit][width])
          })
      },
      losses: BitWidthReport.Losses(
        widest: state.base.mean, measured: candidate.loss.mean, bound: candidate.loss.bound),
      textCount: measure.sequences.count, groupCount: measure.groupCount,
      tokenCount: measure.sequences.reduce(0) { $0 + $1.count }, files: state.files,
      linearWeightCount: linears.reduce(0) { $0 + $1.declaration.shape.reduce(1, *) },
      linearByteCount: linears.reduce(0) { $0 + $1.byteCount }, widestLinearByteCount: widest)
    return draft
  }
}
