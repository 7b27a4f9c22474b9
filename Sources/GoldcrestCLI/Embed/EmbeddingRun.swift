import Base
import Inference
import Model

/// Embeds records batch by batch, in order, in bounded memory.
struct EmbeddingRun {
  /// The approximate number of bytes of text in memory at a time.
  private static let byteCount = 1 << 20

  private let run: VectorRun
  /// The same run with each prompt that a line has asked for.
  private var prompted: [Identifier: VectorRun] = [:]
  private let encoder: VectorEncoder
  private let batchCount: Int
  private let policy: RefusalPolicy
  private let report: ReportArguments
  private var progress: EmbeddingProgress

  private var textCount = 0
  private var tokenCount = 0
  private var refusedCount = 0
  private var truncatedCount = 0
  private var droppedTokenCount = 0
  /// How many texts have been embedded without naming a prompt of their own.
  private(set) var promptlessCount = 0

  /// Embeds at most `batchCount` texts together.
  init(
    _ run: VectorRun, encoder: VectorEncoder, batchCount: Int, policy: RefusalPolicy,
    report: ReportArguments, progress: EmbeddingProgress
  ) {
    self.run = run
    self.encoder = encoder
    self.batchCount = batchCount
    self.policy = policy
    self.report = report
    self.progress = progress
  }

  /// Embeds everything, and answers what is there as soon as the input pauses; stops early, without an
  /// error, if the reader goes away.
  ///
  /// - Throws: `CommandLineError` naming the line or text that is refused, if that is to stop.
  mutating func embed(_ records: inout InputRecords, into writer: inout any VectorWriter) throws {
    defer { progress.clear() }
    while !writer.isClosed, let (answers, failure) = try nextAnswers(&records) {
      try writer.write(answers)
      if let failure { throw failure }
    }
    progress.clear()
    try writer.finish()
  }

  /// The vectors of everything at once.
  ///
  /// - Throws: `CommandLineError` as `embed` does, and if there is no text or there are too many.
  mutating func allRows(of records: inout InputRecords) throws(CommandLineError) -> [EmbeddingRow] {
    defer { progress.clear() }
    var all: [EmbeddingRow] = []
    while let (answers, failure) = try nextAnswers(&records) {
      if let failure { throw failure }
      for case .success(let row) in answers { all.append(row) }
      guard all.count <= SimilarityMatrix.limit else {
        throw .input(
          place: records.name,
          reason: "expected at most \(SimilarityMatrix.limit) texts to compare, found more")
      }
    }
    guard !all.isEmpty else { throw .noTexts(place: records.name) }
    return all
  }

  /// The warning about texts that were too long; `nil` if none was.
  var truncationWarning: String? {
    guard truncatedCount > 0 else { return nil }
    return """
      \(truncatedCount) of \(textCount) texts truncated to \
      \(run.model.sentence.maximumTokenCount) tokens, \
      \(Figures.grouped(droppedTokenCount)) tokens dropped (--overflow error refuses \
      such texts)
      """
  }

  /// The warning about texts that were refused; `nil` if none was.
  var refusalWarning: String? {
    guard refusedCount > 0 else { return nil }
    return
      "\(refusedCount) of \(textCount + refusedCount) texts refused; an error stands in place of "
      + "each vector"
  }

  /// The answers to the next batch, and the refusal at which to stop behind them; `nil` at the end.
  private mutating func nextAnswers(
    _ records: inout InputRecords
  ) throws(CommandLineError) -> (answers: [EmbeddingAnswer], failure: CommandLineError?)? {
    let batch = try records.nextBatch(recordCount: batchCount, byteCount: EmbeddingRun.byteCount)
    for warning in records.takeWarnings() {
      progress.clear()
      report.say("warning: \(warning)")
    }
    guard !batch.isEmpty else { return nil }
    let result = answers(to: batch)
    progress.show(
      textCount: textCount + refusedCount, tokenCount: tokenCount, share: records.share)
    return result
  }

