import Base
import Tokenization

/// Pieces, one byte array instead of one per piece.
///
/// The id of a piece is its place, but for those at the end that share the id of another.
struct PieceList {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []
  private(set) var scores: [Float] = []
  /// The ids of the last pieces, which are not their places.
  private var sharedIDs: [Int32] = []

  var count: Int { ends.count }

  /// How many ids there are; an id without a piece counts.
  var idCount: Int { count - sharedIDs.count }

  mutating func append(_ text: some Sequence<UInt8>, score: Float) {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    scores.append(score)
  }

  /// Appends a second piece of the id `id`; only such may follow.
  mutating func append(_ text: some Sequence<UInt8>, sharing id: Int) {
    append(text, score: 0)
    sharedIDs.append(Int32(truncatingIfNeeded: id))
  }

  func range(of place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }

  subscript(place: Int) -> ArraySlice<UInt8> { bytes[range(of: place)] }

  func id(at place: Int32) -> Int32 {
    Int(place) < idCount ? place : sharedIDs[Int(place) - idCount]
  }

  /// The byte of a piece at `depth`, 0 after its end.
  func byte(of place: Int, at depth: Int) -> Int {
    let range = range(of: place)
    return depth < range.count ? Int(bytes[range.lowerBound + depth]) : 0
  }

  /// All places by the bytes of their texts, equal ones ascending.
  func sortedPlaces() -> [Int32] {
    var entries = (0..<count).map { place in
      // The first eight bytes, big-endian, decide most comparisons.
      (
        head: (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(byte(of: place, at: $1)) },
        place: Int32(place)
      )
    }
    entries.sort { left, right in
      guard left.head == right.head else { return left.head < right.head }
      let (first, second) = (range(of: Int(left.place)), range(of: Int(right.place)))
      for offset in 0..<min(first.count, second.count) {
        let pair = (bytes[first.lowerBound + offset], bytes[second.lowerBound + offset])
        guard pair.0 == pair.1 else { return pair.0 < pair.1 }
      }
      return (first.count, left.place) < (second.count, right.place)
    }
    return entries.map(\.place)
  }
}

/// The pieces of a vocabulary by their texts: of those with the same text the last one counts, and
/// an empty one never.
struct PieceIndex {
  let pieces: PieceList
  /// The places of the pieces that count, by the bytes of their texts.
  let order: [Int32]
  /// How many pieces the library counts when it gives a new token an id.
  let distinctCount: Int

  /// - Parameter distinctCount: `nil` counts different texts.
  init(_ pieces: PieceList, distinctCount: Int?) {
    self.pieces = pieces
    let sorted = pieces.sortedPlaces()
    var order: [Int32] = []
    order.reserveCapacity(sorted.count)
    var isEmptyThere = false
    for place in sorted {
      if pieces[Int(place)].isEmpty {
        isEmptyThere = true
      } else if let last = order.last, pieces[Int(last)].elementsEqual(pieces[Int(place)]) {
        order[order.count - 1] = place
      } else {
        order.append(place)
      }
    }
    self.order = order
    self.distinctCount = distinctCount ?? order.count + (isEmptyThere ? 1 : 0)
  }

  func id(of text: String) -> Int? {
    let text = Array(text.utf8)
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[Int(order[middle])].lexicographicallyPrecedes(text) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < order.count, pieces[Int(order[low])].elementsEqual(text) else { return nil }
    return Int(pieces.id(at: order[low]))
  }
}
