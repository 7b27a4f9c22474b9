import CInterface

/// Lists of one kind of element that lie one behind the other, as Arrow holds them.
@safe struct Column<Element> {
  // Safety: goldcrest.h says that there are `count + 1` offsets, and elements up to the last; `init` checks that the
  // offsets ascend.

  /// How many lists there are.
  let count: Int

  private let elements: UnsafePointer<Element>?
  private let offsets: UnsafePointer<Int64>

  /// Checks the offsets; `limit` is the most lists there can be, which is known first.
  init(
    _ elements: UnsafePointer<Element>?, _ offsets: UnsafePointer<Int64>?, count: Int64, limit: Int,
    _ name: String, of elementsName: String
  ) throws(CallFailure) {
    let offsets = try unsafe Arguments.pointer(offsets, "\(name).offsets")
    guard count >= 0 else {
      throw .argument("\(name).count", expected: "0 or more", found: "\(count)")
    }
    guard count <= limit else {
      throw .argument(
        "results.vectors_byte_count", expected: "room for \(count) vectors",
        found: "room for \(limit)")
    }
    var last: Int64 = 0
    for index in 0...Int(count) {
      let offset = unsafe offsets[index]
      guard offset >= last else {
        throw .argument(
          "\(name).offsets[\(index)]", expected: "\(last) or more", found: "\(offset)")
      }
      last = offset
    }
    guard last <= Int.max / MemoryLayout<Element>.stride else {
      throw .argument(
        "\(name).offsets", expected: "offsets within memory", found: "\(last)")
    }
    if unsafe last > offsets[0] {
      _ = try unsafe Arguments.pointer(elements, "\(name).\(elementsName)")
    }
    self.count = Int(count)
    unsafe self.elements = elements
    unsafe self.offsets = offsets
  }

  /// How many elements a list has.
  func elementCount(_ index: Int) -> Int {
    unsafe Int(offsets[index + 1] - offsets[index])
  }

  /// The elements of a list.
  subscript(index: Int) -> UnsafeBufferPointer<Element> {
    unsafe UnsafeBufferPointer(
      start: elements.map { unsafe $0 + Int(offsets[index]) }, count: elementCount(index))
  }
}
