extension TokenizerModel {
  /// The texts that the trie gives ids, `[vocabularySize]`; `nil` for an id without a text.
  ///
  /// - Throws: `TokenizationError.invalidTable` if the trie is no tree of texts in UTF-8 with an id of
  ///   its own each.
  package func pieceTexts() throws(TokenizationError) -> [String?] {
    try trie.withWords { (units) throws(TokenizationError) in
      var walk = PieceWalk(units: units, idCount: settings.vocabularySize)
      try walk.run(units)
      return walk.texts
    }
  }
}

/// A walk through all keys of a double array, which may be anything.
private struct PieceWalk {
  private(set) var texts: [String?]

  private struct Node {
    /// Where walks behind the node's byte begin.
    let position: Int
    /// The bytes that led here.
    let depth: Int
    let byte: UInt8
  }

  private var pending: [Node]
  private var path: [UInt8] = []
  /// Per unit: in a tree no unit is reached twice, which bounds the walk.
  private var isReached: [Bool]

  init(units: Span<UInt32>, idCount: Int) {
    texts = [String?](repeating: nil, count: idCount)
    isReached = [Bool](repeating: false, count: units.count)
    pending = [Node(position: DoubleArray.offset(units[0]), depth: 0, byte: 0)]
  }

  mutating func run(_ units: Span<UInt32>) throws(TokenizationError) {
    while let node = pending.popLast() {
      if node.depth > 0 {
        path.removeLast(path.count - (node.depth - 1))
        path.append(node.byte)
      }
      for byte in UInt8(1)...255 {
        var walk = TrieWalk(from: node.position)
        let step = walk.step(byte, units)
        if case .end = step { continue }
        try reach(node.position ^ Int(byte))
        guard node.depth < TokenizerModel.maximumPieceByteCount else {
          throw broken("pieces of at most \(TokenizerModel.maximumPieceByteCount) bytes", "more")
        }
        if case .key(let id) = step { try add(path + [byte], id) }
        pending.append(Node(position: walk.position, depth: node.depth + 1, byte: byte))
      }
    }
  }

  private mutating func reach(_ unit: Int) throws(TokenizationError) {
    guard !isReached[unit] else { throw broken("a tree", "two ways to unit \(unit)") }
    isReached[unit] = true
  }

  private mutating func add(_ bytes: [UInt8], _ id: Int) throws(TokenizationError) {
    guard id < texts.count else { throw broken("ids below \(texts.count)", "\(id)") }
    guard texts[id] == nil else { throw broken("one text for each id", "two for \(id)") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw broken("pieces in UTF-8", "another one for \(id)")
    }
    texts[id] = text
  }

  private func broken(_ expected: String, _ found: String) -> TokenizationError {
    .invalidTable(table: "trie", expected: expected, found: found)
  }
}
