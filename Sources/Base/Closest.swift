/// Finds the name that was meant by a mistyped one.
package enum Closest {
  /// The one of `names` that is closest to `word`, cases ignored; `nil` if none is close.
  ///
  /// Close is one change for every three characters of the word and at most two, where a change adds,
  /// drops or replaces a character or swaps two neighbours; or the only name that begins with the word.
  package static func name(to word: String, among names: [String]) -> String? {
    let typed = Array(word.lowercased())
    guard typed.count >= 2, typed.count <= 256 else { return nil }
    let limit = min(2, max(1, typed.count / 3))
    var best: (name: String, distance: Int)?
    for name in names {
      let letters = Array(name.lowercased())
      guard abs(letters.count - typed.count) <= limit else { continue }
      let distance = distance(typed, letters)
      if distance <= min(limit, best.map { $0.distance - 1 } ?? limit) { best = (name, distance) }
    }
    if let best { return best.name }
    let longer = names.filter { $0.lowercased().hasPrefix(word.lowercased()) }
    return typed.count >= 3 && longer.count == 1 ? longer[0] : nil
  }

  /// The number of changes between two words, no part of a word being changed twice.
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for row in 1...first.count {
      var next = [row]
      for column in second.indices {
        let isSame = first[row - 1] == second[column]
        var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, next[column] + 1)
        if row > 1, column > 0, first[row - 1] == second[column - 1],
          first[row - 2] == second[column]
        {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        next.append(cost)
      }
      (beforeLast, last) = (last, next)
    }
    return last[second.count]
  }
}
