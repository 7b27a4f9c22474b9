/// The script of every character that has one of `Script`.
package struct ScriptTable: Sendable {
  /// Made once, when it is first asked for.
  package static let shared = ScriptTable()

  /// Per scalar value: 1 + the place among all scripts, 0 for none of them.
  private let places: [UInt8]

  private init() {
    var places = [UInt8](repeating: 0, count: 0x110000)
    for (place, script) in Script.allCases.enumerated() {
      for range in ScalarSet.parse(script.ranges) {
        for value in range { places[Int(value)] = UInt8(place + 1) }
      }
    }
    self.places = places
  }

  /// The script of one character, `nil` if it belongs to none of those that are told apart.
  package subscript(scalar: Unicode.Scalar) -> Script? {
    let place = places[Int(scalar.value)]
    return place == 0 ? nil : Script.allCases[Int(place) - 1]
  }
}

/// A set of Unicode scalar values, one bit each.
package struct ScalarSet: Sendable, Equatable {
  private var words = [UInt64](repeating: 0, count: 0x110000 / 64)

  package init() {}

  /// The values of `ranges`: `41-5a df`, hexadecimal and both ends included.
  ///
  /// - Precondition: every word is such a range.
  package init(_ ranges: String) { insert(ranges) }

  /// Adds ranges as `init` reads them.
  package mutating func insert(_ ranges: String) {
    for range in ScalarSet.parse(ranges) {
      for value in range { words[Int(value >> 6)] |= 1 << UInt64(value & 63) }
    }
  }

  /// The ranges that `init` reads.
  static func parse(_ ranges: String) -> [ClosedRange<UInt32>] {
    ranges.split(separator: " ").map { word in
      let ends = word.split(separator: "-").compactMap { UInt32($0, radix: 16) }
      guard let first = ends.first, let last = ends.last, first <= last, last < 0x110000 else {
        preconditionFailure("'\(word)' is no range")
      }
      return first...last
    }
  }

  /// Adds one scalar.
  package mutating func insert(_ scalar: Unicode.Scalar) {
    words[Int(scalar.value >> 6)] |= 1 << UInt64(scalar.value & 63)
  }

  /// Adds everything that is in `other`.
  package mutating func formUnion(_ other: ScalarSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Whether a scalar is in the set.
  package func contains(_ scalar: Unicode.Scalar) -> Bool {
    words[Int(scalar.value >> 6)] >> UInt64(scalar.value & 63) & 1 != 0
  }

  /// Whether every scalar of a text is in the set.
  package func containsAll(of text: some Sequence<Unicode.Scalar>) -> Bool {
    text.allSatisfy(contains)
  }
}
