import Synchronization

/// A file that appears under its name complete or not at all.
///
/// Bytes go to a temporary file beside the target. `commit` syncs it, renames it over the target
/// and syncs the folder; anything else that ends the writer removes the temporary file, as does
/// `TemporaryFiles.removeAll` when a signal ends the process.
package final class AtomicFileWriter: Sendable {
  /// Where the file will appear, as it was given.
  package var path: String { target.path }
  /// Where its bytes are until then.
  package let temporaryPath: String

  private let descriptor: Int32
  private let target: OutputTarget

  /// Writes of this size are worth beginning at once.
  private static let largeByteCount = 64 << 10

  /// Opens a temporary file in the folder of what `path` names, links followed.
  ///
  /// - Throws: `FileError` as `OutputTarget` does, `.system` if the folder cannot be written or the
  ///   permissions of the file that is replaced cannot be given to the new one.
  package convenience init(
    path: String, overwriting: Bool, inputs: [String] = []
  ) throws(FileError) {
    try self.init(OutputTarget(path: path, isReplacing: overwriting, inputs: inputs))
  }

  /// Opens a temporary file in the target's folder.
  ///
  /// A file that it replaces leaves it its permissions, and its owner as far as the system allows.
  ///
  /// - Throws: `FileError.system` if the folder cannot be written or the permissions cannot be set.
  package init(_ target: OutputTarget) throws(FileError) {
    let (temporaryPath, descriptor) = AtomicFileWriter.create(for: target)
    guard descriptor >= 0 else { throw .last("create a file in", path: target.folder) }
    if let existing = target.existing {
      // Only root may give a file away; others may give it to a group of theirs.
      if fchown(descriptor, existing.owner, existing.group) != 0 {
        _ = fchown(descriptor, uid_t.max, existing.group)
      }
      guard fchmod(descriptor, existing.permissions) == 0 else {
        let error = FileError.last("set the permissions of", path: temporaryPath)
        close(descriptor)
        TemporaryFiles.remove(temporaryPath)
        throw error
      }
    }
    self.temporaryPath = temporaryPath
    self.descriptor = descriptor
    self.target = target
  }

  deinit {
    close(descriptor)
    TemporaryFiles.remove(temporaryPath)
  }

  /// Reserves `byteCount` bytes, so that a full disk is noticed before the work is done.
  ///
  /// - Throws: `FileError.system` if the disk has no room.
  package func reserve(byteCount: Int) throws(FileError) {
    #if os(Linux)
      let code = posix_fallocate(descriptor, 0, off_t(byteCount))
      guard code == 0 || code == EOPNOTSUPP || code == EINVAL else {
        errno = code
        throw .last("reserve \(byteCount) bytes for", path: path)
      }
    #endif
  }

  /// Writes `bytes` at `offset`; may be called from several threads for disjoint ranges.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    try unsafe writeAll(bytes, to: descriptor, at: offset, path: path)
    #if os(Linux)
      // Begins to write to the disk, so that `commit` waits for little. What is there already leaves
      // the page cache, which hardly any of what was just written is.
      if bytes.count >= AtomicFileWriter.largeByteCount {
        posix_fadvise(descriptor, off_t(offset), off_t(bytes.count), POSIX_FADV_DONTNEED)
      }
    #endif
  }

  /// Writes `bytes` at `offset`.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    var failure: FileError?
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try unsafe write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Makes the file exactly `byteCount` bytes long.
  ///
  /// - Throws: `FileError.system` if the system refuses.
  package func truncate(byteCount: Int) throws(FileError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else { throw .last("resize", path: path) }
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `FileError.system` if syncing or renaming fails, `.exists` if the target has come to
  ///   exist and must not be replaced, `.notReplaceable` if it has become something else than a file;
  ///   the target is then unchanged.
  package func commit() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw .last("sync", path: path) }
    let isLinked = target.isReplacing ? false : try linkToTarget()
    if !isLinked {
      try target.recheck()
      guard unsafe rename(temporaryPath, target.resolvedPath) == 0 else {
        throw .last("rename to", path: path)
      }
      TemporaryFiles.forget(temporaryPath)
    } else {
      TemporaryFiles.remove(temporaryPath)
    }
    let folder = unsafe open(target.folder, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Gives the file its name unless the name is taken, which a rename cannot; `false` where the file
  /// system knows no second names.
  private func linkToTarget() throws(FileError) -> Bool {
    if unsafe link(temporaryPath, target.resolvedPath) == 0 { return true }
    guard errno != EEXIST else { throw .exists(path: path) }
    return false
  }

  /// A new file beside the target; a killed process with this one's number may have left its own.
  ///
  /// What replaces another file is nobody else's to read until it has that file's permissions.
  private static func create(for target: OutputTarget) -> (String, Int32) {
    // At most 200 bytes of the name: with what is added it stays below the 255 of a name.
    let name = String(target.name.unicodeScalars.prefix(50))
    for attempt in 0..<100 {
      let suffix = attempt == 0 ? "" : "-\(attempt)"
      let path = "\(target.folder)/.\(name).\(getpid())\(suffix).partial"
      let descriptor = TemporaryFiles.create(
        path, permissions: target.existing == nil ? 0o644 : 0o600)
      if descriptor >= 0 || errno != EEXIST { return (path, descriptor) }
    }
    return ("", -1)
  }
}

