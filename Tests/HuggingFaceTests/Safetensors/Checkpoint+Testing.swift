import Base
import HuggingFace

extension Checkpoint {
  /// Some elements of a tensor as an array.
  func readFloats(_ name: String, _ elements: Range<Int>) throws -> [Float] {
    var values = [Float](repeating: .nan, count: elements.count)
    try unsafe values.withUnsafeMutableBufferPointer { buffer in
      try unsafe readFloats(name, elements: elements, into: buffer)
    }
    return values
  }

  /// The bytes of any file.
  static func bytes(of path: String) throws -> [UInt8] {
    try ReadableFile(path: path).contents(limit: 1 << 24)
  }
}