  private mutating func answers(
    to batch: [Result<InputRecord, Refusal>]
  ) -> (answers: [EmbeddingAnswer], failure: CommandLineError?) {
    var prepared: [Result<(InputRecord, VectorRun.TokenSequence), Refusal>] = []
    for record in batch {
      do throws(Refusal) {
        let record = try record.get()
        prepared.append(.success((record, try sequence(of: record))))
      } catch {
        prepared.append(.failure(error))
        if policy == .stop { break }
      }
    }
    var outputs = run.results(of: prepared.compactMap { try? $0.get().1 })[...]
    var answers: [EmbeddingAnswer] = []
    for item in prepared {
      do throws(Refusal) {
        let record = try item.get().0
        answers.append(.success(try row(record, outputs.removeFirst())))
      } catch {
        if policy == .stop || error.isFinal { return (answers, error.error) }
        refusedCount += 1
        answers.append(.failure(error))
      }
    }
    return (answers, nil)
  }

  /// The tokens of a record, with its own prompt or that of the run.
  private mutating func sequence(
    of record: InputRecord
  ) throws(Refusal) -> VectorRun.TokenSequence {
    let name = try wrapping(
      { Refusal(id: record.id, $0) },
      { () throws(LineReadingError) in try record.prompt?.string() }()
    )
    do throws(InferenceError) {
      return try run(with: name).sequence(of: record.content)
    } catch {
      throw Refusal(record, error)
    }
  }

  private mutating func run(with prompt: String?) throws(InferenceError) -> VectorRun {
    guard let prompt else { return run }
    if let known = prompted[Identifier(prompt)] { return known }
    let new = try run.prompted(.named(prompt))
    prompted[Identifier(prompt)] = new
    return new
  }

  private mutating func row(
    _ record: InputRecord, _ output: Result<VectorRun.Output, InferenceError>
  ) throws(Refusal) -> EmbeddingRow {
    let output = try wrapping(
      { Refusal(record, $0) }, { () throws(InferenceError) in try output.get() }())
    let vector = encoder.stored(output.embedding.dense)
    guard vector.precision != .float16 || vector.elements.allSatisfy(\.isFinite) else {
      throw Refusal(
        record,
        outOfRange: "expected components of at most 65504 for float16, found a larger one")
    }
    textCount += 1
    tokenCount += output.tokenCount
    truncatedCount += output.droppedTokenCount > 0 ? 1 : 0
    droppedTokenCount += output.droppedTokenCount
    promptlessCount += record.prompt == nil ? 1 : 0
    return EmbeddingRow(
      id: record.id, embedding: output.embedding, vector: vector,
      tokens: EmbeddingRow.Tokens(
        count: output.tokenCount, truncatedCount: output.droppedTokenCount))
  }
}

/// How many texts `embed` has answered, and how fast, on the last line of the terminal.
struct EmbeddingProgress {
  /// How often the line is written at most, in seconds.
  private static let interval = 0.1

  private let bar: ProgressBar
  private let start = ContinuousClock.now
  private var lastSeconds: Double?

  init(isQuiet: Bool) { bar = ProgressBar(isQuiet: isQuiet) }

  /// Shows what has been done; `share` is how much of the input, unless that has no known end.
  mutating func show(
    textCount: Int, tokenCount: Int, share: @autoclosure () -> (done: Int, total: Int)?
  ) {
    guard bar.isShown else { return }
    let seconds = (ContinuousClock.now - start).seconds
    if let lastSeconds, seconds - lastSeconds < EmbeddingProgress.interval { return }
    lastSeconds = seconds
    let rate = Figures.grouped(Int(Double(tokenCount) / max(seconds, 1e-3)))
    let text = "\(Figures.grouped(textCount)) texts, \(rate) tokens/s"
    if let share = share() {
      bar.show(share.done, of: share.total, text)
    } else {
      bar.show(text)
    }
  }

  /// Erases the line.
  func clear() { bar.clear() }
}