/// The temporary files this process has open, so that an interrupted process leaves none behind.
package enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])

  static func create(_ path: String, permissions: mode_t) -> Int32 {
    paths.withLock { paths in
      let descriptor = retryingInterrupted {
        unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
      }
      if descriptor >= 0 { paths.insert(path) }
      return descriptor
    }
  }

  static func forget(_ path: String) {
    paths.withLock { _ = $0.remove(path) }
  }

  static func remove(_ path: String) {
    paths.withLock { if $0.remove(path) != nil { unsafe unlink(path) } }
  }

  /// Removes every temporary file; the last thing a process does when a signal ends it.
  package static func removeAll() {
    paths.withLock { paths in
      for path in paths { unsafe unlink(path) }
      paths = []
    }
  }
}

/// Writes `bytes` at `offset` of an open file.
///
/// - Throws: `FileError.system` if writing fails, as on a full disk.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int, path: String
) throws(FileError) {
  var done = 0
  while done < bytes.count, let base = bytes.baseAddress {
    let count = retryingInterrupted {
      unsafe pwrite(descriptor, base + done, min(bytes.count - done, 1 << 30), off_t(offset + done))
    }
    guard count > 0 else { throw .last("write", path: path) }
    done += count
  }
}

/// Where a file is to be written, checked by the one rule that every output of every command obeys.
///
/// What the path names, links followed, must be missing or a regular file that is none of the inputs,
/// whether it may be replaced or not. A link stays a link: the file behind it is replaced, and one
/// that leads to a free name gets its file there.
package struct OutputTarget: Sendable {
  /// The path as it was given, for errors.
  package let path: String
  /// Whether a file that is there may be replaced.
  package let isReplacing: Bool

  /// The path behind all links: a regular file, or a free name.
  let resolvedPath: String
  let folder: String
  let name: String
  /// The file that would be replaced.
  let existing: FileStatus?

  /// Checks that `path` can be written.
  ///
  /// `inputs` are the paths of the files that are read, `-` being standard input. What is no regular
  /// file among them, or not there, is left to whoever reads it.
  ///
  /// - Throws: `FileError.notReplaceable` for a folder, a device or anything else that is no regular
  ///   file, `.overwritesInput` for one of the inputs, `.exists` for another file unless `isReplacing`,
  ///   `.system` if links go round in a circle.
  package init(path: String, isReplacing: Bool, inputs: [String] = []) throws(FileError) {
    self.path = path
    self.isReplacing = isReplacing
    let followed = FileStatus(path: path)
    if let followed, !followed.isFile {
      throw .notReplaceable(path: path, found: followed.kind)
    }
    resolvedPath = try OutputTarget.resolve(path)
    (folder, name) = OutputTarget.split(resolvedPath)
    guard !name.isEmpty else { throw .notReplaceable(path: path, found: "the name of a folder") }
    existing = FileStatus(path: resolvedPath, followsLinks: false)
    if let existing, !existing.isFile {
      throw .notReplaceable(path: path, found: existing.kind)
    }
    guard existing?.node == followed?.node else {
      throw .notReplaceable(path: path, found: "a link that cannot be followed by name")
    }
    guard let existing else { return }
    for input in inputs where FileStatus(input: input)?.node == existing.node {
      throw .overwritesInput(path: path)
    }
    if !isReplacing { throw .exists(path: path) }
  }

  /// Checks once more that nothing else than a regular file would be replaced.
  ///
  /// - Throws: `FileError.notReplaceable`.
  func recheck() throws(FileError) {
    if let status = FileStatus(path: resolvedPath, followsLinks: false), !status.isFile {
      throw .notReplaceable(path: path, found: status.kind)
    }
  }

  /// The most bytes that a link holds on any system.
  private static let longestLink = 4096

  /// Follows links until a path names none.
  private static func resolve(_ path: String) throws(FileError) -> String {
    var current = path
    for _ in 0..<40 {
      guard let status = FileStatus(path: current, followsLinks: false), status.isLink else {
        return current
      }
      var bytes = [CChar](repeating: 0, count: longestLink)
      let count = unsafe readlink(current, &bytes, longestLink)
      guard count > 0 else { throw .last("follow the link", path: current) }
      let target = String(
        decoding: bytes[..<count].map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
      current =
        target.hasPrefix("/") ? target : Folder.join(Folder.parent(of: current), target)
    }
    errno = ELOOP
    throw .last("follow the link", path: path)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (Folder.parent(of: path), String(path[path.index(after: slash)...]))
  }
}
