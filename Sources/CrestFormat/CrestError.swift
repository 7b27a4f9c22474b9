package import Base

/// Why a `.crest` file was refused or could not be written.
///
/// Every case says where, what was expected and what was found.
package enum CrestError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operating system refused, or the file could not be read.
  case file(FileError)
  /// The file has no room for the head.
  case tooShort(path: String, expected: Int, found: Int)
  /// The file is shorter or longer than its head says.
  case wrongSize(path: String, expected: UInt64, found: Int)
  /// The first eight bytes are not those of a `.crest`.
  case notACrest(path: String, expected: [UInt8], found: [UInt8])
  /// The file is of another kind, which is known.
  case otherKind(path: String, found: FileKind)
  /// The file's version, or a feature it requires, is newer than this reader.
  case unsupported(path: String, field: String, expected: String, found: String)
  /// A number in the head does not fit the file.
  case head(path: String, field: String, expected: String, found: String)
  /// Head and manifest do not have the checksum that the head states.
  case manifestChecksum(path: String, expected: Checksum, found: Checksum)
  /// The manifest is no message of the format, or not written in the one canonical way.
  case malformedManifest(path: String, expected: String, found: String)
  /// A field of the manifest is missing.
  case missing(path: String, field: String)
  /// A field of the manifest has a value that is refused.
  case field(path: String, field: String, expected: String, found: String)
  /// The file is not the one that is meant.
  case fingerprint(path: String, expected: Checksum, found: Checksum)
  /// A tensor's bytes do not have the checksum of the table.
  case tensorChecksum(path: String, tensor: String, expected: Checksum, found: Checksum)
  /// A value inside a tensor is refused; `part` is the part of its layout, `index` counts in it.
  case tensorContent(
    path: String, tensor: String, part: String, index: Int, expected: String, found: String)
  /// A byte between two tensors is not zero.
  case padding(path: String, offset: Int, found: UInt8)

  /// One line for a person: the file, where, what was expected, what was found.
  package var description: String {
    switch self {
    case .file(let error): error.description
    case .tooShort(let path, let expected, let found):
      "\(path): expected at least \(expected) bytes, found \(found)"
        + (found == 0 ? ": the file is empty, copy or download it again" : "")
    case .wrongSize(let path, let expected, let found):
      "\(path): head.file_byte_count: expected a file of \(expected) bytes, as the head says, found "
        + "\(found): "
        + (found < expected
          ? "it is cut off, copy or download it again" : "something follows its end")
    case .notACrest(let path, let expected, let found):
      "\(path): expected a .crest file beginning with \(Self.hex(expected)), "
        + "found \(Self.hex(found))"
    case .otherKind(let path, let found): "\(path): this is \(found.text)"
    case .unsupported(let path, let field, let expected, let found):
      "\(path): \(field): expected \(expected), found \(found); this needs a newer goldcrest"
    case .head(let path, let field, let expected, let found):
      "\(path): head.\(field): expected \(expected), found \(found)"
    case .manifestChecksum(let path, let expected, let found):
      "\(path): head.checksum: expected \(expected), found \(found) over head and manifest"
    case .malformedManifest(let path, let expected, let found):
      "\(path): manifest: expected \(expected), found \(found)"
    case .missing(let path, let field):
      "\(path): manifest.\(field): expected a value, found none"
    case .field(let path, let field, let expected, let found):
      "\(path): manifest.\(field): expected \(expected), found \(found)"
    case .fingerprint(let path, let expected, let found):
      "\(path): expected fingerprint \(expected), found \(found): another file has taken its place"
    case .tensorChecksum(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': expected checksum \(expected), found \(found)"
    case .tensorContent(let path, let tensor, let part, let index, let expected, let found):
      "\(path): tensor '\(tensor)', \(part)[\(index)]: expected \(expected), found \(found)"
    case .padding(let path, let offset, let found):
      "\(path): byte \(offset) between tensors: expected 0, found \(found)"
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
