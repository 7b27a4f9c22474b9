import Base
package import TokenizerCompilation

/// A language and what it is written with.
package struct Language: Sendable, Equatable {
  /// Its code in ISO 639-1.
  package let code: String
  /// Its name in English.
  package let name: String
  /// The scripts of its letters.
  package let scripts: [Script]
  /// Those of them whose every character counts.
  let whole: [Script]
  /// The other characters, as `ScalarSet` reads them.
  let ranges: String

  init(_ code: String, _ name: String, scripts: [Script], whole: [Script], characters: String) {
    self.code = code
    self.name = name
    self.scripts = scripts
    self.whole = whole
    ranges = characters
  }

  /// The language with this code, `nil` if it is not known.
  package init?(code: String) {
    guard let found = Language.all.first(where: { $0.code == code }) else { return nil }
    self = found
  }

  /// The language that was probably meant by a word that is no code: its name, or a code in another case
  /// or with a region; `nil` if nothing is close.
  package static func closest(to word: String) -> Language? {
    let code = word.lowercased().split(whereSeparator: { "-_".contains($0) }).first.map(String.init)
    if let code, let found = Language(code: code) { return found }
    guard word.count > 3, let name = Closest.name(to: word, among: all.map(\.name)) else {
      return nil
    }
    return all.first { $0.name == name }
  }

  /// Everything it is written with, as the tokenizers' normalisations leave it.
  package var characters: ScalarSet {
    var set = Language.common
    set.insert(ranges)
    for script in whole { set.insert(script.ranges) }
    return set
  }
}

extension ScriptTable {
  /// What a report counts a text under: a script's name, `common` for one without letters, `other`,
  /// or `mixed`.
  func name(of text: some Sequence<Unicode.Scalar>) -> String {
    var found: String?
    for scalar in text where !Language.common.contains(scalar) {
      let name = self[scalar]?.rawValue ?? "other"
      if let found, found != name { return "mixed" }
      found = name
    }
    return found ?? "common"
  }
}
