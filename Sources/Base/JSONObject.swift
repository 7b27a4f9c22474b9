/// The members of a JSON object in the order of the text; names are their bytes.
///
/// Those of a parsed text are found by going through it, those that were appended by their names.
package struct JSONObject: Equatable, Sendable {
  package struct Member: Equatable, Sendable {
    package let name: String
    package let value: JSONValue

    /// Whether name and value are the same.
    package static func == (left: Member, right: Member) -> Bool {
      left.name.hasSameBytes(as: right.name) && left.value == right.value
    }
  }

  // In the order that JSONArray explains.
  /// The members behind those of the text.
  private var appended: [Member] = []
  private let start: Int
  /// Where the appended members of an object with many are found.
  private var indices: [Identifier: Int] = [:]
  private let text: JSONText?

  /// The most members that are looked through one by one.
  private static let listedCount = 16

  package init() { (text, start) = (nil, 0) }

  /// The object that begins at `start` of a checked text.
  init(text: JSONText, start: Int) { (self.text, self.start) = (text, start) }

  /// Whether the members are the same, in the same order.
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members.elementsEqual(right.members)
  }

  /// Appends a member; `false` and no change if the name is already there.
  @discardableResult
  package mutating func append(_ name: String, _ value: JSONValue) -> Bool {
    guard self[name] == nil else { return false }
    appended.append(Member(name: name, value: value))
    if !indices.isEmpty {
      indices[Identifier(name)] = appended.count - 1
    } else if appended.count > JSONObject.listedCount {
      for (index, member) in appended.enumerated() { indices[Identifier(member.name)] = index }
    }
    return true
  }

  package subscript(name: String) -> JSONValue? {
    if let text {
      var place = text.first(in: start)
      while let start = place {
        let value = text.value(ofNameAt: start)
        if text.isString(at: start, name) { return text.value(at: value) }
        place = text.next(after: value)
      }
    }
    let index =
      indices.isEmpty
      ? appended.firstIndex { $0.name.hasSameBytes(as: name) } : indices[Identifier(name)]
    return index.map { appended[$0].value }
  }

  package var names: [String] { members.map(\.name) }

  /// All members, in order.
  package var members: Members {
    Members(text: text, place: text?.first(in: start), appended: appended[...])
  }

  /// Members of an object, in order.
  package struct Members: Sequence, IteratorProtocol, ExpressibleByArrayLiteral {
    fileprivate let text: JSONText?
    fileprivate var place: Int?
    fileprivate var appended: ArraySlice<Member>

    fileprivate init(text: JSONText?, place: Int?, appended: ArraySlice<Member>) {
      (self.text, self.place, self.appended) = (text, place, appended)
    }

    package init(arrayLiteral members: Member...) {
      self.init(text: nil, place: nil, appended: members[...])
    }

    package mutating func next() -> Member? {
      guard let text, let start = place else { return appended.popFirst() }
      let value = text.value(ofNameAt: start)
      place = text.next(after: value)
      return Member(name: text.string(at: start), value: text.value(at: value))
    }

    package var isEmpty: Bool { place == nil && appended.isEmpty }

    /// How many there are, for which they are gone through.
    package var count: Int { reduce(0) { count, _ in count + 1 } }
  }
}
