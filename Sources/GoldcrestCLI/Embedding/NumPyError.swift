import Base

/// Why a file is no array of vectors.
enum NumPyError: Error, CustomStringConvertible {
  /// The operating system refused the file.
  case file(FileError)
  /// A part of the file is not what it should be.
  case part(path: String, part: String, expected: String, found: String)

  /// One line for a person.
  var description: String {
    switch self {
    case .file(let error): error.description
    case .part(let path, let part, let expected, let found):
      "\(path): \(part): expected \(expected), found \(found)"
    }
  }
}
