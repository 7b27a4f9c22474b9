import Tokenization
import TokenizerCompilation

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
