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
  /// The error that ended the input behind the last batch.
  private var failure: CommandLineError?
  private var unreadKeys = UnreadKeys()

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

  /// The next record, or why there is none for its line; `nil` after the last, and if its line is not
  /// there yet and `isWaiting` is false.
  ///
  /// A blank line is an empty text; in JSON Lines it is skipped.
  ///
  /// - Throws: `CommandLineError.lines` if reading fails.
  private mutating func next(
    isWaiting: Bool = true
  ) throws(CommandLineError) -> Result<InputRecord, Refusal>? {
    let id = JSONValue.string(String(position))
    switch source {
    case .arguments(let texts):
      guard position < texts.count else { return nil }
      defer { position += 1 }
      return .success(
        InputRecord(id: id, content: .text(texts[position]), place: "text \(position + 1)"))
    case .lines(let lines):
      let line: TextLines.Line
      do throws(LineReadingError) {
        guard let next = try lines.next(isWaiting: isWaiting) else { return nil }
        line = next
      } catch {
        guard error.isOfOneLine else { throw .lines(error) }
        position += 1
        return .failure(Refusal(id: id, error))
      }
      position += 1
      switch line {
      case .text(let text):
        return .success(InputRecord(id: id, content: .text(text), place: lines.place))
      case .object(let fields):
        if let object = fields.value.object { unreadKeys.look(at: object, place: lines.place) }
        return InputRecord.read(fields, id: id, place: lines.place)
      }
    }
  }

  /// The next text, `nil` after the last.
  ///
  /// - Throws: `CommandLineError` naming the line, `.line` for token ids.
  mutating func nextText() throws(CommandLineError) -> String? {
    switch try next() {
    case nil: return nil
    case .failure(let refusal): throw refusal.error
    case .success(let record):
      guard case .text(let text) = record.content else {
        throw .line(place: record.place, expected: "\"text\"", found: "\"input_ids\"")
      }
      return text
    }
  }

  /// The next records, up to `recordCount` and about `byteCount` bytes; empty after the last.
  ///
  /// It waits for the first of them alone: a batch ends where the input pauses, and where reading fails,
  /// so that nothing before that is lost.
  ///
  /// - Throws: `CommandLineError.lines` if reading fails.
  mutating func nextBatch(
    recordCount: Int, byteCount: Int
  ) throws(CommandLineError) -> [Result<InputRecord, Refusal>] {
    if let failure { throw failure }
    var batch: [Result<InputRecord, Refusal>] = []
    var bytes = 0
    do throws(CommandLineError) {
      while batch.count < recordCount, bytes < byteCount,
        let next = try next(isWaiting: batch.isEmpty)
      {
        if case .success(let record) = next { bytes += record.byteCount }
        batch.append(next)
      }
    } catch {
      guard !batch.isEmpty else { throw error }
      failure = error
    }
    return batch
  }

  /// How much has been read, in texts or bytes; `nil` if nobody knows where the input ends.
  var share: (done: Int, total: Int)? {
    switch source {
    case .arguments(let texts): (position, texts.count)
    case .lines(let lines): lines.share
    }
  }

  /// What to tell the user of the lines since the last call.
  mutating func takeWarnings() -> [String] { unreadKeys.takeWarnings() }
}

// What the parser would find by itself, through key paths and conformances, at every start.
extension TextLines.Format: ExpressibleByArgument {
  package static var allValueStrings: [String] { allCases.map { $0.rawValue } }
  package static var allValueDescriptions: [String: String] { [:] }
}

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
  /// The name of the prompt that the line asks for.
  var prompt: JSONCursor<LineReadingError>?
  /// Its place in the input, for errors.
  let place: String
}

extension InputRecord {
  /// Reads `{"_id": …, "text": …, "prompt": …}`, or `"input_ids": […]` instead of a text.
  ///
  /// What `prompt` holds is left to those who take prompts.
  fileprivate static func read(
    _ fields: JSONCursor<LineReadingError>, id position: JSONValue, place: String
  ) -> Result<InputRecord, Refusal> {
    var id = position
    do throws(LineReadingError) {
      if let given = try InputRecord.id(fields) { id = given }
      return .success(
        InputRecord(
          id: id, content: try content(fields), prompt: try fields.optional("prompt"), place: place)
      )
    } catch {
      return .failure(Refusal(id: id, error))
    }
  }

  private static func id(
    _ fields: JSONCursor<LineReadingError>
  ) throws(LineReadingError) -> JSONValue? {
    switch try fields.object()["_id"] {
    case nil: nil
    case .string(let text): .string(text)
    case .integer(let number): .integer(number)
    case .some(let other):
      throw fields.failure("_id", expected: "a string or an integer", found: other)
    }
  }

  private static func content(
    _ fields: JSONCursor<LineReadingError>
  ) throws(LineReadingError) -> VectorRun.Input {
    let object = try fields.object()
    switch (object["text"], object["input_ids"]) {
    case (.some, .some): throw fields.failure(expected: "\"text\" or \"input_ids\"", found: "both")
    case (nil, nil): throw fields.failure(expected: "\"text\" or \"input_ids\"", found: "neither")
    case (.some, nil): return .text(try fields.string("text"))
    case (nil, .some):
      var ids: [Int32] = []
      for element in try fields.member("input_ids").elements() {
        ids.append(try element.value("a token id") { $0.integer.flatMap { Int32(exactly: $0) } })
      }
      return .tokens(ids)
    }
  }
}

/// The keys of JSON lines that nothing reads: each is told once, so that a mistyped one is not overlooked.
struct UnreadKeys {
  private static let read = ["_id", "text", "input_ids", "prompt"]
  /// What BEIR's lines have besides and nobody embeds.
  private static let silent = ["metadata"]
  /// A stream of other data has keys without end.
  private static let limit = 20

  private var told: Set<Identifier> = []
  private var warnings: [String] = []

  /// Looks through the keys of a line.
  mutating func look(at object: JSONObject, place: String) {
    for member in object.members
    where !UnreadKeys.contains(UnreadKeys.read, member.name)
      && !UnreadKeys.contains(UnreadKeys.silent, member.name)
    {
      guard told.count < UnreadKeys.limit, let reason = reason(against: member),
        told.insert(Identifier(member.name)).inserted
      else { continue }
      let last = told.count == UnreadKeys.limit ? "; further keys are not named" : ""
      let name = member.name.prefix(60)
      warnings.append("\(place): key '\(name)' \(reason)\(last)".escapingControlCharacters)
    }
  }

  /// The warnings since the last call.
  mutating func takeWarnings() -> [String] {
    guard !warnings.isEmpty else { return [] }
    defer { warnings = [] }
    return warnings
  }

  /// What to say of a key; `nil` for a title that is empty, as nothing is lost with it.
  private func reason(against member: JSONObject.Member) -> String? {
    if member.name.hasSameBytes(as: "title") {
      return member.value == "" ? nil : "is not embedded: \"text\" alone is"
    }
    let meant = Closest.name(to: member.name, among: UnreadKeys.read)
    return meant.map { "is not read; did you mean '\($0)'?" }
      ?? "is not read: expected \(UnreadKeys.read.joined(separator: ", "))"
  }

  private static func contains(_ names: [String], _ name: String) -> Bool {
    names.contains { $0.hasSameBytes(as: name) }
  }
}
