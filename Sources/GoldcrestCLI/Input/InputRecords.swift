import Base

/// Everything that `embed` is given, in order, read as it is needed.
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

  /// What errors call the input.
  var name: String {
    switch source {
    case .arguments: "arguments"
    case .lines(let reader, _): reader.name
    }
  }

  /// The next one, `nil` after the last.
  ///
  /// A blank line is a text, but no JSON and passed over there.
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

  /// The next ones, up to so many texts and about so many bytes; empty after the last.
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
