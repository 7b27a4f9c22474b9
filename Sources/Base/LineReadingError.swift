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
