/// Lines of a file or of standard input, one at a time.
///
/// A line ends with LF or CR LF; the last one may lack it. A byte order mark before the first line is
/// no part of it. Memory is bounded by the longest line.
package final class LineReader {
  /// The longest line that is read: many times the longest text that a model sees.
  package static let lineByteCount = 8 << 20
  private static let pieceByteCount = 64 << 10
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// What errors call the input.
  package let name: String
  /// The number of the line read last, from 1.
  package private(set) var lineNumber = 0

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let onRead: (([UInt8]) -> Void)?
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private var readByteCount = 0
  /// Whether the rest of a line that was too long is still to be passed over.
  private var isInRefusedLine = false

  /// Opens `path`; standard input for `-`.
  ///
  /// `onRead` is given all bytes in their order, as they are read.
  ///
  /// - Throws: `LineReadingError.file` if it cannot be opened.
  package init(
    path: String, onRead: (([UInt8]) -> Void)? = nil
  ) throws(LineReadingError) {
    self.onRead = onRead
    ownsDescriptor = path != "-"
    name = ownsDescriptor ? path : "standard input"
    descriptor =
      ownsDescriptor
      ? retryingInterrupted { unsafe open(path, O_RDONLY | O_CLOEXEC) } : STDIN_FILENO
    guard descriptor >= 0 else { throw .file(.last("open", path: path)) }
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// Where the line read last stands, for errors.
  package var place: String { "\(name): line \(lineNumber)" }

  /// How many bytes of a file have been taken, and how many it has; `nil` for what is no file.
  package var share: (done: Int, total: Int)? {
    guard let status = FileStatus(descriptor: descriptor), status.isFile else { return nil }
    return (min(readByteCount - (buffer.count - position), status.byteCount), status.byteCount)
  }

  /// The next line without its end; `nil` after the last, and if it is not there yet and `isWaiting`
  /// is false.
  ///
  /// - Throws: `LineReadingError.stream` if reading fails, `.tooLong`; the line after that can be read.
  package func next(isWaiting: Bool = true) throws(LineReadingError) -> [UInt8]? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0a) {
        guard isInRefusedLine else { return take(upTo: end, next: end + 1) }
        isInRefusedLine = false
        (position, searched) = (end + 1, end + 1)
        continue
      }
      if isInRefusedLine { position = buffer.count }
      if isAtEnd {
        return position < buffer.count ? take(upTo: buffer.count, next: buffer.count) : nil
      }
      if position > 0 {
        buffer.removeFirst(position)
        position = 0
      }
      guard buffer.count <= LineReader.lineByteCount else {
        lineNumber += 1
        isInRefusedLine = true
        throw .tooLong(place: place, limit: LineReader.lineByteCount)
      }
      searched = buffer.count
      guard isWaiting || hasInput else { return nil }
      try fill()
    }
  }

  private func take(upTo end: Int, next: Int) -> [UInt8] {
    var line = Array(buffer[position..<end])
    if line.last == 0x0d { line.removeLast() }
    if lineNumber == 0, line.starts(with: LineReader.byteOrderMark) { line.removeFirst(3) }
    position = next
    lineNumber += 1
    return line
  }

  /// Whether reading would not wait: always for a file, for a pipe if it holds bytes or is closed.
  private var hasInput: Bool {
    var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return retryingInterrupted { unsafe Int(poll(&input, 1, 0)) } != 0
  }

  private func fill() throws(LineReadingError) {
    var piece = [UInt8](repeating: 0, count: LineReader.pieceByteCount)
    let count = unsafe piece.withUnsafeMutableBytes { bytes in
      retryingInterrupted { unsafe read(descriptor, bytes.baseAddress, bytes.count) }
    }
    guard count >= 0 else {
      let reason = unsafe String(cString: strerror(errno))
      throw .stream(name: name, reason: "cannot read: \(reason)")
    }
    if count == 0 { isAtEnd = true }
    readByteCount += count
    piece.removeLast(piece.count - count)
    onRead?(piece)
    buffer += piece
  }
}

