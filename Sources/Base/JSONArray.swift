/// The elements of a JSON array in their order.
///
/// Those of a parsed text are found by going through it: `count` and a subscript take as long as what
/// lies before them.
package struct JSONArray: Sequence, Equatable, Sendable, ExpressibleByArrayLiteral {
  // In this order, as in JSONObject: an enum over both then has its tag in words that are empty for what the program
  // has built, and tools that look for leaks see the pointers to that.
  private let built: [JSONValue]
  private let start: Int
  private let text: JSONText?

  /// The elements that the program has.
  package init(_ elements: [JSONValue]) {
    (text, start, built) = (nil, 0, elements)
  }

  package init(arrayLiteral elements: JSONValue...) { self.init(elements) }

  /// The array that begins at `start` of a checked text.
  init(text: JSONText, start: Int) {
    (self.text, self.start, built) = (text, start, [])
  }

  package static func == (left: JSONArray, right: JSONArray) -> Bool {
    left.elementsEqual(right)
  }

  package func makeIterator() -> Iterator {
    Iterator(text: text, place: text?.first(in: start), built: built.makeIterator())
  }

  /// Goes through the elements.
  package struct Iterator: IteratorProtocol {
    fileprivate let text: JSONText?
    fileprivate var place: Int?
    fileprivate var built: IndexingIterator<[JSONValue]>

    package mutating func next() -> JSONValue? {
      guard let text else { return built.next() }
      guard let start = place else { return nil }
      place = text.next(after: start)
      return text.value(at: start)
    }
  }

  package var count: Int {
    guard let text else { return built.count }
    var count = 0
    var place = text.first(in: start)
    while let start = place { (count, place) = (count + 1, text.next(after: start)) }
    return count
  }

  package var isEmpty: Bool { first == nil }

  package var first: JSONValue? {
    var iterator = makeIterator()
    return iterator.next()
  }

  package var last: JSONValue? {
    var last: JSONValue?
    for element in self { last = element }
    return last
  }

  /// An element, which must be there.
  package subscript(index: Int) -> JSONValue {
    for (place, element) in enumerated() where place == index { return element }
    preconditionFailure("the element \(index) of an array of \(count)")
  }
}
