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