/// Why the lines of a file or of standard input could not be read.
package enum LineReadingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operating system refused the file.
  case file(FileError)
  /// The operating system refused to read on.
  case stream(name: String, reason: String)
  /// A line is longer than this tool reads.
  case tooLong(place: String, limit: Int)
  /// A line is not UTF-8.
  case invalidUTF8(place: String, byteOffset: Int)
  /// A line is no JSON text.
  case json(place: String, JSONError)
  /// A JSON line, or a field of it, is not what it should be.
  case field(place: String, expected: String, found: String)

  /// Whether the line alone is refused, so that the next can be read.
  package var isOfOneLine: Bool {
    switch self {
    case .file, .stream: false
    case .tooLong, .invalidUTF8, .json, .field: true
    }
  }

  /// One line for a person.
  package var description: String {
    switch self {
    case .file(let error): error.description
    case .stream(let name, let reason): "\(name): \(reason)"
    case .tooLong(let place, let limit):
      "\(place): expected a line of at most \(limit) bytes, found a longer one"
    case .invalidUTF8(let place, let byteOffset):
      "\(place): expected UTF-8, found an invalid sequence at byte \(byteOffset)"
    case .json(let place, let error):
      "\(place), byte \(error.offset): expected \(error.expected), found \(error.found)"
    case .field(let place, let expected, let found):
      "\(place): expected \(expected), found \(found)"
    }
  }
}

extension LineReadingError: JSONFieldError {
  package init(_ refusal: JSONRefusal) {
    self = .field(
      place: refusal.path.isEmpty ? refusal.file : "\(refusal.file): \(refusal.path)",
      expected: refusal.expected,
      found: refusal.description ?? refusal.found?.kind ?? "nothing")
  }
}

/// The texts of a file or of standard input: one a line, or an object a line (JSON Lines).
///
/// Every command reads texts with it, so that a byte order mark, blank lines, bad UTF-8 and the name
/// of a file mean the same everywhere.
package final class TextLines {
  /// What the lines are.
  package enum Format: String, CaseIterable, Sendable {
    /// A line is a text.
    case text
    /// A line is a JSON object.
    case jsonLines = "jsonl"

    /// The format of a file by its name: JSON Lines if it ends in `.jsonl`.
    package init(path: String) { self = path.hasSuffix(".jsonl") ? .jsonLines : .text }
  }

  /// What a line holds.
  package enum Line: Sendable {
    case text(String)
    case object(JSONCursor<LineReadingError>)
  }

  private let lines: LineReader
  private let format: Format

  /// Opens `path`, standard input for `-`; without a format its name says what the lines are.
  ///
  /// A blank line, of nothing but spaces and tabs, is a text like any other; in JSON Lines it is
  /// skipped. `onRead` is given all bytes in their order, as they are read.
  ///
  /// - Throws: `LineReadingError.file` if it cannot be opened.
  package init(
    path: String, format: Format? = nil, onRead: (([UInt8]) -> Void)? = nil
  ) throws(LineReadingError) {
    lines = try LineReader(path: path, onRead: onRead)
    self.format = format ?? Format(path: path)
  }

  /// What errors call the input.
  package var name: String { lines.name }

  /// Where the line read last stands, for errors.
  package var place: String { lines.place }

  /// The number of the line read last, from 1.
  package var lineNumber: Int { lines.lineNumber }

  /// How many bytes of a file have been taken, and how many it has; `nil` for what is no file.
  package var share: (done: Int, total: Int)? { lines.share }

  /// The next line; `nil` after the last, and if it is not there yet and `isWaiting` is false.
  ///
  /// - Throws: `LineReadingError` naming the line.
  package func next(isWaiting: Bool = true) throws(LineReadingError) -> Line? {
    while let bytes = try lines.next(isWaiting: isWaiting) {
      let isBlank = bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if isBlank, format == .jsonLines { continue }
      let text: String
      switch String.checked(utf8: bytes) {
      case .success(let valid): text = valid
      case .failure(let error):
        throw .invalidUTF8(place: place, byteOffset: error.byteOffset)
      }
      guard format == .jsonLines else { return .text(text) }
      let value = try wrapping(
        { LineReadingError.json(place: place, $0) },
        JSONValue(parsing: bytes, acceptingNonFinite: true))
      return .object(JSONCursor(value, file: place))
    }
    return nil
  }
}
