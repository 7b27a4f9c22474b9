import Synchronization

/// A file in the folder of its target that is gone unless it is given the target's name.
///
/// Where the file system can, it has no name until then, and nothing is left of it however the process
/// ends. Elsewhere, and for the moment in which it replaces another file, it has one of `TemporaryFiles`.
final class TemporaryFile: Sendable {
  let descriptor: Int32

  private let target: OutputTarget
  /// Its path; `nil` while it has no name.
  private let path: String?

  private static let pieceByteCount = 1 << 20

  /// Opens a new file that is nobody else's to read until it has the permissions of what it replaces.
  ///
  /// - Throws: `FileError.system` if the folder cannot be written or the permissions cannot be set.
  convenience init(for target: OutputTarget) throws(FileError) {
    let descriptor = TemporaryFile.openUnnamed(for: target)
    if descriptor >= 0 {
      try self.init(target, path: nil, descriptor)
    } else {
      try self.init(named: target)
    }
  }

  private convenience init(named target: OutputTarget) throws(FileError) {
    let (path, descriptor) = TemporaryFiles.create(for: target)
    guard descriptor >= 0 else { throw .last("create a file in", path: target.folder) }
    try self.init(target, path: path, descriptor)
  }

  private init(
    _ target: OutputTarget, path: String?, _ descriptor: Int32
  ) throws(FileError) {
    self.target = target
    self.path = path
    self.descriptor = descriptor
    guard let existing = target.existing else { return }
    // Only root may give a file away; others may give it to a group of theirs.
    if fchown(descriptor, existing.owner, existing.group) != 0 {
      _ = fchown(descriptor, uid_t.max, existing.group)
    }
    guard retryingInterrupted({ fchmod(descriptor, existing.permissions) }) == 0 else {
      throw .last("set the permissions of", path: target.path)
    }
  }

  deinit {
    close(descriptor)
    if let path { TemporaryFiles.remove(path) }
  }

  /// The file, open a second time.
  ///
  /// - Throws: `FileError.system` if no more files can be opened.
  func reader() throws(FileError) -> ReadableFile {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .last("open", path: target.path) }
    return try ReadableFile(path: target.path, descriptor: copy)
  }

  /// Makes the bytes durable.
  ///
  /// - Throws: `FileError.system` if the system cannot.
  func sync() throws(FileError) {
    guard retryingInterrupted({ fsync(descriptor) }) == 0 else {
      throw .last("sync", path: target.path)
    }
  }

  /// Gives the file the target's name.
  ///
  /// - Throws: as `AtomicFileWriter.commit`.
  func publish() throws(FileError) {
    if let path { return try publish(from: path) }
    if TemporaryFiles.linking({ linkUnnamed(to: target.resolvedPath) }) { return }
    guard errno != EEXIST || target.isReplacing else { throw .exists(path: target.path) }
    if errno == EEXIST, let path = TemporaryFiles.name(descriptor, for: target, linkUnnamed) {
      defer { TemporaryFiles.remove(path) }
      return try publish(from: path)
    }
    // The system gives no second names, by its rules or for want of memory.
    let copy = try TemporaryFile(named: target)
    try copy.take(reader())
    try copy.sync()
    try copy.publish()
  }

  private func publish(from path: String) throws(FileError) {
    if !target.isReplacing {
      // A rename would replace what has come to exist.
      if TemporaryFiles.move(path, to: target.resolvedPath, isReplacing: false) { return }
      guard errno != EEXIST else { throw .exists(path: target.path) }
    }
    try target.recheck()
    guard TemporaryFiles.move(path, to: target.resolvedPath, isReplacing: true) else {
      throw .last("rename to", path: target.path)
    }
  }

  private func take(_ file: ReadableFile) throws(FileError) {
    for offset in stride(from: 0, to: file.byteCount, by: TemporaryFile.pieceByteCount) {
      let count = min(TemporaryFile.pieceByteCount, file.byteCount - offset)
      let piece = ByteRegion(copying: try file.bytes(at: offset, count: count))
      try unsafe piece.withUnsafeBytes { (bytes) throws(FileError) in
        try unsafe writeAll(bytes, to: descriptor, at: offset, path: target.path)
      }
    }
  }
}

extension TemporaryFile {
  #if os(Linux)
    /// O_TMPFILE, which the module Glibc lacks.
    private static let unnamed = 0o20_000_000 | O_DIRECTORY

    /// A file without a name; -1 where the file system knows none, or none could get its name.
    private static func openUnnamed(for target: OutputTarget) -> Int32 {
      let descriptor = retryingInterrupted {
        unsafe open(target.folder, unnamed | O_RDWR | O_CLOEXEC, target.newPermissions)
      }
      guard descriptor >= 0 else { return -1 }
      guard FileStatus(path: linkPath(of: descriptor), followsLinks: false) != nil else {
        close(descriptor)
        return -1
      }
      return descriptor
    }

    /// Gives the file the name `path`; `false` and `errno` if that fails.
    private func linkUnnamed(to path: String) -> Bool {
      // By its number alone only the privileged may.
      let link = TemporaryFile.linkPath(of: descriptor)
      return retryingInterrupted {
        unsafe linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW)
      } == 0
    }

    private static func linkPath(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }
  #else
    private static func openUnnamed(for target: OutputTarget) -> Int32 { -1 }

    private func linkUnnamed(to path: String) -> Bool {
      errno = EOPNOTSUPP
      return false
    }
  #endif
}

