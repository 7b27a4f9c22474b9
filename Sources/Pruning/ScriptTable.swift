/// The script of every character that has one of `Script`.
struct ScriptTable: Sendable {
  static let shared = ScriptTable()

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
  subscript(scalar: Unicode.Scalar) -> Script? {
    let place = places[Int(scalar.value)]
    return place == 0 ? nil : Script.allCases[Int(place) - 1]
  }

  /// What a report counts a text under: a script's name, `common` for one without letters, `other`,
  /// or `mixed`.
  func name(of text: some Sequence<Unicode.Scalar>) -> String {
    var found: String?
    for scalar in text where !Language.common.contains(scalar) {
      let name = self[scalar]?.rawValue ?? "other"
      if let found, found != name { return "mixed" }
      found = name
    }
    return found ?? "common"
  }
}
