/// Files of the repository, found from this file's own path.
enum Repository {
  static let root =
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  static func path(_ name: String) -> String { "\(root)/\(name)" }
}
