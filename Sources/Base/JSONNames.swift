/// The names of the objects that a parser is in, to find one that stands twice in its object.
///
/// A name costs eight bytes and no object more than a sort, whatever the names are: their hashes have
/// a key that is drawn for each process.
struct JSONNames {
  /// Above this many names of an object they are checked whenever there are four times as many, so that
  /// an object of nothing but equal names does not become long.
  private static let checkedCount = 1 << 12

  private let bytes: [UInt8]
  /// A hash (upper half) and the offset in the text (lower half) for each name of the open objects.
  private var entries: [UInt64] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many names the open objects have.
  var count: Int { entries.count }

  /// Adds the name in `range`, quotes left out, to the innermost object, whose names begin at `first`.
  ///
  /// - Throws: `JSONError` at the name that stands a second time.
  mutating func append(_ range: Range<Int>, hasEscapes: Bool, first: Int) throws(JSONError) {
    let count = entries.count - first
    let isChecked =
      count & (count - 1) == 0 && count >= JSONNames.checkedCount
      && count.trailingZeroBitCount.isMultiple(of: 2)
    if isChecked { try check(first) }
    var hasher = Hasher()
    if hasEscapes {
      // Safety: the bytes are read before the array goes.
      unsafe JSONText.unescaped(bytes[range]).withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    } else {
      // Safety: the range lies in the text.
      unsafe bytes[range].withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
    let hash = UInt64(truncatingIfNeeded: hasher.finalize())
    entries.append(hash << 32 | UInt64(range.lowerBound))
  }

  /// Checks and forgets the names of the innermost object.
  ///
  /// - Throws: `JSONError` at the name that stands a second time.
  mutating func close(_ first: Int) throws(JSONError) {
    try check(first)
    entries.removeLast(entries.count - first)
  }

  private func check(_ first: Int) throws(JSONError) {
    let count = entries.count - first
    var second: Int?
    if count <= 16 {
      for later in entries.indices[first...].dropFirst() {
        for earlier in first..<later where entries[earlier] >> 32 == entries[later] >> 32 {
          guard isSame(entries[earlier], entries[later]) else { continue }
          throw failure(Int(entries[later] & 0xffff_ffff))
        }
      }
      return
    }
    let sorted = count < JSONNames.checkedCount ? entries[first...].sorted() : sorted(from: first)
    var run = 0
    for later in 1..<count {
      if sorted[run] >> 42 != sorted[later] >> 42 { run = later }
      for earlier in run..<later where sorted[earlier] >> 32 == sorted[later] >> 32 {
        guard isSame(sorted[earlier], sorted[later]) else { continue }
        let offset = Int(sorted[later] & 0xffff_ffff)
        second = min(second ?? offset, offset)
        break
      }
    }
    if let second { throw failure(second) }
  }

  /// The entries from `first` on, ascending by the first 22 bits of their hashes and then in their order:
  /// after that few are left to be compared.
  private func sorted(from first: Int) -> [UInt64] {
    let count = entries.count - first
    var source = Array(entries[first...])
    var target = [UInt64](repeating: 0, count: count)
    for shift in [42, 53] {
      var places = [Int](repeating: 0, count: 1 << 11)
      for entry in source { places[Int(entry >> UInt64(shift)) & 0x7ff] += 1 }
      var place = 0
      for digit in places.indices { (places[digit], place) = (place, place + places[digit]) }
      for entry in source {
        let digit = Int(entry >> UInt64(shift)) & 0x7ff
        target[places[digit]] = entry
        places[digit] += 1
      }
      swap(&source, &target)
    }
    return source
  }

  private func isSame(_ left: UInt64, _ right: UInt64) -> Bool {
    let (left, right) = (name(left), name(right))
    guard left.contains(UInt8(ascii: "\\")) || right.contains(UInt8(ascii: "\\")) else {
      return left == right
    }
    return JSONText.unescaped(left) == JSONText.unescaped(right)
  }

  private func name(_ entry: UInt64) -> ArraySlice<UInt8> {
    let start = Int(entry & 0xffff_ffff)
    var end = start
    while bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
    return bytes[start..<end]
  }

  private func failure(_ offset: Int) -> JSONError {
    let content = name(UInt64(offset))
    let text = String(decoding: JSONText.unescaped(content), as: UTF8.self)
    return JSONError(
      offset: offset - 1, expected: "every name once", found: "\"\(text.cut())\" a second time")
  }
}
