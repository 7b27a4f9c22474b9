import Architectures
import Conversion
import CrestFormat
import Inference
import Pruning

/// A conversion whose vocabulary is cut before the file appears.
struct PrunedConversion {
  let conversion: ConversionPlan
  let path: String
  let selection: PieceSelection
  let comparison: TextComparison?

  /// Reads the texts that were given and chooses the pieces; `nil` if nothing shall be cut.
  init?(_ conversion: ConversionPlan, _ pruning: PruningArguments, path: String) throws {
    guard pruning.isGiven, let tokenizer = conversion.source.tokenizer else { return nil }
    self.conversion = conversion
    self.path = path
    selection = try pruning.selection(
      model: ManifestModel(conversion.source.configuration),
      sentence: ManifestSentence(conversion.source.sentence), tokenizer: tokenizer,
      path: conversion.source.directory)
    comparison = try pruning.comparison(selection)
  }

  /// What would be cut from the file of `manifest`.
  func report(of manifest: Manifest) throws -> PruningReport {
    PruningReport(
      path: path, plan: try PruningPlan(manifest, to: selection, path: path),
      comparison: comparison)
  }

  /// Converts to a file that never gets a name and writes the pruned one from it, up to its name.
  func draft(
    overwriting: Bool, options: RuntimeOptions, _ bar: ProgressBar
  ) throws -> (draft: PruningDraft, report: PruningReport, duration: Duration) {
    // The mapping outlives the temporary file, which goes with the draft.
    let whole = try Converter(plan: conversion).draft(for: path, overwriting: overwriting) {
      bar.show($0.doneByteCount, of: $0.totalByteCount, $0.current)
    }.file.preview()
    let start = ContinuousClock.now
    let report = try report(of: whole.manifest)
    let draft = try Pruner(plan: report.plan, options: options).draft(
      of: whole, for: path, overwriting: overwriting)
    return (draft, report, ContinuousClock.now - start)
  }
}
