import Base
import Model

/// One opened safetensors file whose header has been checked completely.
///
/// The checks are those of the reference implementation and stricter where that leaves two readers
/// room to see different tensors: see `SafetensorsHeader`.
package struct SafetensorsFile: Sendable {
  /// The opened file.
  package let file: SourceFile
  /// All tensors, by their place in the file.
  package let tensors: [TensorEntry]
  /// The strings of `__metadata__`, empty if there are none.
  package let metadata: [String: String]

  private let indices: [Identifier: Int]

  /// The path the file was opened with.
  package var path: String { file.path }

  /// Opens `path`, following symbolic links, and checks its header.
  ///
  /// - Throws: `HuggingFaceError` with file, tensor or field, expected and found.
  package init(path: String) throws(HuggingFaceError) {
    try self.init(SourceFile(path: path))
  }

  /// Checks the header of an opened file.
  ///
  /// - Throws: `HuggingFaceError` with file, tensor or field, expected and found.
  init(_ file: SourceFile) throws(HuggingFaceError) {
    self.file = file
    let header = try SafetensorsHeader(file.file)
    tensors = header.tensors
    metadata = header.metadata
    var indices: [Identifier: Int] = [:]
    for (index, tensor) in header.tensors.enumerated() { indices[Identifier(tensor.name)] = index }
    self.indices = indices
  }

  /// The tensor called `name`, if there is one.
  package subscript(name: String) -> TensorEntry? {
    indices[Identifier(name)].map { tensors[$0] }
  }
}

/// A model's weights, however they are spread: one file, shards under an index, a model folder, a
/// snapshot of a hub cache.
package struct Checkpoint: Sendable {
  /// What a folder is searched for, in this order.
  static let wanted = [
    "model.safetensors", ShardIndex.fileName, "a single file that ends in .safetensors",
  ]

  /// The folder in which the configuration is looked for: the one that the path names, also where
  /// the file itself is a link into a cache.
  package let directory: String
  /// The opened files, sorted by file name.
  package let shards: [SafetensorsFile]
  /// All tensor names, sorted.
  package let names: [String]
  /// The file that names the weights: the one given, the index or the single file of a folder.
  package let path: String
  /// The opened index, if the weights have one.
  let index: SourceFile?

  /// Opens a `.safetensors` file, an index (any `.json`) or a folder; symbolic links are
  /// followed.
  ///
  /// A folder's `model.safetensors` is preferred, then its `model.safetensors.index.json`, then the
  /// only file that ends in `.safetensors` and is no adapter.
  ///
  /// - Throws: `HuggingFaceError` for whatever is missing or refused, with file, tensor or field,
  ///   expected and found.
  package init(path: String) throws(HuggingFaceError) {
    let file = Folder.isFolder(path) ? try Checkpoint.weights(in: path) : path
    let index = file.hasSuffix(".json") ? try ShardIndex(path: file) : nil
    let shards =
      if let index {
        try index.open(
          { (path) throws(HuggingFaceError) in try SafetensorsFile(path: path) },
          tensors: \.tensors)
      } else {
        [try SafetensorsFile(path: file)]
      }
    self.path = file
    self.directory = Folder.parent(of: file)
    self.shards = shards
    self.index = index?.file
    names = shards.flatMap(\.tensors).map { Identifier($0.name) }.sorted().map(\.text)
  }

  /// What `directory` is for a checkpoint opened with `path`, found without opening it.
  package static func directory(of path: String) -> String {
    Folder.isFolder(path) ? path : Folder.parent(of: path)
  }

  /// The file of a folder that transformers prefers, if it is there.
  static func preferred(in folder: String) -> String? {
    wanted.prefix(2).map { Folder.join(folder, $0) }.first(where: Folder.isFile)
  }

  /// Which file of a folder to open.
  private static func weights(in folder: String) throws(HuggingFaceError) -> String {
    if let path = preferred(in: folder) { return path }
    let names = try wrapping(
      HuggingFaceError.file, Folder.names(in: folder, suffix: ".safetensors")
    ).filter { $0 != "adapter_model.safetensors" }
    guard let name = names.first else { throw .noWeights(folder: folder, lookedFor: wanted) }
    guard names.count == 1 else { throw .severalWeights(folder: folder, found: names) }
    return Folder.join(folder, name)
  }
}
