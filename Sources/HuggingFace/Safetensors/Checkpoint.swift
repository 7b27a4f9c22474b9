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

/// A checked `model.safetensors.index.json` or `pytorch_model.bin.index.json`: which shard holds
/// which tensor.
struct ShardIndex {
  static let fileName = "model.safetensors.index.json"
  static let pyTorchName = "pytorch_model.bin.index.json"
  static let maximumByteCount = 10 << 20

  let file: SourceFile
  /// Tensor name to shard file name.
  let shards: [Identifier: Identifier]
  /// The shards' file names, sorted, each once.
  let shardNames: [String]

  /// Whether an index called so lists files of `torch.save`.
  static func isOfPyTorch(_ path: String) -> Bool { path.hasSuffix(".bin.index.json") }

  /// Reads the index; `metadata.total_size` is not trusted and not used.
  init(path: String) throws(HuggingFaceError) {
    let suffix = ShardIndex.isOfPyTorch(path) ? ".bin" : ".safetensors"
    let file = try SourceFile(path: path)
    if let kind = try SourceFile.kind(of: file.file) {
      throw .otherKind(path: path, found: kind)
    }
    guard file.byteCount <= ShardIndex.maximumByteCount else {
      throw .malformed(
        path: path, place: "", expected: "an index of at most \(ShardIndex.maximumByteCount) bytes",
        found: "\(file.byteCount)")
    }
    let bytes = try file.contents(limit: ShardIndex.maximumByteCount)
    let map = try ShardIndex.weightMap(bytes, path: path)
    var shards: [Identifier: Identifier] = [:]
    for member in map.members {
      guard let name = member.value.string else {
        throw .malformed(
          path: path, place: "weight_map '\(member.name)'", expected: "a file name",
          found: member.value.kind)
      }
      if let objection = ShardName.objection(to: name, suffix: suffix) {
        throw .malformed(
          path: path, place: "weight_map '\(member.name)'", expected: objection,
          found: "'\(name)'")
      }
      shards[Identifier(member.name)] = Identifier(name)
    }
    self.file = file
    self.shards = shards
    shardNames = Set(shards.values).sorted().map(\.text)
  }

  /// Opens all shards, which must hold exactly the tensors that the index lists.
  func open<Shard>(
    _ open: (String) throws(HuggingFaceError) -> Shard, tensors: (Shard) -> [TensorEntry]
  ) throws(HuggingFaceError) -> [Shard] {
    let folder = Folder.parent(of: file.path)
    var opened: [Shard] = []
    var found: Set<Identifier> = []
    for name in shardNames {
      let path = Folder.join(folder, name)
      guard Folder.isFile(path) else {
        throw .malformed(
          path: file.path, place: "weight_map", expected: "the shard '\(name)' in the folder",
          found: "no such file")
      }
      let shard = try open(path)
      for tensor in tensors(shard) {
        let expected = shards[Identifier(tensor.name)]
        guard expected == Identifier(name) else {
          throw ShardIndex.unlisted(tensor.name, of: name, expected: expected, path: file.path)
        }
        found.insert(Identifier(tensor.name))
      }
      opened.append(shard)
    }
    for (tensor, name) in shards.sorted(by: { $0.key < $1.key }) where !found.contains(tensor) {
      throw .malformed(
        path: file.path, place: "weight_map '\(tensor)'", expected: "it in '\(name)'",
        found: "no such tensor there")
    }
    return opened
  }

  /// The error about a tensor of a shard that the index lists in another, or not at all.
  private static func unlisted(
    _ tensor: String, of shard: String, expected: Identifier?, path: String
  ) -> HuggingFaceError {
    guard let expected else {
      return .malformed(
        path: path, place: "weight_map", expected: "every tensor listed",
        found: "'\(tensor)' of '\(shard)' missing")
    }
    return .malformed(
      path: path, place: "weight_map '\(tensor)'", expected: "it in '\(expected)' alone",
      found: "it in '\(shard)'")
  }

  private static func weightMap(
    _ bytes: [UInt8], path: String
  ) throws(HuggingFaceError) -> JSONObject {
    let value = try wrapping({ HuggingFaceError.json(file: path, $0) }, JSONValue(parsing: bytes))
    guard let object = value.object else {
      throw .malformed(path: path, place: "index", expected: "an object", found: value.kind)
    }
    for member in object.members where !["metadata", "weight_map"].contains(member.name) {
      throw .malformed(
        path: path, place: member.name, expected: "only metadata and weight_map",
        found: member.value.kind)
    }
    if let metadata = object["metadata"], metadata.object == nil, metadata != .null {
      throw .malformed(
        path: path, place: "metadata", expected: "an object", found: metadata.kind)
    }
    guard let map = object["weight_map"]?.object else {
      throw .malformed(
        path: path, place: "weight_map", expected: "an object of file names",
        found: object["weight_map"]?.kind ?? "nothing")
    }
    guard !map.members.isEmpty else {
      throw .malformed(
        path: path, place: "weight_map", expected: "at least one tensor", found: "none")
    }
    return map
  }
}

/// The rule for file names that an index may point at.
enum ShardName {
  /// What a refused name should have been, `nil` if `name` is a plain file name that ends in `suffix`
  /// in the index's own folder, read as POSIX and as Windows do.
  static func objection(to name: String, suffix: String) -> String? {
    if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      return "a file name without control characters"
    }
    if name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
      return "a file name without folders"
    }
    if name.utf8.contains(UInt8(ascii: ":")) { return "a file name without a drive" }
    guard name.hasSuffix(suffix), name.utf8.count > suffix.utf8.count else {
      return "a file name that ends in \(suffix)"
    }
    guard name.utf8.count <= 255, name.utf8.first != UInt8(ascii: ".") else {
      return "a file name of at most 255 bytes that does not begin with a dot"
    }
    return nil
  }
}
