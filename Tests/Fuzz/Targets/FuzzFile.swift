import Base

/// A file that has one input after another, for readers that take a path.
///
/// It lies in `TMPDIR` and goes with the object.
final class FuzzFile: Sendable {
  let path: String
  private let descriptor: Int32

  /// Why there is no file.
  struct Failure: Error {
    let text: String
  }

  /// An empty file whose name ends in `suffix`.
  init(suffix: String = "") throws(Failure) {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/goldcrest-fuzz-XXXXXX\(suffix)".utf8CString)
    descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let name = buffer.baseAddress else { return -1 }
      return unsafe mkstemps(name, Int32(suffix.utf8.count))
    }
    guard descriptor >= 0 else { throw Failure(text: "make a file in \(base): \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    close(descriptor)
    unsafe unlink(path)
  }

  /// Gives the file other contents; nothing of it may still be mapped.
  func set(_ bytes: [UInt8]) {
    precondition(ftruncate(descriptor, 0) == 0)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(done))
      }
      precondition(count > 0, "cannot write \(path): \(errno)")
      done += count
    }
  }

  /// Writes a file that stays.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(text: "create \(path): \(errno)") }
    defer { close(descriptor) }
    let count = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count == bytes.count else { throw Failure(text: "write \(path): \(errno)") }
  }
}
