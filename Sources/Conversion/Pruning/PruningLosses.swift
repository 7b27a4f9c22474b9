import Tokenization
import TokenizerCompilation

/// What a model no longer knows as it did.
public struct PruningLosses: Sendable, Equatable {
  /// The dropped pieces, those of the script that loses most first.
  public let scripts: [Script]
  /// The characters that become unknown, those of the script that loses most first.
  public let characters: [Characters]

  /// The pieces of one script; `common` has no letters, `mixed` those of several.
  public struct Script: Sendable, Equatable {
    /// The script's name.
    public let name: String
    /// How many of its pieces are dropped.
    public let droppedCount: Int
    /// How many pieces it has.
    public let count: Int
  }

  /// Characters of one script that had a piece of their own.
  public struct Characters: Sendable, Equatable {
    /// The script's name.
    public let script: String
    /// How many there are.
    public let count: Int
    /// The first of them.
    public let examples: [String]
  }

  private static let exampleCount = 8

  /// Counts what `selection` drops.
  public init(_ selection: PieceSelection) {
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