/// The names of temporary files: those this process has made, so that an interrupted process leaves
/// none behind, and those that dead ones have left.
///
/// `.NAME.HOST-PID-N.partial` is locked for as long as its process lives.
package enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])
  private static let suffix = ".partial"

  /// A number for the name of this machine.
  private static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    unsafe gethostname(&name, name.count - 1)
    // FNV-1a.
    let hash = name.prefix { $0 != 0 }.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64(UInt8(bitPattern: $1))) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }()

  /// The name beside `target` that this process tries after `attempt` others.
  package static func path(for target: OutputTarget, attempt: Int) -> String {
    // At most 200 bytes of the name: with what is added it stays below the 255 of a name.
    let name = String(target.name.unicodeScalars.prefix(50))
    return Folder.join(target.folder, ".\(name).\(host)-\(getpid())-\(attempt)\(suffix)")
  }

  /// A new file beside `target`; -1 and `errno` if none can be made.
  static func create(for target: OutputTarget) -> (path: String, result: Int32) {
    firstFree(for: target) { path in
      let descriptor = retryingInterrupted {
        unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, target.newPermissions)
      }
      guard descriptor >= 0 else { return -1 }
      let isTaken = lock(descriptor) == EWOULDBLOCK
      let status = FileStatus(path: path, followsLinks: false)
      guard !isTaken, status?.node == FileStatus(descriptor: descriptor)?.node else {
        // Swept by another process before it was locked.
        close(descriptor)
        errno = EEXIST
        return -1
      }
      return descriptor
    }
  }

  /// Gives an open file that `link` links a name beside `target`; `nil` and `errno` if it cannot.
  static func name(
    _ descriptor: Int32, for target: OutputTarget, _ link: (String) -> Bool
  ) -> String? {
    _ = lock(descriptor)
    let (path, result) = firstFree(for: target) { link($0) ? 0 : -1 }
    return result == 0 ? path : nil
  }

  /// Gives a file the name `target`; `false` and `errno` if that fails, as for a name that is taken
  /// unless it `isReplacing`.
  static func move(_ path: String, to target: String, isReplacing: Bool) -> Bool {
    paths.withLock { paths in
      let code = retryingInterrupted {
        isReplacing ? unsafe rename(path, target) : unsafe link(path, target)
      }
      guard code == 0 else { return false }
      if !isReplacing { unsafe unlink(path) }
      paths.remove(path)
      return true
    }
  }

  /// Removes a file that still has its temporary name.
  static func remove(_ path: String) {
    paths.withLock { if $0.remove(path) != nil { unsafe unlink(path) } }
  }

  /// Calls `link`, which gives a file a name; the process does not end in between by `endProcess`.
  static func linking(_ link: () -> Bool) -> Bool { paths.withLock { _ in link() } }

  /// Removes every temporary file if nobody is changing them, and ends the process: for one that has no memory, where a
  /// thread may be in the middle of that.
  package static func endProcessAtOnce(_ code: Int32) -> Never {
    paths.withLockIfAvailable { for path in $0 { unsafe unlink(path) } }
    _exit(code)
  }

  /// Removes every temporary file, calls `last` and ends the process; no file gets a name in between.
  package static func endProcess(_ code: Int32, _ last: () -> Void = {}) -> Never {
    paths.withLock { paths in
      for path in paths { unsafe unlink(path) }
      last()
      _exit(code)
    }
  }

  /// Removes what dead processes have left in `folder`, if it can be read.
  ///
  /// Only files that were made on this machine: what others lock may not be seen here.
  static func sweep(_ folder: String) {
    guard let names = try? Folder.names(in: folder) else { return }
    for name in names where isTemporary(name) {
      let path = Folder.join(folder, name)
      guard Folder.isFile(path) else { continue }
      let descriptor = retryingInterrupted {
        unsafe open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      }
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      guard let status = FileStatus(descriptor: descriptor), status.isFile,
        lock(descriptor) == 0,
        FileStatus(path: path, followsLinks: false)?.node == status.node
      else { continue }
      unsafe unlink(path)
    }
  }

  /// Whether `name` is one that this machine gives.
  private static func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(suffix) else { return false }
    let mark = name.dropLast(suffix.count).split(separator: ".").last ?? ""
    let parts = mark.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0] == host && parts[1...].allSatisfy { Int32($0) != nil }
  }

  /// The first name beside `target` that `make` does not find taken, and what it returns.
  private static func firstFree(
    for target: OutputTarget, _ make: (String) -> Int32
  ) -> (path: String, result: Int32) {
    for attempt in 0..<100 {
      let path = path(for: target, attempt: attempt)
      let result = paths.withLock { paths in
        let result = make(path)
        if result >= 0 { paths.insert(path) }
        return result
      }
      if result >= 0 || errno != EEXIST { return (path, result) }
    }
    return ("", -1)
  }

  /// Locks an open file while it is open: 0, or the error's number.
  private static func lock(_ descriptor: Int32) -> Int32 {
    retryingInterrupted { flock(descriptor, LOCK_EX | LOCK_NB) } == 0 ? 0 : errno
  }
}
