import Model
import Conversion
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

@Suite struct LanguageTests {
  @Test func `codes are unique, in order, and nothing else is known`() {
    let codes = Language.all.map(\.code)
    #expect(codes == Set(codes).sorted())
    #expect(codes.count == 67)
    #expect(codes.allSatisfy { $0.utf8.count == 2 })
    #expect(Language(code: "de")?.name == "German")
    #expect(Language(code: "ja")?.scripts == [.han, .hiragana, .katakana])
    #expect(Language(code: "xx") == nil)
    #expect(Language(code: "DE") == nil)
  }

  @Test(arguments: [
    ("de", "Grüße, Straße, GRÖẞE", "čж"), ("en", "naïve café", "ж"),
    ("fr", "L’élève œuvre à Noël", "ж"), ("tr", "Iğdır'da şiir İyi", "ж"),
    ("ru", "Ещё объём", "іїє"), ("uk", "Її ґанок", "љ"), ("el", "Ώρα ΐ ΰ ς", "я"),
    ("he", "שָׁלוֹם", "ب"), ("ar", "مُسْتَشْفًى ١٢٣", "ٹ"), ("fa", "پژوهشگاه ۱۲۳", "ב"),
    ("hi", "हिन्दी ज़रूर १२", "আ"), ("ja", "駅はどこですか。ー々ヴ", "가"), ("ko", "한국어 가각힣", "か"),
    ("zh", "请问车站在哪里？龘", "ひ"), ("vi", "Ở đâu có ga tàu? Ễ", "ш"), ("th", "น้ำใส ๑๒", "ກ"),
  ])
  func `a language has its letters in both cases and no stranger's`(
    code: String, own: String, strange: String
  ) throws {
    let characters = try #require(Language(code: code)).characters
    #expect(characters.containsAll(of: own.unicodeScalars))
    for scalar in strange.unicodeScalars where scalar.properties.isAlphabetic {
      #expect(!characters.contains(scalar), "\(scalar) in \(code)")
    }
  }

  @Test func `digits, punctuation, symbols and emoji are everyone's`() {
    let text =
      "0123 ½² .,;:!?¿¡«»„“”‘’–—…()[]{}@#$€£₹%‰+−×÷=<>/\\|~^°©®™→☎ 😀👩🏽\u{200d}💻❤\u{fe0f}1\u{20e3}、。「」"
    #expect(Language.common.containsAll(of: text.unicodeScalars))
    #expect(!"aZäж一".unicodeScalars.contains(where: Language.common.contains))
  }

  /// So a text of a language's characters stays one when the tokenizer has normalised it.
  @Test func `no character of a language becomes another's when it is normalised`() throws {
    for model in [try Vocabulary.wordwise.get(), try Vocabulary.uncased.get()] {
      let tokenizer = Tokenizer(model)
      let pieces = try VocabularyPieces(model)
      for language in Language.all {
        let characters = language.characters
        for value in 0x21..<0x110000 as Range<UInt32> {
          guard let scalar = Unicode.Scalar(value), characters.contains(scalar),
            !Language.common.contains(scalar)
          else { continue }
          for id in tokenizer.tokens(String(scalar)) where Int(id) != model.settings.unknownID {
            let piece = try #require(pieces.characters(of: Int(id)))
            #expect(
              characters.containsAll(of: piece), "U+\(String(value, radix: 16)) in \(language.code)"
            )
          }
        }
      }
    }
  }
}
