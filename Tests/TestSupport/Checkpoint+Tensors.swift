package import Base
package import HuggingFace

extension Checkpoint {
  /// The file that holds the tensor `name`, and the tensor's entry in it.
  package subscript(name: String) -> (file: SourceFile, entry: TensorEntry)? {
    shards.lazy.compactMap { shard in shard[name].map { (shard.file, $0) } }.first
  }

  /// Some elements of a tensor as binary32, row-major; all without `elements`.
  package func floats(_ name: String, _ elements: Range<Int>? = nil) throws -> [Float] {
    let (file, entry) = try tensor(name)
    let elements = elements ?? 0..<entry.elementCount
    var values = [Float](repeating: .nan, count: elements.count)
    try unsafe values.withUnsafeMutableBufferPointer { buffer in
      try unsafe file.readFloats(entry, elements: elements, into: buffer)
    }
    return values
  }

  /// The bytes of a tensor as they stand in its file, mapped.
  package func region(_ name: String) throws -> ByteRegion {
    let (file, entry) = try tensor(name)
    return try file.mapped().region(entry.fileRange)
  }

  private func tensor(_ name: String) throws -> (file: SourceFile, entry: TensorEntry) {
    guard let found = self[name] else { throw MissingTensor(name: name) }
    return found
  }

  /// The bytes of any file.
  package static func bytes(of path: String) throws -> [UInt8] { try Repository.contents(path) }
}

/// A test asked for a tensor that is not there.
private struct MissingTensor: Error {
  let name: String
}
