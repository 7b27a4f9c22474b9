import Base

/// The keys of JSON lines that nothing reads: each is told once, so that a mistyped one is not overlooked.
struct UnreadKeys {
  private static let read = ["_id", "text", "input_ids", "prompt"]
  /// What BEIR's lines have besides and nobody embeds.
  private static let silent = ["metadata"]
  /// A stream of other data has keys without end.
  private static let limit = 20

  private var told: Set<Identifier> = []
  private var warnings: [String] = []

  /// Looks through the keys of a line.
  mutating func look(at object: JSONObject, place: String) {
    for member in object.members
    where !UnreadKeys.contains(UnreadKeys.read, member.name)
      && !UnreadKeys.contains(UnreadKeys.silent, member.name)
    {
      guard told.count < UnreadKeys.limit, let reason = reason(against: member),
        told.insert(Identifier(member.name)).inserted
      else { continue }
      let last = told.count == UnreadKeys.limit ? "; further keys are not named" : ""
      let name = member.name.prefix(60)
      warnings.append("\(place): key '\(name)' \(reason)\(last)".escapingControlCharacters)
    }
  }

  /// The warnings since the last call.
  mutating func takeWarnings() -> [String] {
    guard !warnings.isEmpty else { return [] }
    defer { warnings = [] }
    return warnings
  }

  /// What to say of a key; `nil` for a title that is empty, as nothing is lost with it.
  private func reason(against member: JSONObject.Member) -> String? {
    if member.name.hasSameBytes(as: "title") {
      return member.value == "" ? nil : "is not embedded: \"text\" alone is"
    }
    let meant = Closest.name(to: member.name, among: UnreadKeys.read)
    return meant.map { "is not read; did you mean '\($0)'?" }
      ?? "is not read: expected \(UnreadKeys.read.joined(separator: ", "))"
  }

  private static func contains(_ names: [String], _ name: String) -> Bool {
    names.contains { $0.hasSameBytes(as: name) }
  }
}
