/// The state of one `encode`: the word being built, scratch for its segmentation, and the ids.
///
/// All arrays keep their capacity from word to word; nothing is allocated per token.
struct EncodingRun {
  let pipeline: TokenizerSettings.Pipeline
  let unknownID: Int32
  let unknownScore: Double
  /// Content ids beyond this many are counted and dropped.
  let limit: Int

  /// Content ids, at most `limit` of them between words.
  private(set) var ids: [Int32] = []
  /// How many content ids there were.
  private(set) var count = 0

  /// The word being built; empty, or begins with U+2581.
  var word: [UInt8] = []
  var endsInSpace = false

  /// Per byte of the word: the best way to get there.
  var steps: [Step] = []

  /// The last piece of the best path to a byte.
  struct Step {
    var score: Double
    /// The piece's bytes; 0 where no path ends.
    var byteCount: Int32
    var id: Int32
  }

  init(settings: TokenizerSettings, limit: Int) {
    pipeline = settings.pipeline
    unknownID = Int32(truncatingIfNeeded: settings.unknownID)
    unknownScore = settings.unknownScore
    self.limit = limit
    word.reserveCapacity(256)
    ids.reserveCapacity(min(limit, 1024))
  }

  /// Appends one id, as of an added token.
  mutating func append(_ id: Int32) {
    ids.append(id)
    count += 1
    trim(to: limit)
  }

  /// Appends the path that ends at byte `end` of the word; neighbouring unknowns become one.
  mutating func appendPath(endingAt end: Int) {
    let first = ids.count
    var position = end
    var isUnknown = false
    while position > 0 {
      let step = steps[position]
      if step.id != unknownID || !isUnknown { ids.append(step.id) }
      isUnknown = step.id == unknownID
      position -= Int(step.byteCount)
    }
    count += ids.count - first
    var (low, high) = (first, ids.count - 1)
    while low < high {
      ids.swapAt(low, high)
      (low, high) = (low + 1, high - 1)
    }
    trim(to: limit)
  }

  private mutating func trim(to limit: Int) {
    if ids.count > limit { ids.removeLast(ids.count - limit) }
  }
}
