import Base
import Conversion
import CrestFormat
import CrestWriting
import Evaluation
import HuggingFace
import Inference
import Quantization

/// A conversion as the user asked for it: written, pruned, verified, and only then given its name.
struct ConversionRun {
  let plan: ConversionPlan
  /// How the vocabulary is pruned; `nil` if it stays whole.
  let pruned: PrunedConversion?
  let quantization: QuantizationChoice
  /// The goal of the bit width search; `nil` if the plan has the bit widths.
  let goal: BitWidthGoal?
  let verification: ConversionVerification?
  let path: String
  let overwriting: Bool
  let runtime: RuntimeOptions
  let output: ReportArguments
  let start: ContinuousClock.Instant

  /// Writes the file and reports what was done.
  ///
  /// - Throws: `ExitStatus.belowThreshold` if a threshold is missed, after printing why.
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
    try plan.source.checkUnchanged()
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

  /// The complete file with its whole vocabulary, which has no name yet.
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
      return try BitWidthSearch(
        source: plan.source, options: plan.options, goal: goal, path: path,
        overwriting: overwriting,
        reserving: verification == nil ? 0 : ConversionVerification.storedByteCount,
        progress: progress
      ).draft()
    } catch {
      guard case .belowThreshold(_, let expected, let found) = error else { throw error }
      bar.clear()
      try refuse(
        Hint.message(for: error),
        ConversionReport.refusal(path: path, expected: expected, found: found))
    }
  }

  /// The result of the verification, if there is one.
  private func verified(_ draft: CrestDraft) throws -> VerifiedConversion? {
    guard let verification else { return nil }
    let found = try verification.run(
      draft, of: plan.source, path: path, options: runtime, isQuiet: output.quiet)
    guard !found.passes else { return found }
    if !output.json { output.sayLines(found.text) }
    try refuse(
      "\(path): not written: \(found.verdict)",
      found.refusal(path: path, quantization: quantization))
  }

  /// Prints why no file is written.
  private func refuse(_ reason: String, _ json: JSONValue) throws -> Never {
    if output.json { try StandardOutput.writeLine(json.text) }
    StandardError.write("error: \(reason.errorLine)\n")
    throw ExitStatus.belowThreshold
  }
}

/// A conversion whose vocabulary is pruned before the file gets its name.
struct PrunedConversion {
  let path: String
  let selection: PieceSelection
  let comparison: TextComparison?

  /// Reads the given texts and selects the pieces; `nil` if nothing is to be pruned.
  init?(_ conversion: ConversionPlan, _ pruning: PruningArguments, path: String) throws {
    guard pruning.isGiven, let tokenizer = conversion.source.tokenizer else { return nil }
    self.path = path
    selection = try pruning.selection(
      model: conversion.source.configuration, sentence: conversion.source.sentence,
      tokenizer: tokenizer,
      path: conversion.source.directory)
    comparison = try pruning.comparison(selection)
  }

  /// What would be pruned from the file of `manifest`.
  func report(of manifest: Manifest) throws -> PruningReport {
    PruningReport(
      path: path, plan: try PruningPlan(manifest, to: selection, path: path),
      comparison: comparison)
  }

  /// Writes a draft of the pruned file from a draft of the whole one.
  func draft(
    from whole: ConversionDraft, overwriting: Bool, options: RuntimeOptions
  ) throws -> (draft: PruningDraft, report: PruningReport) {
    let (plan, draft) = try whole.pruned(
      to: selection, for: path, overwriting: overwriting, options: options)
    return (draft, PruningReport(path: path, plan: plan, comparison: comparison))
  }
}

/// The verification of a converted model before its file gets its name.
struct ConversionVerification {
  /// The value of `--verify` that stands for the original instead of a file.
  static let original = "original"
  /// An upper bound for the bytes that the figures take in the file.
  static let storedByteCount = 1024

  private let thresholds: Thresholds
  private let reference: Reference

  private enum Reference {
    case golden(Golden)
    case vectors(VectorFile, [VerificationText])
    /// The original, on the built-in texts if there are no others.
    case original([VerificationText]?)
  }

  /// Whether `name` is a file of vectors and not a golden file.
  static func isVectors(_ name: String?) -> Bool { name.map(VectorFile.isNamed) ?? false }

  /// Reads the files, so that bad ones are refused before the conversion starts.
  init(against name: String, texts path: String?, thresholds: Thresholds) throws {
    self.thresholds = thresholds
    let texts = try path.map { try VerificationText.read(path: $0) }
    if name == ConversionVerification.original {
      reference = .original(texts)
    } else if let texts {
      let file = try VectorFile(path: name)
      // The prompt is known later.
      _ = try Golden(vectors: file.vectors, of: texts, prompt: "", path: name)
      reference = .vectors(file, texts)
    } else {
      reference = .golden(try Golden(path: name))
    }
  }

  /// Runs the draft, and the original if it is the reference.
  ///
  /// - Throws: the error of the module that refuses the model or the golden file, naming it.
  func run(
    _ draft: CrestDraft, of source: SourceModel, path: String, options: RuntimeOptions,
    isQuiet: Bool
  ) throws -> VerifiedConversion {
    do {
      let model = try EmbeddingModel(file: try draft.preview(), options: options)
      var proof = Proof(reader: .otherProgram)
      let reference: FidelityReference
      switch self.reference {
      case .golden(let golden): reference = .golden(golden)
      case .vectors(let file, let texts):
        reference = try .vectors(
          file.vectors, path: file.path, checksum: file.checksum, of: texts,
          prompt: .modelDefault, for: model)
      case .original(let texts):
        let original = try CommandLineError.running(
          source.path, source.model(options: options))
        let builtIn = try VerificationText.builtIn(for: texts == nil ? [original, model] : [])
        reference = .model(original, texts: texts ?? builtIn.texts, prompt: .modelDefault)
        proof = Proof(reader: .goldcrest, leftOut: builtIn.leftOut)
      }
      let report = try reference.report(on: model, isQuiet: isQuiet)
      return VerifiedConversion(
        report: report, thresholds: thresholds, proof: proof,
        fidelity: ManifestFidelity(report, reference: try reference.stored()))
    } catch let error as EvaluationError {
      throw error.naming(model: path, reference: referencePath ?? source.path)
    } catch let error as InferenceError {
      throw CommandLineError(error, of: path)
    }
  }
}

extension ConversionVerification {
  /// The file that the model is held against; `nil` for the original.
  private var referencePath: String? {
    switch reference {
    case .golden(let golden): golden.path
    case .vectors(let file, _): file.path
    case .original: nil
    }
  }
}

/// The result of verifying a converted model.
struct VerifiedConversion {
  let report: FidelityReport
  let thresholds: Thresholds
  let proof: Proof
  /// The summary that the file stores.
  let fidelity: ManifestFidelity

  var passes: Bool { report.passes(thresholds) }

  var json: JSONValue {
    var object = report.json(thresholds).object ?? JSONObject()
    for (name, value) in proof.json { object.append(name, value) }
    return .object(object)
  }

  var text: String { "\(proof.text)\n\n\(report.text(thresholds))" }

  var verdict: String { report.verdict(thresholds) }

  /// The JSON report on a model that missed a threshold.
  func refusal(path: String, quantization: QuantizationChoice) -> JSONValue {
    [
      "schema_version": 1,
      "command": "convert",
      "output": .string(path),
      "written": false,
      "quantization": .string(quantization.name),
      "verification": json,
    ]
  }
}
