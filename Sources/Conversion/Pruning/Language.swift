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
