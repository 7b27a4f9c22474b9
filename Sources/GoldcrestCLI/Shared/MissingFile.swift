import Base

/// What may have been meant by a path where nothing is.
enum MissingFile {
  /// Refuses a model's path that names nothing but a repository of the hub.
  ///
  /// - Throws: `CommandLineError.model`.
  static func check(_ path: String) throws(CommandLineError) {
    guard !Folder.isFolder(path), !Folder.isFile(path), neighbour(of: path) == nil,
      let name = repositoryName(path)
    else {
      return
    }
    throw .model(
      path: path,
      reason: "no such file or folder; to download a model of this name from the hub: "
        + "hf download \(path) --local-dir \(name)")
  }

  /// The name in the same folder that is closest; `nil` if none is close.
  static func neighbour(of path: String) -> String? {
    let (folder, name) = parts(of: path)
    guard let names = try? Folder.names(in: folder, suffix: ""),
      let found = Closest.name(to: name, among: names)
    else { return nil }
    return "did you mean '\(path.contains("/") ? Folder.join(folder, found) : found)'?"
  }

  /// The folder and the last name of a path, slashes at its end left out.
  private static func parts(of path: String) -> (folder: String, name: String) {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let name = path.split(separator: "/").last.map(String.init) ?? String(path)
    return (Folder.parent(of: String(path)), name)
  }

  /// The second half of `OWNER/NAME`, if a path that leads nowhere reads like one.
  private static func repositoryName(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let endings = [".crest", ".safetensors", ".json", ".bin"]
    guard
      parts.count == 2, !Folder.isFolder(String(parts[0])),
      !endings.contains(where: { path.hasSuffix($0) }),
      parts.allSatisfy({ part in
        !part.isEmpty && !part.hasPrefix(".")
          && part.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
              || [0x2d, 0x2e, 0x5f].contains($0)
          }
      })
    else { return nil }
    return String(parts[1])
  }
}
