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
  /// The files that are read.
  private let inputs: [FileStatus.Node]

  /// What a new file begins with: nobody else's to read until it has the permissions of what it replaces.
  var newPermissions: mode_t { existing == nil ? 0o644 : 0o600 }

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
    self.inputs = inputs.compactMap { FileStatus(input: $0)?.node }
    if let existing { try check(existing: existing) }
  }

  /// Checks once more that what would be replaced may be.
  ///
  /// - Throws: `FileError.notReplaceable`, `.overwritesInput` or `.exists`, as at first.
  func recheck() throws(FileError) {
    guard let status = FileStatus(path: resolvedPath, followsLinks: false) else { return }
    guard status.isFile else { throw .notReplaceable(path: path, found: status.kind) }
    try check(existing: status)
  }

  private func check(existing: FileStatus) throws(FileError) {
    if inputs.contains(existing.node) { throw .overwritesInput(path: path) }
    if !isReplacing { throw .exists(path: path) }
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
