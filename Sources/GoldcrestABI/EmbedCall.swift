import Base
import CGoldcrest
import CInterface
import Inference
import Model

/// One call that embeds: reads texts batch by batch and writes to the caller's memory.
@safe struct EmbedCall {
  /// Bytes of text, or token ids, that are embedded together at most unless one text has more: between two
  /// batches the caller may end the call.
  private static let elementCount = 1 << 16

  private let model: OpenModel
  private let run: VectorRun
  private let options: CallOptions
  private let encoder: VectorEncoder
  // Safety: goldcrest.h says that arrays which are not null have a value for each text; of vectors there is
  // room for `textLimit`, and no column has more.
  private let results: goldcrest_results
  private let rowByteCount: Int
  /// The most texts whose vectors the caller has room for.
  let textLimit: Int

  /// Checks all but the texts.
  init(
    _ model: OpenModel, _ options: UnsafePointer<goldcrest_options>?,
    _ results: UnsafePointer<goldcrest_results>?
  ) throws(CallFailure) {
    let options = try unsafe CallOptions(options)
    let results = try unsafe Arguments.structure(results, "results")
    let byteCount = unsafe Int(clamping: UInt(bitPattern: results.vectors_byte_count))
    if byteCount > 0 {
      _ = try unsafe Arguments.pointer(results.vectors, "results.vectors")
    }
    if let outputs = unsafe results.outputs {
      unsafe outputs.pointee = nil
    } else if options.outputs != [] {
      throw .argument("results.outputs", expected: "a pointer", found: "null")
    }
    self.model = model
    run = try options.run(of: model.model)
    encoder = try options.encoder(for: model.model)
    rowByteCount = encoder.byteCount(of: run.dimensions)
    textLimit = byteCount / max(rowByteCount, 1)
    self.options = options
    unsafe self.results = results
  }

  /// Embeds a column's inputs, whose kind is 0 or 1; `input` gives one, or why it is none.
  func embed<Element>(
    _ column: Column<Element>, kind: Int,
    input: (UnsafeBufferPointer<Element>, Int) throws(CallFailure) -> VectorRun.Input
  ) throws(CallFailure) {
    let count = column.count
    let outputs =
      options.outputs == []
      ? nil
      : try OutputsBlock(
        options.outputs, textCount: count,
        colbertDimension: run.model.configuration.hiddenSize)
    var first = 0
    while first < count {
      var (end, sum) = (first + 1, column.elementCount(first))
      while end < count, end - first < VectorRun.textCount {
        sum += column.elementCount(end)
        if sum > EmbedCall.elementCount { break }
        end += 1
      }
      try model.run(kind: options.kind * 2 + kind) { () throws(CallFailure) in
        try embed(
          first..<end, { (index) throws(CallFailure) in try unsafe input(column[index], index) },
          outputs)
      }
      try report(end, of: count)
      first = end
    }
    if let outputs, let place = unsafe results.outputs {
      unsafe place.pointee = try unsafe outputs.finished()
    }
  }

  private func embed(
    _ indices: Range<Int>, _ input: (Int) throws(CallFailure) -> VectorRun.Input,
    _ outputs: OutputsBlock?
  ) throws(CallFailure) {
    var sequences: [VectorRun.TokenSequence] = []
    var failures: [Int: CallFailure] = [:]
    for index in indices {
      do throws(CallFailure) {
        sequences.append(try sequence(of: input(index), at: index))
      } catch {
        try refuse(index, error)
        failures[index] = error
      }
    }
    var found = run.results(of: sequences)[...]
    for index in indices {
      guard failures[index] == nil else {
        try outputs?.append(nil)
        continue
      }
      do throws(CallFailure) {
        let output = try output(found.removeFirst(), at: index)
        try outputs?.append(output.embedding)
      } catch {
        try refuse(index, error)
        try outputs?.append(nil)
      }
    }
  }

  private func sequence(
    of input: VectorRun.Input, at index: Int
  ) throws(CallFailure) -> VectorRun.TokenSequence {
    do throws(InferenceError) {
      return try run.sequence(of: input)
    } catch {
      throw CallFailure(error, ofText: index)
    }
  }

  /// Writes the vector and the counts of a text.
  private func output(
    _ result: Result<VectorRun.Output, InferenceError>, at index: Int
  ) throws(CallFailure) -> VectorRun.Output {
    let output: VectorRun.Output
    do throws(InferenceError) {
      output = try result.get()
    } catch {
      throw CallFailure(error, ofText: index)
    }
    try write(output.embedding.dense, at: index)
    unsafe results.token_counts?[index] = Int32(clamping: output.tokenCount)
    unsafe results.dropped_token_counts?[index] = Int32(clamping: output.droppedTokenCount)
    unsafe results.statuses?[index] = goldcrest_status(GOLDCREST_OK)
    return output
  }

  private func write(_ vector: [Float], at index: Int) throws(CallFailure) {
    if encoder.precision == .float32 {
      return unsafe vector.withUnsafeBytes { bytes in unsafe row(index)?.copyMemory(from: bytes) }
    }
    let stored = encoder.stored(vector)
    guard stored.precision != .float16 || stored.elements.allSatisfy(\.isFinite) else {
      throw CallFailure(
        GOLDCREST_TEXT,
        "text \(index): expected components of at most 65504 for float16, found a larger one",
        textIndex: index)
    }
    unsafe stored.bytes.withUnsafeBytes { bytes in unsafe row(index)?.copyMemory(from: bytes) }
  }

  /// Ends the call, unless it was to go on behind texts that are refused.
  private func refuse(_ index: Int, _ failure: CallFailure) throws(CallFailure) {
    guard failure.status == GOLDCREST_TEXT, let statuses = unsafe results.statuses else {
      throw failure
    }
    unsafe statuses[index] = failure.status
    if let row = unsafe row(index), let base = row.baseAddress {
      unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: row.count)
    }
    unsafe results.token_counts?[index] = 0
    unsafe results.dropped_token_counts?[index] = 0
  }

  private func row(_ index: Int) -> UnsafeMutableRawBufferPointer? {
    unsafe results.vectors.map {
      unsafe UnsafeMutableRawBufferPointer(start: $0 + index * rowByteCount, count: rowByteCount)
    }
  }

  private func report(_ done: Int, of total: Int) throws(CallFailure) {
    guard let progress = unsafe options.progress else { return }
    if unsafe progress(options.context, Int64(done), Int64(total)) != 0 {
      throw CallFailure(GOLDCREST_CANCELLED, "cancelled after \(done) of \(total) texts")
    }
  }
}
