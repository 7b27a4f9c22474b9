import Base
import Conversion
import CrestFormat
import Inference

/// A conversion as the user asked for it: written, cut, verified, and only then named.
struct ConversionRun {
  let plan: ConversionPlan
  /// What is cut from it; `nil` if the vocabulary stays whole.
  let pruned: PrunedConversion?
  let quantization: QuantizationChoice
  /// What widths are searched for; `nil` if the plan has them.
  let goal: WidthGoal?
  let verification: ConversionVerification?
  let path: String
  let overwriting: Bool
  let runtime: RuntimeOptions
  let output: ReportArguments
  let start: ContinuousClock.Instant

  /// Makes the file and tells what was done.
  ///
  /// - Throws: `ExitStatus.belowThreshold` if a bar is missed, after saying so.
  func report() throws -> ConversionReport {
    let whole = try written()
    guard let pruned else {
      let verified = try verified(whole.file)
      let result = try whole.finish(fidelity: verified?.fidelity)
      return report(of: whole, result.fileByteCount, result.fingerprint, nil, verified)
    }
    let begin = ContinuousClock.now
    var (draft, report) = try pruned.draft(from: whole, overwriting: overwriting, options: runtime)
    let duration = ContinuousClock.now - begin
    let verified = try verified(draft.file)
    let result = try draft.finish(fidelity: verified?.fidelity)
    report.done = PruningReport.Done(result: result, duration: duration)
    return self.report(of: whole, result.fileByteCount, result.fingerprint, report, verified)
  }

  private func report(
    of draft: ConversionDraft, _ fileByteCount: Int, _ fingerprint: Checksum,
    _ pruning: PruningReport?, _ verified: VerifiedConversion?
  ) -> ConversionReport {
    ConversionReport(
      path: path, quantization: quantization, source: plan.source, fileByteCount: fileByteCount,
      fingerprint: fingerprint, duration: ContinuousClock.now - start,
      calibration: draft.calibration, search: draft.search, pruning: pruning,
      verification: verified)
  }

  /// The file with its whole vocabulary, but for its name.
  private func written() throws -> ConversionDraft {
    let bar = ProgressBar(isQuiet: output.quiet)
    defer { bar.clear() }
    let progress: @Sendable (ConversionProgress) -> Void = {
      bar.show($0.doneByteCount, of: $0.totalByteCount, $0.current)
    }
    guard let goal else {
      return try Converter(plan: plan).draft(
        for: path, overwriting: overwriting, progress: progress)
    }
    do throws(ConversionError) {
      return try WidthSearch(
        source: plan.source, options: plan.options, goal: goal, path: path,
        overwriting: overwriting,
        reserving: verification == nil ? 0 : ConversionVerification.storedByteCount,
        progress: progress
      ).draft()
    } catch {
      guard case .belowBar(_, let expected, let found) = error else { throw error }
      bar.clear()
      try refuse("\(error)", ConversionReport.refusal(path: path, expected: expected, found: found))
    }
  }

  /// What the verification found, if there is one.
  private func verified(_ draft: CrestDraft) throws -> VerifiedConversion? {
    guard let verification else { return nil }
    let found = try verification.run(
      draft, of: plan.source, path: path, options: runtime, isQuiet: output.quiet)
    guard !found.passes else { return found }
    if !output.json { output.say(found.text) }
    try refuse(
      "\(path): not written: \(found.verdict)",
      found.refusal(path: path, quantization: quantization))
  }

  /// Says why the file does not appear.
  private func refuse(_ reason: String, _ json: JSONValue) throws -> Never {
    if output.json { try StandardOutput.writeLine(json.text) }
    StandardError.write("error: \(reason.escapingControlCharacters)\n")
    throw ExitStatus.belowThreshold
  }
}
