#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A terminal that nobody looks at: programs write to its `path`.
final class Terminal {
  /// The device.
  let path: String
  private let screen: Int32
  /// Keeps what was written after the programs have ended.
  private let device: Int32

  init() throws {
    (screen, path) = try Terminal.open()
    _ = fcntl(screen, F_SETFD, FD_CLOEXEC)
    _ = fcntl(screen, F_SETFL, O_NONBLOCK)
    device = Terminal.open(path)
    guard device >= 0 else { throw ChildProcess.Failure(text: "open \(path): \(errno)") }
  }

  deinit {
    close(device)
    close(screen)
  }

  /// What has been written since the last call, at most what a terminal holds, 4 kB; line ends are LF.
  func text() -> String {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe read(screen, buffer.baseAddress, buffer.count)
    }
    var written = Array(bytes.prefix(max(0, count)))
    for index in written.indices.reversed().dropFirst()
    where written[index] == 0x0d && written[index + 1] == 0x0a {
      written.remove(at: index)
    }
    return String(decoding: written, as: UTF8.self)
  }

  private static func open(_ path: String) -> Int32 {
    #if canImport(Glibc)
      unsafe Glibc.open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    #else
      unsafe Darwin.open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    #endif
  }

  #if canImport(Glibc)
    /// Glibc's module leaves out `posix_openpt` and its kin: these are the system calls that they make.
    private static func open() throws -> (screen: Int32, path: String) {
      let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
      let screen = open("/dev/ptmx")
      var (lock, index): (Int32, Int32) = (0, -1)
      guard screen >= 0, unsafe ioctl(screen, unlock, &lock) == 0,
        unsafe ioctl(screen, number, &index) == 0
      else { throw ChildProcess.Failure(text: "open a terminal: \(errno)") }
      return (screen, "/dev/pts/\(index)")
    }
  #else
    private static func open() throws -> (screen: Int32, path: String) {
      let screen = posix_openpt(O_RDWR | O_NOCTTY)
      var name = [CChar](repeating: 0, count: 256)
      guard screen >= 0, grantpt(screen) == 0, unlockpt(screen) == 0,
        unsafe ptsname_r(screen, &name, name.count) == 0
      else { throw ChildProcess.Failure(text: "open a terminal: \(errno)") }
      return (screen, String(decoding: name.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self))
    }
  #endif
}
