import Base

/// A checked `model.safetensors.index.json`: which shard holds which tensor.
struct ShardIndex {
  static let fileName = "model.safetensors.index.json"
  static let maximumByteCount = 10 << 20

  let path: String
  /// Tensor name to shard file name.
  let shards: [String: String]
  /// The shards' file names, sorted, each once.
  let shardNames: [String]

  /// Reads the index; `metadata.total_size` is not trusted and not used.
  init(path: String) throws(SafetensorsError) {
    let file = try SafetensorsError.file { () throws(FileError) in try ReadableFile(path: path) }
    guard file.byteCount <= ShardIndex.maximumByteCount else {
      throw .indexTooLong(
        path: path, expected: ShardIndex.maximumByteCount, found: file.byteCount)
    }
    let bytes = try SafetensorsError.file { () throws(FileError) in
      try file.bytes(at: 0, count: file.byteCount)
    }
    let map = try ShardIndex.weightMap(bytes, path: path)
    var shards: [String: String] = [:]
    for member in map.members {
      guard let name = member.value.string else {
        throw .indexField(
          path: path, field: "weight_map '\(member.name)'", expected: "a file name",
          found: member.value.kind)
      }
      if let objection = ShardName.objection(to: name) {
        throw .shardName(path: path, tensor: member.name, expected: objection, found: name)
      }
      shards[member.name] = name
    }
    self.path = path
    self.shards = shards
    shardNames = Set(shards.values).sorted()
  }

  private static func weightMap(
    _ bytes: [UInt8], path: String
  ) throws(SafetensorsError) -> JSONObject {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .indexJSON(path: path, error)
    }
    guard let object = value.object else {
      throw .indexField(path: path, field: "index", expected: "an object", found: value.kind)
    }
    for member in object.members where !["metadata", "weight_map"].contains(member.name) {
      throw .indexField(
        path: path, field: member.name, expected: "only metadata and weight_map",
        found: member.value.kind)
    }
    if let metadata = object["metadata"], metadata.object == nil, metadata != .null {
      throw .indexField(
        path: path, field: "metadata", expected: "an object", found: metadata.kind)
    }
    guard let map = object["weight_map"]?.object else {
      throw .indexField(
        path: path, field: "weight_map", expected: "an object of file names",
        found: object["weight_map"]?.kind ?? "nothing")
    }
    guard !map.members.isEmpty else {
      throw .indexField(
        path: path, field: "weight_map", expected: "at least one tensor", found: "none")
    }
    return map
  }
}
