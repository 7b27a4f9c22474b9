import Base

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
