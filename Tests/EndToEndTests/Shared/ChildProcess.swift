import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A running program.
///
/// Its output goes to files, so that no pipe can fill up and block it.
struct ChildProcess {
  /// What standard input is.
  enum Input {
    case bytes([UInt8])
    /// A pipe to which nothing is written but by `write`.
    case silence
  }

  /// What a program that has ended left.
  struct Result {
    /// The exit code; 128 and the signal's number if a signal ended it.
    let status: Int32
    let outputBytes: [UInt8]
    let error: String

    var output: String { String(decoding: outputBytes, as: UTF8.self) }
    var outputLines: [Substring] { output.split(separator: "\n") }
  }

  struct Failure: Error {
    let text: String
  }

  let identifier: pid_t
  private let outputFile: Int32
  private let errorFile: Int32
  private let silence: Int32?

  /// Starts `arguments[0]`.
  init(arguments: [String], input: Input) throws {
    let inputFile: Int32
    switch input {
    case .bytes(let bytes):
      inputFile = try ChildProcess.unnamedFile()
      guard ChildProcess.write(bytes, to: inputFile), lseek(inputFile, 0, SEEK_SET) == 0 else {
        throw Failure(text: "write standard input: \(errno)")
      }
      silence = nil
    case .silence:
      var ends: [Int32] = [-1, -1]
      guard unsafe pipe(&ends) == 0 else { throw Failure(text: "pipe: \(errno)") }
      guard fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 else { throw Failure(text: "fcntl: \(errno)") }
      inputFile = ends[0]
      silence = ends[1]
    }
    outputFile = try ChildProcess.unnamedFile()
    errorFile = try ChildProcess.unnamedFile()
    defer { close(inputFile) }
    identifier = try ChildProcess.spawn(
      arguments, descriptors: [inputFile, outputFile, errorFile])
  }

  /// The paths of the files that it has open; empty where the system does not say.
  var openFiles: [String] {
    let folder = "/proc/\(identifier)/fd"
    return TemporaryFolder.names(in: folder).map { resolvedLink("\(folder)/\($0)") }
  }

  private func resolvedLink(_ path: String) -> String {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &bytes, bytes.count)
    return String(
      decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(identifier, signal) }

  /// Writes to the pipe that is standard input.
  func write(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let silence else { return false }
    return unsafe bytes.withUnsafeBytes { buffer in
      #if canImport(Glibc)
        unsafe Glibc.write(silence, buffer.baseAddress, buffer.count) == buffer.count
      #else
        unsafe Darwin.write(silence, buffer.baseAddress, buffer.count) == buffer.count
      #endif
    }
  }

  /// The lines of the output so far, once there are `count`; fewer if they do not come.
  func lines(_ count: Int) -> [Substring] {
    for _ in 0..<20_000 {
      let text = String(decoding: ChildProcess.contents(of: outputFile), as: UTF8.self)
      let lines = text.split(separator: "\n")
      if lines.count >= count, text.hasSuffix("\n") { return lines }
      usleep(500)
    }
    return []
  }

  /// Waits for the end and takes the output; the pipe that is standard input ends before or after it.
  func wait(endingInput: Bool = false) throws -> Result {
    if endingInput, let silence { close(silence) }
    var status: Int32 = 0
    while unsafe waitpid(identifier, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(text: "waitpid: \(errno)") }
    }
    if !endingInput, let silence { close(silence) }
    defer {
      close(outputFile)
      close(errorFile)
    }
    let signal = status & 0x7f
    return Result(
      status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
      outputBytes: ChildProcess.contents(of: outputFile),
      error: String(decoding: ChildProcess.contents(of: errorFile), as: UTF8.self))
  }

  private static func unnamedFile() throws -> Int32 {
    guard let stream = unsafe tmpfile() else { throw Failure(text: "tmpfile: \(errno)") }
    defer { unsafe fclose(stream) }
    let descriptor = unsafe fcntl(fileno(stream), F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0 else { throw Failure(text: "dup: \(errno)") }
    return descriptor
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, 0) == buffer.count
    }
  }

  private static func contents(of descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(max(0, lseek(descriptor, 0, SEEK_END))))
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe pread(descriptor, buffer.baseAddress, buffer.count, 0)
    }
    return Array(bytes.prefix(max(0, count)))
  }

  private static func spawn(_ arguments: [String], descriptors: [Int32]) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    // The test runner may ignore signals, as a background job does; the tool shall not inherit that.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { unsafe sigaddset(&signals, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var identifier: pid_t = 0
    let code = unsafe withTexts(arguments) { words in
      unsafe withTexts(environment) { variables in
        unsafe posix_spawn(&identifier, arguments[0], &actions, &attributes, words, variables)
      }
    }
    guard code == 0 else { throw Failure(text: "start \(arguments[0]): \(code)") }
    return identifier
  }

  /// The same for every run, so that outputs can be compared; the rest as the test runner has it.
  private static var environment: [String] {
    var environment = ["LC_ALL=C", "COLUMNS=80"]
    for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"] {
      guard let value = unsafe getenv(name) else { continue }
      environment.append(unsafe "\(name)=\(String(cString: value))")
    }
    return environment
  }

  /// Lends texts as C does: pointers, the last one null.
  private static func withTexts<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = unsafe texts.map { unsafe strdup($0) }
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(pointers + [nil])
  }
}
