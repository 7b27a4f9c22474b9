/// One of the tiny models in `Golden/models`, each of another architecture, layout or pooling.
package struct ArchitectureCase: Sendable, CustomStringConvertible {
  /// The name of the golden file.
  package let name: String
  /// The repository that the model is like, where that decides its vectors.
  package var repository: String?
  /// By how much texts may be longer than those of the training.
  package var ropeScaling: Double?

  private let folder: String
  private var replacing: [(old: String, new: String)] = []

  /// Its name.
  package var description: String { name }

  private init(_ name: String, folder: String? = nil) {
    self.name = name
    self.folder = folder ?? name
  }

  /// Every model.
  package static let all: [ArchitectureCase] =
    ["xlm-roberta-mean", "xlm-roberta-cls", "arctic-l", "gte-new", "gte-arctic-m"]
    .map { ArchitectureCase($0) }
    + [nomic("nomic-v1.5"), scaled]
    + ["bert-mean", "bert-cls", "distilbert", "mpnet", "roberta"].map { ArchitectureCase($0) }
    + ["nomic-moe-4-top-1", "nomic-moe-6-top-3", "nomic-moe-normalized"]
    .map { ArchitectureCase($0) }

  private static func nomic(_ name: String, folder: String? = nil) -> ArchitectureCase {
    var model = ArchitectureCase(name, folder: folder)
    model.repository = "nomic-ai/nomic-embed-text-v1.5"
    return model
  }

  /// Texts of more than 16 tokens are turned with another base.
  private static let scaled: ArchitectureCase = {
    var model = nomic("nomic-v1.5-scaled", folder: "nomic-v1.5")
    model.ropeScaling = 2
    model.replacing = [(#""max_trained_positions": 2048"#, #""max_trained_positions": 16"#)]
    return model
  }()

  /// The path of the golden file.
  package var golden: String { Repository.path("Golden/models/\(name).golden.safetensors") }

  /// The path of the model's folder; one with changed files lies in `temporary`.
  package func path(in temporary: TemporaryFolder) throws -> String {
    let original = Repository.path("Golden/models/\(folder)")
    guard !replacing.isEmpty else { return original }
    let names = TemporaryFolder.names(in: original).filter { $0 != "1_Pooling" }
    for file in names + ["1_Pooling/config.json"] where file != "config.json" {
      try temporary.link("\(name)/\(file)", to: "\(original)/\(file)")
    }
    var text = String(
      decoding: try Repository.contents("\(original)/config.json"), as: UTF8.self)
    for (old, new) in replacing {
      precondition(text.contains(old), "no '\(old)' in \(name)")
      text = text.replacing(old, with: new)
    }
    try temporary.write(text, to: "\(name)/config.json")
    return temporary.path(name)
  }
}
