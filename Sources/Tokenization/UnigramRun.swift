import Model
import Base

/// The state of one `encode` by a unigram model: the word being built, scratch for its segmentation,
/// and the ids.
///
/// All arrays keep their capacity from word to word; nothing is allocated per token.
struct UnigramRun {
  let pipeline: TokenizerSettings.Pipeline
  let unknownID: Int32
  let unknownScore: Double
  /// What was found so far.
  var tokens: TokenCollector

  /// Whether the whole normalised text is collected as one word, with the spaces that are in it.
  var isCollecting = false
  /// The word being built; empty, or begins with U+2581.
  var word: [UInt8] = []
  var endsInSpace = false

  /// Per byte of the word: the best way to get there.
  var steps: [Step] = []
  private var path: [Int32] = []

  /// The last piece of the best path to a byte.
  struct Step {
    var score: Double
    /// The piece's bytes; 0 where no path ends.
    var byteCount: Int32
    var id: Int32
  }

  init(encoder: UnigramEncoder, tokens: TokenCollector) {
    pipeline = encoder.pipeline
    unknownID = encoder.unknownID
    unknownScore = encoder.unknownScore
    self.tokens = tokens
    word.reserveCapacity(256)
  }

  /// Appends the path that ends at byte `end` of the word; neighbouring unknowns become one.
  mutating func appendPath(endingAt end: Int) {
    path.removeAll(keepingCapacity: true)
    var position = end
    var isUnknown = false
    while position > 0 {
      let step = steps[position]
      if step.id != unknownID || !isUnknown { path.append(step.id) }
      isUnknown = step.id == unknownID
      position -= Int(step.byteCount)
    }
    path.reverse()
    tokens.append(path)
  }

  /// Adds the scalars of `text[range]`, already normalised, to the words.
  @inline(__always)
  mutating func append(
    _ text: Span<UInt8>, _ range: Range<Int>, trie: Span<UInt32>, scores: Span<Float>
  ) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let (scalar, next) = text.scalar(at: offset)
      if isCollecting {
        // Only for whole texts are runs of spaces made one by the normalizer itself.
        let isRepeated = pipeline == .whole && scalar == 0x20 && word.last == 0x20
        if !isRepeated { for index in offset..<next { word.append(text[index]) } }
        offset = next
        continue
      }
      let isSpace = pipeline == .wordwise ? UTF8Text.isWhiteSpace(scalar) : scalar == 0x20
      if isSpace {
        appendSpace(trie: trie, scores: scores)
      } else if scalar == 0x2581 {
        flush(trie: trie, scores: scores)
        beginWord()
        endsInSpace = false
      } else {
        if word.isEmpty { beginWord() }
        endsInSpace = false
        for index in offset..<next { word.append(text[index]) }
      }
      offset = next
    }
  }

  /// Adds a byte below 0x80 that is neither white space nor a part of anything longer.
  @inline(__always)
  mutating func append(ascii byte: UInt8) {
    if word.isEmpty, !isCollecting { beginWord() }
    endsInSpace = false
    word.append(byte)
  }

  /// Ends a word; in `.whole`, a run of spaces begins the next one.
  mutating func appendSpace(trie: Span<UInt32>, scores: Span<Float>) {
    switch pipeline {
    case .wordwise: flush(trie: trie, scores: scores)
    case .whole:
      guard !endsInSpace else { return }
      flush(trie: trie, scores: scores)
      beginWord()
      endsInSpace = true
    }
  }

  /// Ends the last word of a stretch of text.
  mutating func finish(trie: Span<UInt32>, scores: Span<Float>) {
    if !isCollecting { flush(trie: trie, scores: scores) }
    endsInSpace = false
  }

  private mutating func beginWord() {
    word.append(0xe2)
    word.append(0x96)
    word.append(0x81)
  }

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
