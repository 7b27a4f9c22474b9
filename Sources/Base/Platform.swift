// The C library of the platform, for every module: nothing else in Sources imports it by name.
#if canImport(Glibc)
  @_exported public import Glibc
#elseif canImport(Musl)
  @_exported public import Musl
#elseif canImport(Android)
  @_exported public import Android
#else
  @_exported public import Darwin
#endif

/// Calls `body` again for as long as a signal interrupts it.
package func retryingInterrupted<Result: SignedInteger>(_ body: () -> Result) -> Result {
  while true {
    let result = body()
    if result == -1 && errno == EINTR { continue }
    return result
  }
}

/// What the platforms call by different names.
package enum Platform {
  /// Writes at most all of `bytes` to an open file where it stands; -1 and `errno` on failure.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Android)
      unsafe Android.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// What this process has used so far.
  package static var resourceUsage: rusage {
    var usage = rusage()
    #if canImport(Glibc)
      unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      unsafe getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage
  }

  /// The most memory that this process has had resident at once, in bytes.
  package static var peakByteCount: Int {
    #if canImport(Darwin)
      resourceUsage.ru_maxrss
    #else
      resourceUsage.ru_maxrss * 1024
    #endif
  }
}

/// What can go wrong between this process and a file.
///
/// Every case names the file; `reason` is the operating system's own text.
package enum FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operating system refused `operation` on `path`.
  case system(path: String, operation: String, code: Int32, reason: String)
  /// `path` ends at `found` bytes where a read wanted bytes up to `expected`.
  case tooShort(path: String, expected: Int, found: Int)
  /// `path` was opened with `expected` bytes and has `found` now, or has lost some in between if that is `nil`.
  case shortened(path: String, expected: Int, found: Int?)
  /// `path` is not a regular file.
  case notARegularFile(path: String)
  /// `path` is to be written and names neither a regular file nor a free name.
  case notReplaceable(path: String, found: String)
  /// `path` is to be written and is one of the files that are read.
  case overwritesInput(path: String)
  /// `path` is to be written as a journal and is a file of another kind.
  case notAJournal(path: String)
  /// `path` is to be written as a journal, which somebody else does.
  case busy(path: String)
  /// `path` exists and replacing it was not asked for.
  case exists(path: String)

  /// Whether the file, or a folder on the way to it, does not exist.
  package var isMissingFile: Bool {
    guard case .system(_, _, let code, _) = self else { return false }
    return code == ENOENT || code == ENOTDIR
  }

  /// One line for a person: the file, what was tried, what happened.
  package var description: String {
    switch self {
    case .system(let path, let operation, _, let reason):
      "\(path): cannot \(operation): \(reason)"
    case .tooShort(let path, let expected, let found):
      "\(path): expected at least \(expected) bytes, found \(found)"
    case .shortened(let path, let expected, let found):
      "\(path): was shortened while in use: expected \(expected) bytes, found "
        + (found.map { "\($0)" } ?? "some that could not be read")
    case .notARegularFile(let path):
      "\(path): expected a regular file, found something else"
    case .notReplaceable(let path, let found):
      "\(path): expected a regular file or a new name, found \(found)"
    case .overwritesInput(let path):
      "\(path): output would overwrite an input"
    case .notAJournal(let path):
      "\(path): expected the state of an interrupted calibration or a new name, found another file"
    case .busy(let path):
      "\(path): another conversion writes this file: expected a name of its own for each output"
    case .exists(let path):
      "\(path): already exists"
    }
  }
}

extension FileError {
  /// The error of the system call that has just failed.
  package static func last(_ operation: String, path: String) -> FileError {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    return .system(path: path, operation: operation, code: code, reason: reason)
  }
}

/// What `body` gives; an error of it is thrown as `wrap` makes it one of the caller's module.
package func wrapping<Result, Inner: Error, Outer: Error>(
  _ wrap: (Inner) -> Outer, _ body: @autoclosure () throws(Inner) -> Result
) throws(Outer) -> Result {
  do throws(Inner) { return try body() } catch { throw wrap(error) }
}

