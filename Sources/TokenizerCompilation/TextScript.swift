/// The writing system of a text.
package enum TextScript {
  /// The name of the script of most letters of `text`.
  ///
  /// Of equally many it is the one that comes first. Kana decide for Japanese, which has more Han
  /// letters than kana.
  package static func name(of text: String) -> String {
    var counts: [(name: String, count: Int)] = []
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      let script = ScriptTable.shared[scalar]
      if script == .hiragana || script == .katakana { return "Japanese" }
      let name = script?.rawValue ?? "other scripts"
      if let place = counts.firstIndex(where: { $0.name == name }) {
        counts[place].count += 1
      } else {
        counts.append((name, 1))
      }
    }
    var best = (name: "no letters", count: 0)
    for entry in counts where entry.count > best.count { best = entry }
    return best.name
  }
}
