import ArgumentParser
import Base
import Inference

/// The texts or token ids to embed, in order, read as they are needed.
struct InputRecords {
  private enum Source {
    case arguments([String])
    case lines(LineReader, InputFormat)
  }

  private let source: Source
  private var position = 0

  /// Texts from the command line.
  init(arguments: [String]) { source = .arguments(arguments) }

  /// Lines of a file; of standard input for `-`.
  ///
  /// - Throws: `CommandLineError.lines` if the file cannot be opened.
  init(path: String, format: InputFormat) throws(CommandLineError) {
    do throws(LineReadingError) {
      source = .lines(try LineReader(path: path), format)
    } catch {
      throw .lines(error)
    }
  }

  /// The name of the input in errors.
  var name: String {
    switch source {
    case .arguments: "arguments"
    case .lines(let reader, _): reader.name
    }
  }

  /// The next record, `nil` after the last.
  ///
  /// A blank line is an empty text; in JSON Lines it is skipped.
  ///
  /// - Throws: `CommandLineError` naming the line.
  mutating func next() throws(CommandLineError) -> InputRecord? {
    switch source {
    case .arguments(let texts):
      guard position < texts.count else { return nil }
      defer { position += 1 }
      return InputRecord(
        id: .string(String(position)), content: .text(texts[position]),
        place: "text \(position + 1)")
    case .lines(let reader, .text):
      guard let line = try InputRecords.line(of: reader) else { return nil }
      defer { position += 1 }
      return InputRecord(
        id: .string(String(position)),
        content: .text(try UTF8Check.string(line, place: reader.place)), place: reader.place)
    case .lines(let reader, .jsonl):
      while let line = try InputRecords.line(of: reader) {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
        defer { position += 1 }
        return try InputRecord(jsonLine: line, position: position, place: reader.place)
      }
      return nil
    }
  }

  private static func line(of reader: LineReader) throws(CommandLineError) -> [UInt8]? {
    do throws(LineReadingError) { return try reader.next() } catch { throw .lines(error) }
  }

  /// The next records, up to `recordCount` and about `byteCount` bytes; empty after the last.
  ///
  /// - Throws: `CommandLineError` naming the line.
  mutating func nextBatch(
    recordCount: Int, byteCount: Int
  ) throws(CommandLineError) -> [InputRecord] {
    var batch: [InputRecord] = []
    var bytes = 0
    while batch.count < recordCount, bytes < byteCount, let record = try next() {
      bytes += record.byteCount
      batch.append(record)
    }
    return batch
  }
}

extension InputRecord {
  fileprivate var byteCount: Int {
    switch content {
    case .text(let text): text.utf8.count
    case .tokens(let ids): ids.count * 4
    }
  }
}

/// How `embed` reads its input.
enum InputFormat: String, ExpressibleByArgument, CaseIterable {
  /// One text per line.
  case text
  /// One JSON object per line.
  case jsonl
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
  /// - Throws: `CommandLineError.line` or `.invalidUTF8`.
  init(jsonLine bytes: [UInt8], position: Int, place: String) throws(CommandLineError) {
    _ = try UTF8Check.string(bytes, place: place)
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .line(
        place: "\(place), byte \(error.offset)", expected: error.expected, found: error.found)
    }
    guard let object = value.object else {
      throw .line(
        place: place, expected: "an object with \"text\" or \"input_ids\"", found: value.kind)
    }
    switch object["_id"] {
    case nil: id = .string(String(position))
    case .string(let text): id = .string(text)
    case .integer(let number): id = .integer(number)
    case .some(let other):
      throw .line(place: "\(place): _id", expected: "a string or an integer", found: other.kind)
    }
    self.place = place
    switch (object["text"], object["input_ids"]) {
    case (.string(let text), nil): content = .text(text)
    case (nil, .array(let values)):
      content = .tokens(try InputRecord.ids(values, place: place))
    case (.some, .some):
      throw .line(place: place, expected: "\"text\" or \"input_ids\"", found: "both")
    case (.some(let other), nil):
      throw .line(place: "\(place): text", expected: "a string", found: other.kind)
    case (nil, .some(let other)):
      throw .line(place: "\(place): input_ids", expected: "an array", found: other.kind)
    case (nil, nil):
      throw .line(place: place, expected: "\"text\" or \"input_ids\"", found: "neither")
    }
  }

  private static func ids(
    _ values: [JSONValue], place: String
  ) throws(CommandLineError) -> [Int32] {
    var ids: [Int32] = []
    for (index, value) in values.enumerated() {
      guard let id = value.integer.flatMap({ Int32(exactly: $0) }) else {
        throw .line(
          place: "\(place): input_ids[\(index)]", expected: "a token id", found: value.kind)
      }
      ids.append(id)
    }
    return ids
  }
}

/// Bytes that must be UTF-8.
enum UTF8Check {
  /// The text of `bytes`.
  ///
  /// - Throws: `CommandLineError.invalidUTF8` with the offset of the first wrong byte in `bytes`.
  static func string(_ bytes: [UInt8], place: String) throws(CommandLineError) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw .invalidUTF8(place: place, byteOffset: firstInvalid(bytes))
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var offset = 0
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
    return offset
  }
}
