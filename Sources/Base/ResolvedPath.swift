#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The absolute form of `path` without links, `.` and `..`; `path` itself if nothing is there.
public func resolvedPath(_ path: String) -> String {
  // Safety: realpath either fails or returns a text of its own, which is freed.
  guard let absolute = unsafe realpath(path, nil) else { return path }
  defer { unsafe free(absolute) }
  return unsafe String(cString: absolute)
}
