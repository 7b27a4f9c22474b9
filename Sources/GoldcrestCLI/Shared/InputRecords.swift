import ArgumentParser
import Base
import Inference

/// The texts or token ids to embed, in order, read as they are needed.
struct InputRecords {
  private enum Source {
    case arguments([String])
    case lines(TextLines)
  }

  private let source: Source
  private var position = 0
  /// The error of a line behind those of the last batch.
  private var failure: CommandLineError?

  /// Texts from the command line.
  init(arguments: [String]) { source = .arguments(arguments) }

  /// Lines of a file; of standard input for `-`.
  ///
  /// Without a format the file's name says what they are.
  ///
  /// - Throws: `CommandLineError.lines` if the file cannot be opened.
  init(path: String, format: TextLines.Format? = nil) throws(CommandLineError) {
    source = .lines(try wrapping(CommandLineError.lines, TextLines(path: path, format: format)))
  }

  var name: String {
    switch source {
    case .arguments: "arguments"
    case .lines(let lines): lines.name
    }
  }

  /// The next record; `nil` after the last, and if its line is not there yet and `isWaiting` is false.
  ///
  /// A blank line is an empty text; in JSON Lines it is skipped.
  ///
  /// - Throws: `CommandLineError.lines` naming the line.
  mutating func next(isWaiting: Bool = true) throws(CommandLineError) -> InputRecord? {
    let id = JSONValue.string(String(position))
    switch source {
    case .arguments(let texts):
      guard position < texts.count else { return nil }
      defer { position += 1 }
      return InputRecord(id: id, content: .text(texts[position]), place: "text \(position + 1)")
    case .lines(let lines):
      guard
        let line = try wrapping(CommandLineError.lines, lines.next(isWaiting: isWaiting))
      else { return nil }
      defer { position += 1 }
      switch line {
      case .text(let text):
        return InputRecord(id: id, content: .text(text), place: lines.place)
      case .object(let fields):
        return try wrapping(CommandLineError.lines, InputRecord(fields, id: id, place: lines.place))
      }
    }
  }

  /// The next text, `nil` after the last.
  ///
  /// - Throws: `CommandLineError` naming the line, `.line` for token ids.
  mutating func nextText() throws(CommandLineError) -> String? {
    guard let record = try next() else { return nil }
    guard case .text(let text) = record.content else {
      throw .line(place: record.place, expected: "\"text\"", found: "\"input_ids\"")
    }
    return text
  }

  /// The next records, up to `recordCount` and about `byteCount` bytes; empty after the last.
  ///
  /// It waits for the first of them alone: a batch ends where the input pauses, and before a line that
  /// is refused, so that nothing before it is lost.
  ///
  /// - Throws: `CommandLineError` naming the line.
  mutating func nextBatch(
    recordCount: Int, byteCount: Int
  ) throws(CommandLineError) -> [InputRecord] {
    if let failure { throw failure }
    var batch: [InputRecord] = []
    var bytes = 0
    do throws(CommandLineError) {
      while batch.count < recordCount, bytes < byteCount,
        let record = try next(isWaiting: batch.isEmpty)
      {
        bytes += record.byteCount
        batch.append(record)
      }
    } catch {
      guard !batch.isEmpty else { throw error }
      failure = error
    }
    return batch
  }
}

extension TextLines.Format: ExpressibleByArgument {}

extension InputRecord {
  fileprivate var byteCount: Int {
    switch content {
    case .text(let text): text.utf8.count
    case .tokens(let ids): ids.count * 4
    }
  }
}

/// One thing to embed.
struct InputRecord {
  /// The user's `_id`, or the position from 0.
  let id: JSONValue
  /// A text, or token ids with the special ones.
  let content: VectorRun.Input
  /// Its place in the input, for errors.
  let place: String
}

extension InputRecord {
  /// Reads `{"_id": …, "text": …}` or `{"_id": …, "input_ids": […]}`; other keys are ignored.
  ///
  /// - Throws: `LineReadingError.field`.
  fileprivate init(
    _ fields: JSONCursor<LineReadingError>, id: JSONValue, place: String
  ) throws(LineReadingError) {
    let object = try fields.object()
    switch object["_id"] {
    case nil: self.id = id
    case .string(let text): self.id = .string(text)
    case .integer(let number): self.id = .integer(number)
    case .some(let other):
      throw fields.failure("_id", expected: "a string or an integer", found: other)
    }
    self.place = place
    switch (object["text"], object["input_ids"]) {
    case (.some, .some): throw fields.failure(expected: "\"text\" or \"input_ids\"", found: "both")
    case (nil, nil): throw fields.failure(expected: "\"text\" or \"input_ids\"", found: "neither")
    case (.some, nil): content = .text(try fields.string("text"))
    case (nil, .some):
      var ids: [Int32] = []
      for element in try fields.member("input_ids").elements() {
        ids.append(try element.value("a token id") { $0.integer.flatMap { Int32(exactly: $0) } })
      }
      content = .tokens(ids)
    }
  }
}
