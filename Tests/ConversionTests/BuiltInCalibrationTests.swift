import Quantization
import Base
import Conversion
import Evaluation
import TestSupport
import Testing

/// The built-in texts are enough, are texts, and judge nothing.
@Suite struct BuiltInCalibrationTests {
  private static let texts = BuiltInCalibration.texts

  /// Every string of a JSON value.
  private static func strings(_ value: JSONValue) -> [String] {
    if let string = value.string { return [string] }
    if let array = value.array { return array.flatMap(strings) }
    if let object = value.object { return object.members.flatMap { strings($0.value) } }
    return []
  }

  /// The committed texts that models are judged by.
  private static func judged() throws -> [String] {
    let files = [
      "texts/architectures", "texts/english", "texts/multilingual", "texts/tiny",
      "published/gte-multilingual-base", "published/nomic-embed-text-v2-moe",
      "published/snowflake-arctic-embed-m-v2.0",
    ]
    return try files.flatMap { strings(try Repository.json("Golden/\($0).json")) }
      + VerificationText.builtIn.map(\.text) + searched()
  }

  /// The documents and queries of the set that searches are measured on.
  private static func searched() throws -> [String] {
    let folder = Repository.path("Golden/retrieval")
    let languages = TemporaryFolder.names(in: folder).filter { $0 != "LICENCE" }
    return try languages.flatMap { language in
      try ["corpus", "queries"].flatMap { name in
        let file = try ReadableFile(path: "\(folder)/\(language)/\(name).jsonl")
        let lines = try file.bytes(at: 0, count: file.byteCount).split(separator: 10)
        return try lines.flatMap { strings(try JSONValue(parsing: Array($0))) }
      }
    }
  }

  @Test func `there are many texts of many languages, less than half of them English`() {
    #expect(1_200...2_000 ~= Self.texts.count, "\(Self.texts.count)")
    let bytes = Self.texts.reduce(into: [:]) { $0[$1.language, default: 0] += $1.text.utf8.count }
    #expect(bytes.count >= 80, "\(bytes.count)")
    let english = Double(bytes["en", default: 0]) / Double(bytes.values.reduce(0, +))
    #expect(0.3...0.5 ~= english, "\(english)")
    for language in ["de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ko", "ar", "hi", "tr", "sw"] {
      #expect(Self.texts.count { $0.language == language } >= 10, "\(language)")
    }
  }

  @Test func `every text is one line of a sensible length`() {
    for (language, text) in Self.texts {
      #expect(2...3 ~= language.count && language.allSatisfy { "a"..."z" ~= $0 }, "\(language)")
      #expect(5...1_800 ~= text.utf8.count, "\(text)")
      #expect(text.first != " " && text.last != " " && !text.contains { $0.isNewline }, "\(text)")
    }
    let lengths = Self.texts.map(\.text.utf8.count)
    #expect(lengths.count { $0 < 60 } >= 300 && lengths.count { $0 > 900 } >= 50)
  }

  @Test func `no text comes twice`() {
    #expect(Set(Self.texts.map { $0.text.lowercased() }).count == Self.texts.count)
    let other = Set(CorrectionTexts.all)
    #expect(Self.texts.allSatisfy { !other.contains($0.text) })
  }

  @Test func `no text shares wording with one to judge by`() throws {
    let judged = try Self.judged()
    #expect(judged.count > 3_000)
    let whole = Set(judged.map { $0.lowercased() })
    let pieces = judged.reduce(into: Set<String>()) {
      $0.formUnion(SharedWording.words(of: $1))
      $0.formUnion(SharedWording.letters(of: $1))
    }
    for (language, text) in Self.texts {
      #expect(!whole.contains(text.lowercased()), "\(text)")
      let own = SharedWording.pieces(of: text, language: language)
      #expect(pieces.isDisjoint(with: own), "\(text)")
    }
  }

  @Test func `shared wording is found inside other texts`() {
    let judge = "In the mountains water boils at a lower temperature than at sea level."
    let text = "He wrote: in the MOUNTAINS, water boils at a lower temperature. Then he slept."
    let words = SharedWording.pieces(of: text, language: "en")
    #expect(!SharedWording.words(of: judge).isDisjoint(with: words))
    let japanese = "新しい図書館は駅から歩いて五分のところにあります。"
    let quoted = SharedWording.pieces(of: "昨日、\(japanese)と聞いた。", language: "ja")
    #expect(!SharedWording.letters(of: japanese).isDisjoint(with: quoted))
    #expect(SharedWording.pieces(of: "seven words are not enough for this", language: "en").isEmpty)
  }
}
