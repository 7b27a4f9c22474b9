extension UnigramRun {
  /// Cuts the word into the pieces with the highest sum of scores and empties it.
  ///
  /// As in huggingface/tokenizers `models/unigram`: sums in binary64, edges in order of start and
  /// length, a path replaced only by a strictly better one, an edge of one unknown character only
  /// where no piece is that character.
  mutating func flush(trie: Span<UInt32>, scores: Span<Float>) {
    let size = word.count
    guard size > 0 else { return }
    prepareSteps(size)
    let root = DoubleArray.offset(trie[0])
    var start = 0
    while start < size {
      let scoreHere = steps[start].score
      let width = min(UnigramRun.width(word[start]), size - start)
      let end = min(size, start + TokenizerModel.maximumPieceByteCount)
      var hasSingle = false
      var walk = TrieWalk(from: root)
      var position = start
      pieces: while position < end {
        let id: Int
        switch walk.step(word[position], trie) {
        case .end: break pieces
        case .inner:
          position += 1
          continue
        case .key(let value): id = value
        }
        position += 1
        guard id < scores.count else { continue }
        propose(
          Step(
            score: Double(scores[id]) + scoreHere,
            byteCount: Int32(truncatingIfNeeded: position - start),
            id: Int32(truncatingIfNeeded: id)), at: position)
        if position - start == width { hasSingle = true }
      }
      if !hasSingle {
        propose(
          Step(
            score: unknownScore + scoreHere, byteCount: Int32(truncatingIfNeeded: width),
            id: unknownID), at: start + width)
      }
      start += width
    }
    appendPath(endingAt: size)
    word.removeAll(keepingCapacity: true)
  }

  private mutating func prepareSteps(_ size: Int) {
    let unreached = Step(score: 0, byteCount: 0, id: 0)
    if steps.count <= size {
      steps.append(contentsOf: repeatElement(unreached, count: size + 1 - steps.count))
    }
    for index in 0...size { steps[index] = unreached }
  }

  @inline(__always)
  private mutating func propose(_ step: Step, at end: Int) {
    let old = steps[end]
    if old.byteCount == 0 || step.score > old.score { steps[end] = step }
  }

  /// The bytes of the character that begins with `byte`.
  @inline(__always)
  private static func width(_ byte: UInt8) -> Int {
    byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  }
}
