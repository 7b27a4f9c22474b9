import Model
import Conversion
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

/// Texts keep their pieces.
@Suite struct TokenIdentityTests {
  /// Languages, how many of the 250,002 pieces stay, and the share of their lines that have the same
  /// pieces: what is missing has letters of others.
  static let sets: [(codes: [String], count: Int, share: Double)] = [
    (["en"], 101_237, 1), (["de", "en", "fr"], 105_236, 0.990),
    (["en", "ru", "uk"], 129_134, 1),
    (["ar", "en", "fa", "ur"], 114_248, 1), (["en", "ja", "ko", "zh"], 127_218, 1),
    (["hi", "mr", "ne"], 12_226, 0.755), (["vi"], 95_174, 1), (["el", "en", "he"], 111_599, 1),
    (["th", "tr"], 107_905, 1),
  ]

  @Test(arguments: sets)
  func `lines of kept languages have the same pieces`(
    codes: [String], count: Int, wantedShare: Double
  ) throws {
    for model in [try Vocabulary.wordwise.get(), try Vocabulary.whole.get()] {
      let cut = try Vocabulary.pruned(model, to: codes)
      #expect(cut.selection.keptIDs.count == count)
      let pieces = try VocabularyPieces(model)
      var characters = Language.common
      for code in codes { characters.formUnion(try #require(Language(code: code)).characters) }
      var (ownCount, sameCount, provenCount) = (0, 0, 0)
      for line in try Vocabulary.lines() {
        let old = cut.old(line.text)
        let isSame = old == cut.new(line.text)
        // The pieces are the normalised text but for characters that have none.
        let isProven = old.allSatisfy { id in
          id == model.settings.unknownID
            || pieces.characters(of: id).map { characters.containsAll(of: $0) } ?? true
        }
        if isProven {
          #expect(isSame, "\(line.language): \(line.text.debugDescription)")
          provenCount += 1
        }
        guard codes.contains(line.language) else { continue }
        ownCount += 1
        if isSame { sameCount += 1 }
      }
      let share = Double(sameCount) / Double(ownCount)
      print("\(codes): \(provenCount) lines proven, \(share) of \(ownCount) own lines the same")
      #expect(share >= wantedShare, "\(codes): \(sameCount) of \(ownCount)")
      #expect(provenCount >= ownCount / 2)
    }
  }

  @Test(arguments: [["de", "en"], ["ru"], ["ja"], ["ar"]])
  func `random words of a language's letters have the same pieces`(codes: [String]) throws {
    var characters = Language.common
    for code in codes { characters.formUnion(try #require(Language(code: code)).characters) }
    let letters = (0x41..<0x30000 as Range<UInt32>).compactMap { Unicode.Scalar($0) }.filter {
      characters.contains($0) && !Language.common.contains($0)
    }
    var numbers = SeededNumbers(seed: 7)
    for model in [try Vocabulary.wordwise.get(), try Vocabulary.uncased.get()] {
      let cut = try Vocabulary.pruned(model, to: codes)
      let pieces = try VocabularyPieces(model)
      var provenCount = 0
      for _ in 0..<2000 {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<numbers.int(1..<13) {
          scalars.append(letters[numbers.int(0..<letters.count)])
          if numbers.int(0..<4) == 0 { scalars.append(" ") }
        }
        let text = String(scalars)
        // A letter and a mark may become one letter, which is another language's.
        let isOwn = cut.old(text).allSatisfy { id in
          id == model.settings.unknownID
            || pieces.characters(of: id).map { characters.containsAll(of: $0) } ?? true
        }
        guard isOwn else { continue }
        provenCount += 1
        #expect(cut.isSame(text), "\(codes): \(text.debugDescription)")
      }
      #expect(provenCount > 1000, "\(codes): \(provenCount)")
    }
  }

  @Test func `texts of dropped languages change, and common ones do not`() throws {
    let cut = try Vocabulary.pruned(try Vocabulary.wordwise.get(), to: ["de", "en"])
    for text in ["Где находится вокзал?", "駅はどこですか。", "أين المحطة؟", "Łódź i Gdańsk"] {
      #expect(!cut.isSame(text), "\(text)")
    }
    for text in ["", "  ", "12:30 – 14 €, 50 %!", "😀👍🏽", "<mask> <s>", "e\u{301}", "Ａｂｃ", "ﬁn"] {
      #expect(cut.isSame(text), "\(text.debugDescription)")
    }
    // A Latin letter of neither language is spelled, but known.
    let name = cut.new("Łódź")
    #expect(!name.contains(cut.selection.original.settings.unknownID))
  }

  @Test func `a prompt in letters of no kept language keeps its pieces`() throws {
    let model = try Vocabulary.wordwise.get()
    let prompts = ["search_query: ", "Frage:"]
    let cut = try Vocabulary.pruned(model, to: ["ru"], prompts: prompts)
    for prompt in prompts {
      for text in ["где вокзал?", "Ещё", ""] { #expect(cut.isSame(prompt + text), "\(prompt)") }
    }
    #expect(!cut.isSame("the search of another word"))
  }
}
