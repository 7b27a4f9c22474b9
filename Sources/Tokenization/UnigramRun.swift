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

  init(encoder: UnigramEncoder, limit: Int) {
    pipeline = encoder.pipeline
    unknownID = encoder.unknownID
    unknownScore = encoder.unknownScore
    tokens = TokenCollector(limit: limit)
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
}
