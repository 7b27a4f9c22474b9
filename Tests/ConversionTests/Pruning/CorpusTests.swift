import Model
import Base
import Conversion
import TestSupport
import Testing
import Tokenization

/// The texts of a corpus keep their pieces.
@Suite struct CorpusTests {
  @Test(arguments: [0, 1, 2])
  func `every line of a corpus has the same pieces, alone and behind prompts`(part: Int) throws {
    let lines = try Vocabulary.lines().map(\.text)
    let corpus = lines.enumerated().filter { $0.offset % 3 == part }.map(\.element)
    let prompts = ["query: ", "Représente ceci:", ""]
    for model in [
      try Vocabulary.wordwise.get(), try Vocabulary.whole.get(), try Vocabulary.uncased.get(),
    ] {
      let cut = try Vocabulary.pruned(model, texts: corpus, prompts: prompts)
      #expect(cut.selection.keptIDs.count < model.settings.vocabularySize * 2 / 3)
      for text in corpus {
        for prompt in prompts {
          #expect(cut.isSame(prompt + text), "\(prompt): \(text.debugDescription)")
        }
      }
      // Other lines change, but hardly any character is unknown that was known.
      #expect(lines.contains { !cut.isSame($0) })
    }
  }

  @Test func `a corpus adds to languages`() throws {
    let model = try Vocabulary.wordwise.get()
    let russian = "Где находится вокзал?"
    let both = try Vocabulary.pruned(model, to: ["en"], texts: [russian])
    let english = try Vocabulary.pruned(model, to: ["en"])
    #expect(both.isSame(russian) && both.isSame("Where is the station?"))
    #expect(!english.isSame(russian))
    #expect(Set(both.selection.keptIDs).isSuperset(of: english.selection.keptIDs))
  }

  @Test func `a corpus's characters stay known one by one`() throws {
    let cut = try Vocabulary.pruned(
      try Vocabulary.wordwise.get(), texts: ["Где находится вокзал?"])
    let unknown = cut.selection.original.settings.unknownID
    #expect(!cut.new("закат водки").contains(unknown))
    #expect(!cut.new("any ASCII text, 123 ~").contains(unknown))
    #expect(cut.new("юла").contains(unknown))
  }

  @Test func `texts are counted and have a checksum`() throws {
    let model = try Vocabulary.uncased.get()
    var (one, two) = (
      CorpusPieces(tokenizer: model, prompts: []), CorpusPieces(tokenizer: model, prompts: [])
    )
    for text in ["a", "b"] { one.add(text) }
    two.add("a\nb")
    #expect(one.textCount == 2)
    #expect(two.textCount == 1)
    #expect(one.checksum == two.checksum)
    #expect(
      one.checksum.description
        == "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2")
  }

  @Test func `what texts lose is counted`() throws {
    let cut = try Vocabulary.pruned(try Vocabulary.wordwise.get(), to: ["en"])
    var comparison = TextComparison(cut.selection)
    for text in ["Where is it?", "вокзал", "вокзал station", "Łódź", ""] { comparison.add(text) }
    #expect(comparison.textCount == 5)
    #expect(comparison.changedTextCount == 3)
    #expect(comparison.unknownCountBefore == 0)
    #expect(comparison.unknownCount == 2)
    #expect(comparison.worst.map(\.text) == ["вокзал", "Łódź", "вокзал station"])
    #expect(comparison.lostTokenCount == comparison.worst.reduce(0) { $0 + $1.lostTokenCount })
    let losses = PruningLosses(cut.selection)
    let dropped = losses.scripts.reduce(0) { $0 + $1.droppedCount }
    #expect(
      dropped + cut.selection.keptIDs.count == cut.selection.original.settings.vocabularySize)
    #expect(losses.scripts.first?.name == "Cyrillic")
    #expect(losses.scripts.first { $0.name == "common" }?.droppedCount == 0)
    #expect(losses.characters.first?.script == "Han")
    #expect(losses.characters.contains { $0.script == "Greek" && $0.examples.contains("Ώ") })
    #expect(!losses.characters.contains { $0.script == "Latin" })
  }
}
