#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What can go wrong between this process and a file.
///
/// Every case names the file; `reason` is the operating system's own text.
public enum FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operating system refused `operation` on `path`.
  case system(path: String, operation: String, code: Int32, reason: String)
  /// `path` ends at `found` bytes where a read wanted bytes up to `expected`.
  case tooShort(path: String, expected: Int, found: Int)
  /// `path` is not a regular file.
  case notARegularFile(path: String)
  /// `path` is to be written and names neither a regular file nor a free name.
  case notReplaceable(path: String, found: String)
  /// `path` is to be written and is one of the files that are read.
  case overwritesInput(path: String)
  /// `path` is to be written as a journal and is a file of another kind.
  case notAJournal(path: String)
  /// `path` exists and replacing it was not asked for.
  case exists(path: String)

  /// Whether the file, or a folder on the way to it, does not exist.
  public var isMissingFile: Bool {
    guard case .system(_, _, let code, _) = self else { return false }
    return code == ENOENT || code == ENOTDIR
  }

  /// One line for a person: the file, what was tried, what happened.
  public var description: String {
    switch self {
    case .system(let path, let operation, _, let reason):
      "\(path): cannot \(operation): \(reason)"
    case .tooShort(let path, let expected, let found):
      "\(path): expected at least \(expected) bytes, found \(found)"
    case .notARegularFile(let path):
      "\(path): expected a regular file, found something else"
    case .notReplaceable(let path, let found):
      "\(path): expected a regular file or a new name, found \(found)"
    case .overwritesInput(let path):
      "\(path): output would overwrite an input"
    case .notAJournal(let path):
      "\(path): expected the state of an interrupted calibration or a new name, found another file"
    case .exists(let path):
      "\(path): already exists"
    }
  }
}
