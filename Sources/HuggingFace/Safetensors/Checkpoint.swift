import Base

/// A model's weights, however they are spread: one file, shards under an index, a model folder, a
/// snapshot of a hub cache.
public struct Checkpoint: Sendable {
  /// What a folder is searched for, in this order.
  static let wanted = [
    ShardIndex.fileName, "model.safetensors", "a single file that ends in .safetensors",
  ]

  /// The folder in which the configuration is looked for: the one that the path names, also where
  /// the file itself is a link into a cache.
  public let directory: String
  /// The opened files, sorted by file name.
  public let shards: [SafetensorsFile]
  /// All tensor names, sorted.
  public let names: [String]

  /// The file that names the weights: the one given, the index or the single file of a folder.
  public let path: String
  private let shardIndices: [String: Int]

  /// Opens a `.safetensors` file, an index (any `.json`) or a folder; symbolic links are
  /// followed.
  ///
  /// A folder's `model.safetensors.index.json` is preferred, then its `model.safetensors`, then the
  /// only file that ends in `.safetensors`.
  ///
  /// - Throws: `SafetensorsError` for whatever is missing or refused, with file, tensor or field,
  ///   expected and found.
  public init(path: String) throws(SafetensorsError) {
    let file = Folder.isFolder(path) ? try Checkpoint.weights(in: path) : path
    let isIndex = file.hasSuffix(".json")
    let directory = Folder.parent(of: file)
    let shards = isIndex ? try Checkpoint.shards(of: file) : [try SafetensorsFile(path: file)]
    var indices: [String: Int] = [:]
    for (index, shard) in shards.enumerated() {
      for tensor in shard.tensors { indices[tensor.name] = index }
    }
    self.path = file
    self.directory = directory
    self.shards = shards
    names = indices.keys.sorted()
    shardIndices = indices
  }

  /// What `directory` is for a checkpoint opened with `path`, found without opening it.
  public static func directory(of path: String) -> String {
    Folder.isFolder(path) ? path : Folder.parent(of: path)
  }

  /// The file that holds the tensor `name`, and the tensor's entry in it.
  public subscript(name: String) -> (file: SafetensorsFile, entry: TensorEntry)? {
    guard let index = shardIndices[name], let entry = shards[index][name] else { return nil }
    return (shards[index], entry)
  }

  /// Which file of a folder to open.
  private static func weights(in folder: String) throws(SafetensorsError) -> String {
    for name in wanted.prefix(2) {
      let path = Folder.join(folder, name)
      if Folder.isFile(path) { return path }
    }
    let names = try SafetensorsError.file { () throws(FileError) in
      try Folder.names(in: folder, suffix: ".safetensors")
    }
    guard let name = names.first else { throw .noWeights(folder: folder, lookedFor: wanted) }
    guard names.count == 1 else { throw .severalWeights(folder: folder, found: names) }
    return Folder.join(folder, name)
  }

  /// Opens all shards of an index, which must list exactly the tensors that are in them.
  private static func shards(of path: String) throws(SafetensorsError) -> [SafetensorsFile] {
    let index = try ShardIndex(path: path)
    let folder = Folder.parent(of: path)
    var shards: [SafetensorsFile] = []
    for name in index.shardNames {
      let shardPath = Folder.join(folder, name)
      guard Folder.isFile(shardPath) else { throw .missingShard(path: path, shard: name) }
      let shard = try SafetensorsFile(path: shardPath)
      for tensor in shard.tensors where index.shards[tensor.name] != name {
        throw .unlistedTensor(
          path: path, tensor: tensor.name, expected: index.shards[tensor.name], found: name)
      }
      shards.append(shard)
    }
    for (tensor, name) in index.shards.sorted(by: { $0.key < $1.key }) {
      guard let place = index.shardNames.firstIndex(of: name), shards[place][tensor] != nil else {
        throw .missingFromShard(path: path, tensor: tensor, shard: name)
      }
    }
    return shards
  }
}
