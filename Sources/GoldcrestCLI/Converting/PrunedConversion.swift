import Conversion
import CrestFormat
import Inference

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

  /// Writes the pruned file from a draft of the whole one, up to its name; the whole one needs none.
  func draft(
    from whole: ConversionDraft, overwriting: Bool, options: RuntimeOptions
  ) throws -> (draft: PruningDraft, report: PruningReport) {
    let file = try whole.file.preview()
    let report = try report(of: file.manifest)
    return (
      try Pruner(plan: report.plan, options: options).draft(
        of: file, for: path, overwriting: overwriting),
      report
    )
  }
}
