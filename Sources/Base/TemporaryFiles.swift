import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The temporary files this process has open, so that an interrupted process leaves none behind.
public enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])

  static func create(_ path: String) -> Int32 {
    paths.withLock { paths in
      let descriptor = retryingInterrupted {
        unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
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
  public static func removeAll() {
    paths.withLock { paths in
      for path in paths { unsafe unlink(path) }
      paths = []
    }
  }
}
