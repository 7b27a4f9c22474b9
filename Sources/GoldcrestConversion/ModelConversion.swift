package import Base
import Conversion
import CrestFormat
public import Goldcrest
import HuggingFace

/// Converts HuggingFace text-embedding models to `.crest` files and holds these against their originals.
///
/// Does what `goldcrest convert`, `prune` and `verify` do, with their defaults: the same input gives the same bytes.
/// The `async` forms run off the caller's actor and end early when their task is cancelled.
public enum ModelConversion {
  /// What a conversion made.
  public struct Result: Sendable, Equatable {
    /// The size of the file in bytes.
    public let byteCount: Int
    /// What identifies the file's vectors.
    public let fingerprint: String
    /// What a user should know of how the model's files were read, one line each.
    public let notes: [String]
  }

  /// Gets what is done, and how much there is to do, from any thread, one call at a time.
  public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

  /// Converts the model in a folder, or that of a file of weights, to `path`.
  ///
  /// The file appears complete or not at all. `progress` counts the bytes of tensors; a calibration, which follows
  /// them, counts its steps from 0 again, and a search of bit widths does this for every file that it tries. While
  /// weights are calibrated, the layers that are done lie in `PATH.calibration`, which is removed at the end.
  ///
  /// - Throws: `GoldcrestError` with code `.model` if the model is refused, `.file` if the result cannot be
  ///   written, `.language` or `.text` for a vocabulary or calibration texts that cannot be used.
  public static func convert(
    _ model: String, to path: String, options: ConversionOptions = ConversionOptions(),
    progress: @escaping Progress = { _, _ in }
  ) throws(GoldcrestError) -> Result {
    try converted(model, to: path, options, Cancellation(), progress)
  }

  /// Converts the model in a folder, or that of a file of weights, to `path`, off the caller's actor.
  ///
  /// A cancelled conversion stops between two tensors or layers. It leaves nothing but, of a calibration, the
  /// layers in `PATH.calibration`, from which `ConversionOptions/resumesCalibration` goes on; remove that file if
  /// you do not.
  ///
  /// - Throws: `GoldcrestError` as the blocking form, `CancellationError` if the task is cancelled.
  @concurrent
  public static func convert(
    _ model: String, to path: String, options: ConversionOptions = ConversionOptions(),
    progress: @escaping Progress = { _, _ in }
  ) async throws -> Result {
    try await cancellable { (cancellation) throws(GoldcrestError) in
      try converted(model, to: path, options, cancellation, progress)
    }
  }

  /// Converts a model; whoever has the cancellation may end it, with any error.
  package static func converted(
    _ model: String, to path: String, _ options: ConversionOptions, _ cancellation: Cancellation,
    _ progress: @escaping Progress
  ) throws(GoldcrestError) -> Result {
    try GoldcrestError.mapping(model: model) { () throws in
      let goal = try options.search()
      let plan = try ConversionPlan(
        source: SourceModel(path: model, options: options.source),
        options: options.conversion(cancellation), path: path)
      let selection = try options.vocabulary.map { vocabulary in
        guard let tokenizer = plan.source.tokenizer else {
          throw PruningError.noTokenizer(path: plan.source.directory)
        }
        return try vocabulary.selection(
          of: tokenizer, plan.source.configuration, plan.source.sentence,
          path: plan.source.directory)
      }
      let report: @Sendable (ConversionProgress) -> Void = {
        progress($0.doneByteCount, $0.totalByteCount)
      }
      let whole =
        try goal.map { goal in
          try BitWidthSearch(
            source: plan.source, options: plan.options, goal: goal, path: path,
            overwriting: options.overwriting, progress: report
          ).draft()
        }
        ?? Conversion.Converter(plan: plan).draft(
          for: path, overwriting: options.overwriting, progress: report)
      if cancellation.isCancelled { throw ConversionError.cancelled }
      guard let selection else {
        let result = try whole.finish()
        return Result(result.fileByteCount, result.fingerprint, of: plan.source)
      }
      let pruned = try whole.pruned(
        to: selection, for: path, overwriting: options.overwriting, options: options.runtime,
        cancellation: cancellation
      ).draft
      if cancellation.isCancelled { throw ConversionError.cancelled }
      try plan.source.checkUnchanged()
      let result = try pruned.finish()
      return Result(result.fileByteCount, result.fingerprint, of: plan.source)
    }
  }

  /// Writes the `.crest` at `path` to `output` with a part of its vocabulary, as `goldcrest prune` does.
  ///
  /// The file appears complete or not at all.
  ///
  /// - Throws: `GoldcrestError` with code `.file` if a file cannot be read or written, `.model` if the model has no
  ///   tokenizer or is pruned already, `.language` for a language that is not known.
  public static func prune(
    _ path: String, to output: String, keeping vocabulary: KeptVocabulary,
    overwriting: Bool = false
  ) throws(GoldcrestError) -> Result {
    try pruned(path, to: output, vocabulary, overwriting, Cancellation())
  }

  /// Writes the `.crest` at `path` to `output` with a part of its vocabulary, off the caller's actor.
  ///
  /// - Throws: `GoldcrestError` as the blocking form, `CancellationError` if the task is cancelled, which leaves
  ///   nothing.
  @concurrent
  public static func prune(
    _ path: String, to output: String, keeping vocabulary: KeptVocabulary,
    overwriting: Bool = false
  ) async throws -> Result {
    try await cancellable { (cancellation) throws(GoldcrestError) in
      try pruned(path, to: output, vocabulary, overwriting, cancellation)
    }
  }

  private static func pruned(
    _ path: String, to output: String, _ vocabulary: KeptVocabulary, _ overwriting: Bool,
    _ cancellation: Cancellation
  ) throws(GoldcrestError) -> Result {
    try GoldcrestError.mapping(model: path) { () throws in
      let file = try CrestFile(path: path)
      let plan = try file.mapping.reading({ PruningError.crest(.file($0)) }) { () throws in
        let selection = try vocabulary.selection(
          of: PruningPlan.tokenizer(of: file), file.manifest.model, file.manifest.sentence,
          path: path)
        return try PruningPlan(file.manifest, to: selection, path: path)
      }
      let draft = try Pruner(
        plan: plan, options: ConversionOptions().runtime, cancellation: cancellation
      ).draft(of: file, for: output, overwriting: overwriting, inputs: [path])
      if cancellation.isCancelled { throw PruningError.cancelled }
      let result = try draft.finish()
      return Result(
        byteCount: result.fileByteCount, fingerprint: result.fingerprint.description, notes: [])
    }
  }

  /// Runs `body`, which asks between its steps whether the task is cancelled.
  static func cancellable<Value: Sendable>(
    _ body: (Cancellation) throws(GoldcrestError) -> Value
  ) async throws -> Value {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try Task.checkCancellation()
      do throws(GoldcrestError) {
        return try body(cancellation)
      } catch {
        try Task.checkCancellation()
        throw error
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}

extension ModelConversion.Result {
  fileprivate init(_ byteCount: Int, _ fingerprint: Checksum, of source: SourceModel) {
    self.init(byteCount: byteCount, fingerprint: fingerprint.description, notes: source.notes)
  }
}
