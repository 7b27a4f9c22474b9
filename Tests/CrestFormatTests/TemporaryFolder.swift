import Base
import CrestFormat
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An empty folder that disappears with its owner.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/crest-tests-XXXXXX".utf8CString)
    let made = unsafe mkdtemp(&template) != nil
    precondition(made, "no folder in /tmp")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in names { unsafe unlink("\(path)/\(name)") }
    unsafe rmdir(path)
  }

  /// The files in the folder, hidden ones included.
  var names: [String] { Self.names(in: path) }

  static func names(in path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Puts `bytes` in a file of the folder and gives its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try AtomicFileWriter.write(bytes, to: "\(path)/\(name)", overwriting: true)
    return "\(path)/\(name)"
  }

  /// The bytes of a file of the folder.
  func bytes(_ name: String) throws -> [UInt8] { try Self.bytes("\(path)/\(name)") }

  static func bytes(_ path: String) throws -> [UInt8] {
    try ReadableFile(path: path).contents(limit: 1 << 30)
  }
}

/// The repository's folder, found from this file.
let repositoryPath = String(
  #filePath.dropLast("/Tests/CrestFormatTests/TemporaryFolder.swift".count))

/// The error of opening a file; `nil` if it opens.
func openingError(_ path: String) -> CrestError? {
  do throws(CrestError) {
    _ = try CrestFile(path: path)
    return nil
  } catch {
    return error
  }
}
