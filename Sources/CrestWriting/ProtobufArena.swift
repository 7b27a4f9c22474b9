import CProtobuf

/// The memory of one tree of protobuf-c structs that is about to be packed.
@safe final class ProtobufArena {
  private var blocks: [UnsafeMutableRawPointer] = unsafe []

  deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

  func array<Value>(_ values: [Value]) -> UnsafeMutablePointer<Value>? {
    guard !values.isEmpty else { return nil }
    let block = UnsafeMutablePointer<Value>.allocate(capacity: values.count)
    unsafe block.initialize(from: values, count: values.count)
    unsafe blocks.append(UnsafeMutableRawPointer(block))
    return unsafe block
  }

  func string(_ text: String) -> UnsafeMutablePointer<CChar>? {
    unsafe array(Array(text.utf8CString))
  }

  func string(_ text: String?) -> UnsafeMutablePointer<CChar>? {
    guard let text else { return nil }
    return unsafe string(text)
  }

  func data(_ bytes: [UInt8]) -> ProtobufCBinaryData {
    unsafe ProtobufCBinaryData(len: bytes.count, data: array(bytes))
  }

  /// A message that `initialize` (a generated init function) and then `fill` set up.
  func message<Message>(
    _ initialize: (UnsafeMutablePointer<Message>?) -> Void, _ fill: (inout Message) -> Void
  ) -> UnsafeMutablePointer<Message> {
    let block = UnsafeMutablePointer<Message>.allocate(capacity: 1)
    unsafe initialize(block)
    unsafe fill(&block.pointee)
    unsafe blocks.append(UnsafeMutableRawPointer(block))
    return unsafe block
  }

  /// A list of messages, one for each element of `values`.
  func messages<Value, Message>(
    _ values: [Value], _ initialize: (UnsafeMutablePointer<Message>?) -> Void,
    _ fill: (Value, inout Message) -> Void
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<Message>?>? {
    var pointers: [UnsafeMutablePointer<Message>?] = unsafe []
    for value in values {
      unsafe pointers.append(message(initialize) { fill(value, &$0) })
    }
    return unsafe array(pointers)
  }

  /// The bytes of a message of this arena.
  static func pack<Message>(_ message: UnsafePointer<Message>) -> [UInt8] {
    // Every generated struct begins with its ProtobufCMessage.
    let base = unsafe UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self)
    let count = unsafe protobuf_c_message_get_packed_size(base)
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = unsafe protobuf_c_message_pack(base, buffer.baseAddress)
    }
  }
}
