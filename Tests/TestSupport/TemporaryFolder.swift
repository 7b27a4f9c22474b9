#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of one test's own, removed with everything in it when the test is done.
package struct TemporaryFolder: Sendable {
  /// The folder's absolute path.
  package let path: String

  /// Why the folder could not be made or filled.
  package struct Failure: Error {
    /// The operation and the system's reason.
    package let text: String
  }

  /// Makes a folder, lets `body` use it and removes it, also if `body` throws.
  package static func with<Result>(
    _ body: (TemporaryFolder) throws -> Result
  ) throws -> Result {
    let folder = try TemporaryFolder()
    defer { remove(folder.path) }
    return try body(folder)
  }

  /// Makes a folder, lets `body` use it and removes it, also if `body` throws.
  package static func with<Result>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (TemporaryFolder) async throws -> Result
  ) async throws -> Result {
    let folder = try TemporaryFolder()
    defer { remove(folder.path) }
    return try await body(folder)
  }

  /// The path of `name` in the folder; folders inside `name` are made.
  package func path(_ name: String) -> String {
    var slash = name.startIndex
    while let next = name[slash...].firstIndex(of: "/") {
      unsafe mkdir("\(path)/\(name[..<next])", 0o755)
      slash = name.index(after: next)
    }
    return "\(path)/\(name)"
  }

  /// Writes a file and returns its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = path(name)
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(text: "create \(path): \(errno)") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(done))
      }
      guard count > 0 else { throw Failure(text: "write \(path): \(errno)") }
      done += count
    }
    return path
  }

  /// Writes a text file and returns its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Makes a file longer with a hole, which takes no room on the disk.
  package func extend(_ name: String, toByteCount byteCount: Int) throws {
    guard unsafe truncate(path(name), off_t(byteCount)) == 0 else {
      throw Failure(text: "extend \(name): \(errno)")
    }
  }

  /// Cuts off a file's end, while others may have it open.
  package func shorten(_ name: String, toByteCount byteCount: Int) throws {
    guard unsafe truncate(path(name), off_t(byteCount)) == 0 else {
      throw Failure(text: "shorten \(name): \(errno)")
    }
  }

  /// Makes the symbolic link `name` that holds `target`, and returns its path.
  @discardableResult
  package func link(_ name: String, to target: String) throws -> String {
    let path = path(name)
    guard unsafe symlink(target, path) == 0 else { throw Failure(text: "link \(path): \(errno)") }
    return path
  }

  /// The names in the folder, sorted.
  package var names: [String] { TemporaryFolder.names(in: path) }

  /// The names in any folder, sorted.
  package static func names(in path: String) -> [String] {
    guard let stream = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private init() throws {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/goldcrest-test-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
    }
    guard made else { throw Failure(text: "make a folder in \(base): \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unsafe unlink(path)
      return
    }
    unsafe chmod(path, 0o700)
    for name in names(in: path) { remove("\(path)/\(name)") }
    unsafe rmdir(path)
  }
}
