import Bytes

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
  /// - Throws: `CommandLineError.file` if the file cannot be opened.
  init(path: String, format: InputFormat) throws(CommandLineError) {
    source = .lines(try LineReader(path: path), format)
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
      guard let line = try reader.next() else { return nil }
      defer { position += 1 }
      return InputRecord(
        id: .string(String(position)),
        content: .text(try UTF8Check.string(line, place: reader.place)), place: reader.place)
    case .lines(let reader, .jsonl):
      while let line = try reader.next() {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
        defer { position += 1 }
        return try InputRecord(jsonLine: line, position: position, place: reader.place)
      }
      return nil
    }
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
