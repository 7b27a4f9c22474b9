/// The ids of one text as they are found: the first ones are kept, all are counted.
struct TokenCollector {
  /// Ids beyond this many are counted and dropped.
  let limit: Int
  /// The ids that fit.
  private(set) var ids: [Int32] = []
  /// How many ids there were.
  private(set) var count = 0
  /// Pieces of words that are unknown in the end, no more than `limit`.
  private(set) var abandoned: [Int32] = []

  init(limit: Int) {
    self.limit = limit
    ids.reserveCapacity(min(limit, 1024))
  }

  /// Appends one id.
  @inline(__always)
  mutating func append(_ id: Int32) {
    if ids.count < limit { ids.append(id) }
    count += 1
  }

  /// Appends the ids of a word.
  @inline(__always)
  mutating func append(_ word: [Int32]) {
    for id in word { append(id) }
  }

  /// Notes the pieces that were found before a word turned out to be unknown.
  mutating func abandon(_ pieces: [Int32]) {
    abandoned += pieces.prefix(limit - abandoned.count)
  }
}
