#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Questions to the file system about folders and the files in them.
package enum Folder {
  /// Whether `path`, links followed, is a folder.
  package static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// Whether `path`, links followed, is a regular file.
  package static func isFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

  /// The names in the folder `path` that end in `suffix` and begin with no dot, sorted.
  ///
  /// - Throws: `FileError.system` if the folder cannot be listed.
  package static func names(in path: String, suffix: String) throws(FileError) -> [String] {
    guard let stream = unsafe opendir(path) else { throw .last("list", path: path) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(suffix), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
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

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT
  }
}
