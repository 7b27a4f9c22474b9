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
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// Opens `path`; standard input for `-`.
  ///
  /// - Throws: `LineReadingError.file` if it cannot be opened.
  package init(path: String) throws(LineReadingError) {
    ownsDescriptor = path != "-"
    name = ownsDescriptor ? path : "standard input"
    descriptor = ownsDescriptor ? unsafe open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
    guard descriptor >= 0 else { throw .file(.last("open", path: path)) }
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// Where the line read last stands, for errors.
  package var place: String { "\(name): line \(lineNumber)" }

  /// The next line without its end; `nil` after the last.
  ///
  /// - Throws: `LineReadingError.stream` if reading fails, `.tooLong`.
  package func next() throws(LineReadingError) -> [UInt8]? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0a) {
        return take(upTo: end, next: end + 1)
      }
      if isAtEnd {
        return position < buffer.count ? take(upTo: buffer.count, next: buffer.count) : nil
      }
      if position > 0 {
        buffer.removeFirst(position)
        position = 0
      }
      guard buffer.count <= LineReader.lineByteCount else {
        throw .tooLong(
          place: "\(name): line \(lineNumber + 1)", limit: LineReader.lineByteCount)
      }
      searched = buffer.count
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
    buffer += piece[..<count]
  }
}

/// Why the lines of a file or of standard input could not be read.
public enum LineReadingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operating system refused the file.
  case file(FileError)
  /// The operating system refused to read on.
  case stream(name: String, reason: String)
  /// A line is longer than this tool reads.
  case tooLong(place: String, limit: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .stream(let name, let reason): "\(name): \(reason)"
    case .tooLong(let place, let limit):
      "\(place): expected a line of at most \(limit) bytes, found a longer one"
    }
  }
}
