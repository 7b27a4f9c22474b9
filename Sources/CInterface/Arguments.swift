import Base

/// Checks of what callers hand over from C.
package enum Arguments {
  // Safety: goldcrest.h says that pointers which are not null point to as much as the call says; of structures
  // their size, of texts their end, of lists their null.

  /// The most threads that can be asked for, as in `goldcrest --threads`.
  private static let threadLimit: Int32 = 1024
  /// No later version's structure is larger: what says so was never set.
  private static let structureLimit = 4096

  /// A pointer that is not null.
  package static func pointer<Pointer>(_ pointer: Pointer?, _ name: String)
    throws(CallFailure) -> Pointer
  {
    guard let pointer else { throw .argument(name, expected: "a pointer", found: "null") }
    return pointer
  }

  /// The structure at `pointer`, which begins with its size.
  ///
  /// A later version's structure is taken if all that this one does not know is 0.
  package static func structure<Structure>(
    _ pointer: UnsafePointer<Structure>?, _ name: String
  ) throws(CallFailure) -> Structure {
    let pointer = try unsafe self.pointer(pointer, name)
    let known = MemoryLayout<Structure>.size
    let raw = unsafe UnsafeRawPointer(pointer)
    let found = unsafe raw.loadUnaligned(as: Int.self)
    guard (known...structureLimit).contains(found) else {
      throw .argument("\(name).byte_count", expected: "sizeof, \(known)", found: "\(found)")
    }
    for offset in known..<found where unsafe raw.load(fromByteOffset: offset, as: UInt8.self) != 0 {
      throw .argument(
        name, expected: "0 in what version 0.1 does not have", found: "another value")
    }
    return unsafe raw.loadUnaligned(as: Structure.self)
  }

  /// A text that ends with a zero byte; `nil` for null.
  package static func text(
    _ pointer: UnsafePointer<CChar>?, _ name: String
  ) throws(CallFailure) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    guard let text = unsafe String(validatingCString: pointer) else {
      throw .argument(name, expected: "UTF-8", found: "other bytes")
    }
    return text
  }

  /// A text that ends with a zero byte.
  package static func someText(
    _ pointer: UnsafePointer<CChar>?, _ name: String
  ) throws(CallFailure) -> String {
    guard let text = try unsafe text(pointer, name) else {
      throw .argument(name, expected: "a pointer", found: "null")
    }
    return text
  }

  /// A list of texts that ends with null; `nil` for null.
  package static func texts(
    _ pointer: UnsafePointer<UnsafePointer<CChar>?>?, _ name: String
  ) throws(CallFailure) -> [String]? {
    guard var next = unsafe pointer else { return nil }
    var texts: [String] = []
    while let text = try unsafe text(next.pointee, "\(name)[\(texts.count)]") {
      texts.append(text)
      unsafe next += 1
    }
    return texts
  }

  /// A number of threads; `nil` for 0.
  package static func threadCount(_ count: Int32) throws(CallFailure) -> Int? {
    guard (0...threadLimit).contains(count) else {
      throw .argument("thread_count", expected: "0 to \(threadLimit)", found: "\(count)")
    }
    return count == 0 ? nil : Int(count)
  }

  /// Whether a flag is set.
  package static func flag(_ value: Int32, _ name: String) throws(CallFailure) -> Bool {
    guard value == 0 || value == 1 else {
      throw .argument(name, expected: "0 or 1", found: "\(value)")
    }
    return value == 1
  }

  /// One of the values of an enumeration, which are counted from 0.
  package static func choice<Value>(
    _ value: Int32, of values: [Value], _ name: String
  ) throws(CallFailure) -> Value {
    guard values.indices.contains(Int(value)) else {
      throw .argument(name, expected: "0 to \(values.count - 1)", found: "\(value)")
    }
    return values[Int(value)]
  }
}
