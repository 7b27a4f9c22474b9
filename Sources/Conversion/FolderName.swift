import Base

/// What a model is called by the place where it lies.
public struct FolderName: Sendable, Equatable {
  /// The repository whose snapshot in a hub's cache it is; `nil` anywhere else.
  public let repository: String?
  /// The repository's name without its owner, or the folder's own.
  public let name: String

  /// Reads the names of the folder `path`, links followed.
  public init(path: String) {
    let parts = resolvedPath(path).split(separator: "/").map(String.init)
    let own = parts.last ?? "model"
    // models--OWNER--NAME/snapshots/REVISION
    let prefix = "models--"
    guard parts.count >= 3, parts[parts.count - 2] == "snapshots",
      parts[parts.count - 3].hasPrefix(prefix)
    else {
      (repository, name) = (nil, own)
      return
    }
    let words = parts[parts.count - 3].dropFirst(prefix.count).split(
      separator: "--", omittingEmptySubsequences: false)
    let last = words.last.map(String.init) ?? own
    let owner = words.dropLast().joined(separator: "--")
    repository = owner.isEmpty ? last : "\(owner)/\(last)"
    name = last
  }
}
