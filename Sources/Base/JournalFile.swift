/// A file that grows by whole entries, each durable once `append` has returned.
///
/// It stays behind when the process ends. A process that ends within an entry leaves a piece of it
/// at the end; whoever reads the file must be able to tell. Its first bytes say that it is a journal:
/// a file that begins in another way is somebody else's and is never touched.
package final class JournalFile {
  package let path: String

  private let descriptor: Int32
  private let magic: [UInt8]
  private var end = 0

  /// Opens `path`, which no other process or journal has open; a file that is not there is made.
  ///
  /// - Throws: `FileError.notAJournal` if a file is there that does not begin with `magic`, `.busy` if another one
  ///   writes it, `.system` if the system refuses, `.notReplaceable` for what is no regular file; nothing is changed
  ///   then.
  package init(path: String, magic: [UInt8]) throws(FileError) {
    try JournalFile.check(path: path, magic: magic)
    let descriptor = retryingInterrupted {
      unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    }
    guard descriptor >= 0 else { throw .last("open", path: path) }
    self.path = path
    self.descriptor = descriptor
    self.magic = magic
    // Once more, of the file that was opened.
    guard let status = FileStatus(descriptor: descriptor), status.isFile else {
      throw .notAJournal(path: path)
    }
    // Where files cannot be locked, nobody is kept out.
    let isTaken =
      retryingInterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 && errno == EWOULDBLOCK
    // Who had locked it may have removed it meanwhile.
    guard !isTaken, FileStatus(path: path, followsLinks: false)?.node == status.node else {
      throw .busy(path: path)
    }
    try JournalFile.check(descriptor, path: path, magic: magic)
  }

  /// Goes on after the first `byteCount` bytes.
  ///
  /// What follows them is cut off. With 0, the journal begins anew.
  ///
  /// - Throws: `FileError.system` if the system refuses.
  package func begin(keeping byteCount: Int) throws(FileError) {
    end = byteCount
    guard retryingInterrupted({ ftruncate(descriptor, off_t(byteCount)) }) == 0 else {
      throw .last("resize", path: path)
    }
    guard byteCount == 0 else { return }
    try append([ByteRegion(copying: magic)])
    try SyncedFolder(Folder.parent(of: path)).sync()
  }

  deinit { close(descriptor) }

  /// Refuses a path that names anything else than a free name or a journal that begins with `magic`.
  ///
  /// - Throws: `FileError` as opening does.
  package static func check(path: String, magic: [UInt8]) throws(FileError) {
    guard let status = FileStatus(path: path, followsLinks: false) else { return }
    guard status.isFile else { throw .notReplaceable(path: path, found: status.kind) }
    let file = try ReadableFile(path: path)
    try check(file.descriptor, path: path, magic: magic)
  }

  /// An empty file, or one that ends within its magic, is what a process leaves that was ended early.
  private static func check(_ descriptor: Int32, path: String, magic: [UInt8]) throws(FileError) {
    var found = [UInt8](repeating: 0, count: magic.count)
    let count = unsafe found.withUnsafeMutableBytes { bytes in
      retryingInterrupted { unsafe pread(descriptor, bytes.baseAddress, bytes.count, 0) }
    }
    guard count >= 0 else { throw .last("read", path: path) }
    guard found[..<count] == magic[..<count] else { throw .notAJournal(path: path) }
  }

  /// Adds `parts`, one after the other, and makes them durable.
  ///
  /// - Throws: `FileError.system` if writing fails, as on a full disk.
  package func append(_ parts: [ByteRegion]) throws(FileError) {
    for part in parts {
      try unsafe part.withUnsafeBytes { (bytes) throws(FileError) in
        try unsafe writeAll(bytes, to: descriptor, at: end, path: path)
      }
      end += part.byteCount
    }
    guard retryingInterrupted({ fsync(descriptor) }) == 0 else { throw .last("sync", path: path) }
  }

  /// Removes the file, unless its name has become that of another; nothing is appended any more.
  package func remove() {
    let named = FileStatus(path: path, followsLinks: false)?.node
    if named == FileStatus(descriptor: descriptor)?.node { unsafe unlink(path) }
  }
}