/// Questions to the file system about folders and the files in them.
package enum Folder {
  /// Whether `path`, links followed, is a folder.
  package static func isFolder(_ path: String) -> Bool { FileStatus(path: path)?.type == S_IFDIR }

  /// Whether `path`, links followed, is a regular file.
  package static func isFile(_ path: String) -> Bool { FileStatus(path: path)?.isFile == true }

  /// The names in the folder `path` that end in `suffix` and begin with no dot, sorted.
  ///
  /// - Throws: `FileError.system` if the folder cannot be listed.
  package static func names(in path: String, suffix: String) throws(FileError) -> [String] {
    try names(in: path).filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted()
  }

  /// All names in the folder `path`, in no order.
  ///
  /// - Throws: `FileError.system` if the folder cannot be listed.
  static func names(in path: String) throws(FileError) -> [String] {
    guard let stream = unsafe opendir(path) else { throw .last("list", path: path) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = unsafe readdir(stream) {
      names.append(
        unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
      errno = 0
    }
    guard errno == 0 else { throw .last("list", path: path) }
    return names
  }

  /// `name` in the folder `path`.
  package static func join(_ path: String, _ name: String) -> String {
    path.hasSuffix("/") ? path + name : path + "/" + name
  }

  /// The folder a file's path names, links not followed: `.` for a bare file name.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// The absolute form of `path` without links, `.` and `..`; `path` itself if nothing is there.
package func resolvedPath(_ path: String) -> String {
  // Safety: realpath either fails or returns a text of its own, which is freed.
  guard let absolute = unsafe realpath(path, nil) else { return path }
  defer { unsafe free(absolute) }
  return unsafe String(cString: absolute)
}

/// A folder whose names are to be made durable, open before there is a name that could be lost.
struct SyncedFolder: ~Copyable {
  private let path: String
  /// -1 for a folder in which names may be made but not read, so that they cannot be synced.
  private let descriptor: Int32

  /// Opens the folder `path`.
  ///
  /// - Throws: `FileError.system` if that fails.
  init(_ path: String) throws(FileError) {
    self.path = path
    descriptor = retryingInterrupted {
      unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard descriptor >= 0 || errno == EACCES else { throw .last("sync", path: path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Makes the names durable, if the file system can.
  ///
  /// - Throws: `FileError.system` if syncing fails.
  func sync() throws(FileError) {
    guard descriptor >= 0, retryingInterrupted({ fsync(descriptor) }) != 0 else { return }
    // Some network file systems cannot sync folders.
    guard errno == EINVAL || errno == EOPNOTSUPP else { throw .last("sync", path: path) }
  }
}

/// What the system says about a file.
struct FileStatus {
  /// What two names of one file have in common.
  struct Node: Equatable {
    let device: dev_t
    let number: ino_t
  }

  private let status: stat

  /// The status of what `path` names; `nil` if nothing is there or it cannot be looked at.
  init?(path: String, followsLinks: Bool = true) {
    var status = stat()
    let code = followsLinks ? unsafe stat(path, &status) : unsafe lstat(path, &status)
    guard code == 0 else { return nil }
    self.status = status
  }

  /// The status of an open file.
  init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.status = status
  }

  /// The status of what a command reads as `path`: standard input for `-`.
  init?(input path: String) {
    if path == "-" { self.init(descriptor: STDIN_FILENO) } else { self.init(path: path) }
  }

  var node: Node { Node(device: status.st_dev, number: status.st_ino) }
  var type: mode_t { status.st_mode & S_IFMT }
  var isFile: Bool { type == S_IFREG }
  var isLink: Bool { type == S_IFLNK }
  var byteCount: Int { Int(status.st_size) }
  var permissions: mode_t { status.st_mode & 0o777 }
  var identity: FileIdentity { FileIdentity(status) }
  var owner: uid_t { status.st_uid }
  var group: gid_t { status.st_gid }

  /// What kind of thing it is, in the words of an error message.
  var kind: String {
    switch type {
    case S_IFREG: "a file"
    case S_IFDIR: "a folder"
    case S_IFLNK: "a link"
    case S_IFIFO: "a FIFO"
    case S_IFSOCK: "a socket"
    case S_IFBLK, S_IFCHR: "a device"
    default: "something else"
    }
  }
}

/// What tells whether a file is still the one it was: device, inode, size, and the time at which its
/// bytes or attributes last changed.
package struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let inode: UInt64
  private let byteCount: Int
  private let changeSeconds: Int
  private let changeNanoseconds: Int

  /// The file that `path` names, links followed; `nil` if there is none.
  package init?(path: String) {
    guard let status = FileStatus(path: path) else { return nil }
    self = status.identity
  }

  /// Whether both are one file, changed or not.
  package func isSameFile(as other: FileIdentity) -> Bool {
    device == other.device && inode == other.inode
  }

  fileprivate init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    byteCount = Int(status.st_size)
    #if canImport(Darwin)
      let time = status.st_ctimespec
    #else
      let time = status.st_ctim
    #endif
    changeSeconds = Int(time.tv_sec)
    changeNanoseconds = Int(time.tv_nsec)
  }
}
