import Base
import HuggingFace
import TestSupport

/// A folder that sentence-transformers saved, and its vectors: one of `Golden/folders`.
struct FolderGolden: Sendable, CustomStringConvertible {
  let name: String
  /// The names of the prompts; the empty one is the model's default.
  let prompts: [String]
  /// The name in the folder and the path of every file.
  private let files: [(name: String, path: String)]

  var description: String { name }

  /// What the vectors are of.
  static let texts = strings(index["texts"])
  /// All folders.
  static let all = (index["folders"]?.array ?? []).compactMap { FolderGolden($0.object) }

  private static let folder = "Golden/folders"
  // A missing list is an empty one, which a test notices.
  private static let index = read() ?? JSONObject()

  private static func read() -> JSONObject? {
    try? Repository.json("\(folder)/folders.json").object
  }

  private static func strings(_ value: JSONValue?) -> [String] {
    value?.array?.compactMap(\.string) ?? []
  }

  private init?(_ entry: JSONObject?) {
    guard let entry, let name = entry["name"]?.string, let files = entry["files"]?.object else {
      return nil
    }
    self.name = name
    prompts = FolderGolden.strings(entry["prompts"])
    self.files = files.members.compactMap { member in
      member.value.string.map {
        (member.name, Repository.path("\(FolderGolden.folder)/files/\($0)"))
      }
    }
  }

  /// Makes the folder of links to its files; its path.
  func make(in folder: TemporaryFolder) throws -> String {
    for file in files { try folder.link("model/\(file.name)", to: file.path) }
    return folder.path("model")
  }

  /// sentence-transformers' vectors with each of the prompts, in their order.
  func vectors() throws -> [[[Float]]] {
    let file = try Checkpoint(path: Repository.path("\(FolderGolden.folder)/vectors.safetensors"))
    return try prompts.map { prompt in
      let values = try file.floats("\(name)/\(prompt)")
      let width = values.count / FolderGolden.texts.count
      return FolderGolden.texts.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
  }
}
