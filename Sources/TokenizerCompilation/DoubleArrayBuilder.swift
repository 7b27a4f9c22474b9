import Tokenization

/// Builds a double-array trie; the same keys and values give the same units everywhere.
struct DoubleArrayBuilder {
  private static let blockSize = 256
  /// Free units further back than this are given up, which bounds the search for room.
  private static let openUnitCount = 1 << 14
  /// How many free units are tried for a node with several children.
  private static let attemptCount = 1 << 10

  private var units: [UInt32] = []
  private var isTaken: [Bool] = []
  private var isBase: [Bool] = []
  // Free units in a doubly linked list by index; 0 is always taken and serves as its ends.
  private var nextFree: [Int32] = []
  private var previousFree: [Int32] = []

  private struct Node {
    let unit: Int
    let keys: Range<Int>
    let depth: Int
  }

  /// The units of a trie, `nil` if the format cannot express so large a one.
  ///
  /// - Parameters:
  ///   - keys: texts, none empty, none twice, without NUL.
  ///   - order: the keys' indices by bytes.
  ///   - values: for each place in `order`, the value of that key.
  static func build(keys: PieceList, order: [Int32], values: [Int32]) -> [UInt32]? {
    var builder = DoubleArrayBuilder()
    builder.addBlock()
    builder.take(0)
    return builder.place(keys, order, values) ? builder.units : nil
  }

  private mutating func place(_ keys: PieceList, _ order: [Int32], _ values: [Int32]) -> Bool {
    guard !order.isEmpty else { return true }
    var pending = [Node(unit: 0, keys: 0..<order.count, depth: 0)]
    var labels: [Int] = []
    var starts: [Int] = []
    while let node = pending.popLast() {
      labels.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
      for index in node.keys {
        let label = keys.byte(of: Int(order[index]), at: node.depth)
        if labels.last != label {
          labels.append(label)
          starts.append(index)
        }
      }
      guard let base = findBase(for: labels, parent: node.unit),
        let offset = DoubleArrayBuilder.encode(offset: base ^ node.unit)
      else { return false }
      isBase[base] = true
      units[node.unit] |= offset
      starts.append(node.keys.upperBound)
      for (child, label) in labels.enumerated() {
        let unit = base ^ label
        take(unit)
        if label == 0 {
          units[node.unit] |= DoubleArray.leafFlag
          units[unit] = DoubleArray.valueFlag | UInt32(values[starts[child]])
        } else {
          units[unit] = UInt32(label)
          pending.append(
            Node(unit: unit, keys: starts[child]..<starts[child + 1], depth: node.depth + 1))
        }
      }
    }
    return true
  }

  private mutating func findBase(for labels: [Int], parent: Int) -> Int? {
    var free = Int(nextFree[0])
    var attempts = 0
    while free != 0, attempts < DoubleArrayBuilder.attemptCount {
      let base = free ^ labels[0]
      if isUsable(base, for: labels, parent: parent) { return base }
      free = Int(nextFree[free])
      attempts += 1
    }
    while units.count < 1 << 29 {
      let base = units.count
      addBlock()
      if isUsable(base, for: labels, parent: parent) { return base }
    }
    return nil
  }

  private func isUsable(_ base: Int, for labels: [Int], parent: Int) -> Bool {
    guard !isBase[base], DoubleArrayBuilder.encode(offset: base ^ parent) != nil else {
      return false
    }
    for label in labels where isTaken[base ^ label] { return false }
    return true
  }

  private mutating func addBlock() {
    let size = DoubleArrayBuilder.blockSize
    let begin = units.count
    units.append(contentsOf: repeatElement(0, count: size))
    isTaken.append(contentsOf: repeatElement(false, count: size))
    isBase.append(contentsOf: repeatElement(false, count: size))
    for index in begin..<begin + size {
      // Appended at the end of the list: unit 0 follows the last and precedes the first.
      let last = index == 0 ? 0 : previousFree[0]
      nextFree.append(0)
      previousFree.append(last)
      nextFree[Int(last)] = Int32(index)
      previousFree[0] = Int32(index)
    }
    let open = begin + size - DoubleArrayBuilder.openUnitCount
    while nextFree[0] != 0, Int(nextFree[0]) < open { unlink(Int(nextFree[0])) }
  }

  private mutating func take(_ unit: Int) {
    // Units that were given up are no longer in the list.
    let isListed = Int(nextFree[Int(previousFree[unit])]) == unit && unit != 0
    isTaken[unit] = true
    if isListed { unlink(unit) }
  }

  private mutating func unlink(_ unit: Int) {
    let (previous, next) = (previousFree[unit], nextFree[unit])
    nextFree[Int(previous)] = next
    previousFree[Int(next)] = previous
  }

  /// The bits for an offset, `nil` if the format cannot express it.
  private static func encode(offset: Int) -> UInt32? {
    if offset < 1 << 21 { return UInt32(offset) << 10 }
    guard offset < 1 << 29, offset & 0xff == 0 else { return nil }
    return UInt32(offset >> 8) << 10 | DoubleArray.wideFlag
  }
}
