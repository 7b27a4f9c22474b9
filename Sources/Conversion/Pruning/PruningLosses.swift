import Model
import Tokenization
import TokenizerCompilation

/// What a model no longer knows as it did.
package struct PruningLosses: Sendable, Equatable {
  /// The dropped pieces, those of the script that loses most first.
  package let scripts: [Script]
  /// The characters that become unknown, those of the script that loses most first.
  package let characters: [Characters]

  /// The pieces of one script; `common` has no letters, `mixed` those of several.
  package struct Script: Sendable, Equatable {
    /// The script's name.
    package let name: String
    /// How many of its pieces are dropped.
    package let droppedCount: Int
    /// How many pieces it has.
    package let count: Int
  }

  /// Characters of one script that had a piece of their own.
  package struct Characters: Sendable, Equatable {
    /// The script's name.
    package let script: String
    /// How many there are.
    package let count: Int
    /// The first of them.
    package let examples: [String]
  }

  private static let exampleCount = 8

  /// Counts what `selection` drops.
  package init(_ selection: PieceSelection) {
    var counts: [String: (dropped: Int, all: Int)] = [:]
    var lost: [String: Set<UInt32>] = [:]
    let pieces = selection.pieces
    var kept = selection.keptIDs[...]
    for id in pieces.texts.indices {
      let isKept = kept.first == id
      if isKept { kept.removeFirst() }
      guard let text = pieces.characters(of: id) else { continue }
      let script = ScriptTable.shared.name(of: text)
      counts[script, default: (0, 0)].all += 1
      guard !isKept else { continue }
      counts[script, default: (0, 0)].dropped += 1
      if text.count == 1, let character = text.first {
        lost[script, default: []].insert(character.value)
      }
    }
    scripts = counts.map { Script(name: $0, droppedCount: $1.dropped, count: $1.all) }.sorted {
      ($1.droppedCount, $0.name) < ($0.droppedCount, $1.name)
    }
    characters = lost.map { script, values in
      Characters(
        script: script, count: values.count,
        examples: values.sorted().prefix(PruningLosses.exampleCount).compactMap {
          Unicode.Scalar($0).map { String($0) }
        })
    }.sorted { ($1.count, $0.script) < ($0.count, $1.script) }
  }
}

/// How texts fare under a pruned vocabulary.
package struct TextComparison: Sendable {
  /// How many texts there were.
  package private(set) var textCount = 0
  /// How many of them are cut into other tokens than before.
  package private(set) var changedTextCount = 0
  /// How many tokens the texts had.
  package private(set) var tokenCount = 0
  /// How many of these are dropped.
  package private(set) var lostTokenCount = 0
  /// How many tokens were unknown.
  package private(set) var unknownCountBefore = 0
  /// How many are now.
  package private(set) var unknownCount = 0
  /// The changed texts that lose the largest share of their tokens, the worst first.
  package private(set) var worst: [Example] = []

  /// One changed text.
  package struct Example: Sendable, Equatable {
    /// The text, perhaps cut.
    package let text: String
    /// How many tokens it had.
    package let tokenCount: Int
    /// How many of these are dropped.
    package let lostTokenCount: Int

    fileprivate var share: Double { Double(lostTokenCount) / Double(max(1, tokenCount)) }
  }

  private static let exampleCount = 5
  private static let exampleCharacterCount = 100

  private let selection: PieceSelection
  private let before: Tokenizer
  private let after: Tokenizer
  private let isKept: [Bool]

  /// Begins without texts.
  package init(_ selection: PieceSelection) {
    self.selection = selection
    before = Tokenizer(selection.original)
    after = Tokenizer(selection.pruned)
    var isKept = [Bool](repeating: false, count: selection.original.settings.vocabularySize)
    for id in selection.keptIDs { isKept[id] = true }
    self.isKept = isKept
  }

  /// Cuts a text with both vocabularies, without a prompt and without a limit.
  package mutating func add(_ text: String) {
    let old = before.tokens(text)
    let new = after.tokens(text)
    let lost = old.count { !isKept[Int($0)] }
    textCount += 1
    tokenCount += old.count
    lostTokenCount += lost
    unknownCountBefore += old.count { Int($0) == selection.original.settings.unknownID }
    unknownCount += new.count { Int($0) == selection.pruned.settings.unknownID }
    guard old.map(Int.init) != new.map({ selection.keptIDs[Int($0)] }) else { return }
    changedTextCount += 1
    let example = Example(
      text: String(text.prefix(TextComparison.exampleCharacterCount)), tokenCount: old.count,
      lostTokenCount: lost)
    let place = worst.firstIndex { $0.share < example.share } ?? worst.count
    worst.insert(example, at: place)
    if worst.count > TextComparison.exampleCount { worst.removeLast() }
  }
}
