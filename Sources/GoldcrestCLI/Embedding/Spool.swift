#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes that wait on disk, in a file without a name that goes with the process.
@safe final class Spool {
  // Safety: opened here, closed in deinit, never handed out.
  private let file: UnsafeMutablePointer<FILE>

  /// - Throws: `CommandLineError.stream` if the system gives no temporary file.
  init() throws(CommandLineError) {
    guard let file = unsafe tmpfile() else { throw Spool.failure("make") }
    unsafe self.file = file
  }

  deinit { unsafe fclose(file) }

  /// Writes at the end.
  func append(_ bytes: [UInt8]) throws(CommandLineError) {
    guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw Spool.failure("write")
    }
  }

  /// Goes back to the beginning, to read.
  func rewind() throws(CommandLineError) {
    guard unsafe fflush(file) == 0, unsafe fseek(file, 0, SEEK_SET) == 0 else {
      throw Spool.failure("write")
    }
  }

  /// The next bytes, at most `count`; `nil` at the end.
  func next(_ count: Int) throws(CommandLineError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = unsafe fread(&bytes, 1, count, file)
    guard unsafe ferror(file) == 0 else { throw Spool.failure("read") }
    return found == 0 ? nil : Array(bytes[..<found])
  }

  private static func failure(_ operation: String) -> CommandLineError {
    let reason = unsafe String(cString: strerror(errno))
    return .stream(name: "temporary file", reason: "cannot \(operation): \(reason)")
  }
}
