package import Base

/// Files of the repository, found from this file's own path.
package enum Repository {
  /// The repository's folder.
  package static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  /// The absolute path of a file of the repository.
  package static func path(_ name: String) -> String { "\(root)/\(name)" }

  /// The bytes of a file of the repository.
  package static func bytes(_ name: String) throws -> [UInt8] { try contents(path(name)) }

  /// The bytes of any file.
  package static func contents(_ path: String) throws -> [UInt8] {
    try ReadableFile(path: path).contents(limit: 1 << 30)
  }

  /// A JSON file of the repository.
  package static func json(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: bytes(name))
  }
}
