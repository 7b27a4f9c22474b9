import Base

/// One block of C's memory that holds a structure and all it points to.
///
/// Parts are put together first, by their offsets; once the block is there, offsets become pointers.
package struct MemoryBlock {
  // Safety: offsets are of room that was added, each aligned as `malloc` aligns the whole.
  private var bytes: [UInt8] = []

  package init() {}

  /// Adds room for so many values; what is not set is 0.
  package mutating func reserve<Value: BitwiseCopyable>(_ type: Value.Type, count: Int = 1) -> Int {
    let alignment = MemoryLayout<Value>.alignment
    let offset = (bytes.count + alignment - 1) / alignment * alignment
    let end = offset + count * MemoryLayout<Value>.stride
    bytes += [UInt8](repeating: 0, count: end - bytes.count)
    return offset
  }

  /// Adds values.
  package mutating func append<Value: BitwiseCopyable>(_ values: [Value]) -> Int {
    let offset = reserve(Value.self, count: values.count)
    unsafe bytes.withUnsafeMutableBytes { bytes in
      unsafe values.withUnsafeBytes { values in
        unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyMemory(from: values)
      }
    }
    return offset
  }

  /// Adds a text, which ends with a zero byte.
  package mutating func append(_ text: String) -> Int {
    append(Array(text.utf8) + [0])
  }

  /// The block, which `free` frees.
  package func allocated() throws(CallFailure) -> UnsafeMutableRawPointer {
    guard let block = unsafe malloc(max(bytes.count, 1)) else {
      throw .memory(byteCount: bytes.count)
    }
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(start: block, count: bytes.count).copyMemory(from: bytes)
    }
    return unsafe block
  }
}
