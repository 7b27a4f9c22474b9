import Base
import Hashing
import Inference
package import Model
package import Tokenization
import TokenizerCompilation

/// The texts whose mean activations correct biases.
///
/// Ordinary sentences of many languages, written for this purpose. None of them is in a golden file
/// or among the sentences of `verify`.
package enum CorrectionTexts {
  package static let all = [
    "The ferry to the islands leaves twice a day, weather permitting.",
    "Quarterly revenue rose by four percent although exports declined.",
    "def mean(values): return sum(values) / len(values)",
    "Preheat the oven to 200 degrees and butter a shallow dish.",
    "Der Vertrag verlängert sich um ein Jahr, wenn er nicht gekündigt wird.",
    "Im Herbst ziehen die Kraniche in großen Keilen nach Süden.",
    "Le conseil municipal a voté la rénovation de la bibliothèque.",
    "Comment régler la luminosité de l'écran sous Linux ?",
    "El tren llegó con veinte minutos de retraso a causa de la tormenta.",
    "La fotosíntesis convierte la luz en energía química.",
    "Il museo resta chiuso il lunedì e nei giorni festivi.",
    "A receita leva duas chávenas de farinha e três ovos.",
    "De dijk werd na de overstroming met een meter verhoogd.",
    "Pociąg do Krakowa odjeżdża z peronu trzeciego.",
    "Новый телескоп позволит увидеть самые далёкие галактики.",
    "Як оформити повернення товару в інтернет-магазині?",
    "Kütüphane sınav haftasında gece yarısına kadar açık.",
    "يزرع المزارعون القمح في الخريف ويحصدونه في أوائل الصيف.",
    "מזג האוויר צפוי להתחמם לקראת סוף השבוע.",
    "बारिश के मौसम में पहाड़ी सड़कें अक्सर बंद हो जाती हैं।",
    "ঢাকায় আজ সকাল থেকে হালকা বৃষ্টি হচ্ছে।",
    "รถไฟฟ้าสายใหม่จะเปิดให้บริการในปีหน้า",
    "Chợ nổi họp từ sáng sớm trên sông.",
    "Harga beras naik menjelang akhir tahun.",
    "新しい図書館は駅から歩いて五分のところにあります。",
    "电池在低温下容量会明显下降。",
    "주말에는 한강 공원에서 자전거를 탈 수 있다.",
    "Mkutano wa wakulima utafanyika mjini Arusha mwezi ujao.",
    "Tåget mot Göteborg är inställt på grund av banarbete.",
    "Ο σεισμός έγινε αισθητός σε όλη τη νότια Ελλάδα.",
    "Vlak do Brna má zpoždění asi deset minut.",
    "A folyó áradása miatt lezárták a rakpartot.",
  ]

  /// The token ids of all texts, the model's first two prompts in turn.
  static func tokens(for model: EmbeddingModel) throws(InferenceError) -> [[Int32]] {
    let prompts = model.sentence.prompts.map(\.name)
    var tokens: [[Int32]] = []
    for (index, text) in all.enumerated() {
      let prompt: EmbeddingModel.PromptChoice =
        prompts.isEmpty ? .text("") : .named(prompts[index % min(2, prompts.count)])
      tokens.append(try model.tokenize(text, prompt: prompt).ids)
    }
    return tokens
  }
}

/// The texts that calibration runs through a model when its user names none.
///
/// About 1,750 texts and 75,000 tokens of XLM-R in more than 80 languages, two fifths of them
/// English: queries, reports, encyclopaedic and technical prose, dialogue, law, science and code.
/// No text has more than 512 tokens. None shares wording with a text that a model is judged by, which
/// `Golden/README.md` lists. Sources and licences stand in `NOTICE`.
package enum BuiltInCalibration {
  /// Every text with its language's tag, in an order that never changes.
  package static let texts: [(language: String, text: String)] = parts.flatMap { part in
    part.split(separator: "\n").map { line in
      let tag = line.prefix { $0 != " " }
      return (language: String(tag), text: String(line.dropFirst(tag.count + 1)))
    }
  }

  private static let parts = [
    writtenEnglish, writtenEuropean, writtenAsianAfrican, humanRights, exampleSentencesInLatin,
    exampleSentencesInOtherScripts, dialogue, userGuideInLatin, userGuideInOtherScripts,
    homeAutomationInLatin, homeAutomationInOtherScripts, factbook, novel, science, code,
  ]
}

/// Texts that weights are calibrated with, and what a file says about them.
package struct CalibrationTextSet: Sendable, Equatable {
  /// What is recorded: `built-in`, or the checksum of the texts.
  package let name: String
  /// The texts, without prompts.
  package let texts: [String]
  /// Each text's language, if a model need not know them all.
  package let languages: [String]?
  /// What errors call the set: the file that it was read from, or else its name.
  package let place: String

  /// Texts to be recorded under `name`, from the file `place` if they come from one.
  ///
  /// - Precondition: there are as many languages as texts.
  package init(name: String, texts: [String], languages: [String]? = nil, place: String? = nil) {
    precondition(languages.map { $0.count == texts.count } ?? true)
    self.name = name
    self.texts = texts
    self.languages = languages
    self.place = place ?? name
  }

  /// A user's own texts but the empty ones, recorded by their checksum; `nil` if none is left.
  package init?(texts: [String], place: String) {
    let texts = texts.filter { !$0.isEmpty }
    guard !texts.isEmpty else { return nil }
    var hasher = ChecksumHasher()
    // The lengths keep texts apart.
    for text in texts { hasher.update(Array("\(text.utf8.count):\(text)".utf8)) }
    self.init(name: "sha256:\(hasher.finalize())", texts: texts, place: place)
  }

  /// The texts that come with the tool, in many languages; two fifths of their tokens are English.
  package static var builtIn: CalibrationTextSet {
    let texts = BuiltInCalibration.texts
    return CalibrationTextSet(
      name: "built-in", texts: texts.map(\.text), languages: texts.map(\.language))
  }

  /// The languages of the built-in texts that a tokenizer has words for.
  ///
  /// - Throws: `QuantizationError.tokenization` if a text has no tokens.
  package static func languages(
    knownTo tokenizer: Tokenizer, _ sentence: SentenceConfiguration
  ) throws(QuantizationError) -> Set<String> {
    let set = builtIn
    let known = try CalibrationBatches.encoded(set, tokenizer: tokenizer, sentence: sentence).known
    return Set(known.compactMap { set.languages?[$0] })
  }

  /// One text of this many is held out.
  static let heldOutShare = 8

  /// Texts to measure with, each with its group: its language, or its script where nobody has said it.
  package struct HeldOut: Sendable, Equatable {
    package let texts: [String]
    package let groups: [String]
  }

  /// The texts to calibrate with, of languages that a model knows, and every eighth to measure with;
  /// no text is in both.
  ///
  /// Texts in other languages are not calibrated with, but every eighth of them is measured with, too:
  /// nobody keeps them away from the model.
  ///
  /// - Throws: `QuantizationError.tooFewTexts` if there is none for one of them.
  package func split(
    for tokenizer: Tokenizer, _ sentence: SentenceConfiguration
  ) throws(QuantizationError) -> (kept: CalibrationTextSet, heldOut: HeldOut) {
    let known = Set(
      try CalibrationBatches.encoded(self, tokenizer: tokenizer, sentence: sentence).known)
    var (kept, heldOut): ([String], [Int]) = ([], [])
    var seen = Set<String>()
    var (knownCount, otherCount) = (0, 0)
    for (index, text) in texts.enumerated() where seen.insert(text).inserted {
      let isKnown = known.contains(index)
      let place = isKnown ? knownCount : otherCount
      if isKnown { knownCount += 1 } else { otherCount += 1 }
      if place % CalibrationTextSet.heldOutShare == 0 {
        heldOut.append(index)
      } else if isKnown {
        kept.append(text)
      }
    }
    guard !kept.isEmpty, !heldOut.isEmpty else {
      throw .tooFewTexts(place: place, expected: 2, found: knownCount)
    }
    return (
      CalibrationTextSet(name: name, texts: kept),
      HeldOut(
        texts: heldOut.map { texts[$0] },
        groups: heldOut.map { languages?[$0] ?? TextScript.name(of: texts[$0]) })
    )
  }
}

/// The tokens of calibration texts, cut into batches of whole texts.
package struct CalibrationBatches {
  /// Whole texts that run together, and where their rows lie in a stream.
  package struct Batch {
    package let sequences: [[Int32]]
    package let rows: Range<Int>
  }

  /// No text is longer than this, and no batch.
  package static let rowCapacity = 512

  package let batches: [Batch]

  package var tokenCount: Int { batches.last?.rows.upperBound ?? 0 }

  package var textCount: Int { batches.reduce(0) { $0 + $1.sequences.count } }

  /// The texts in their order, the model's first two prompts in turn, up to `tokenCount` tokens.
  ///
  /// Where there are more texts than fit, they are taken evenly from all over the set.
  ///
  /// - Throws: `QuantizationError.tokenization` if a text has no tokens.
  package init(
    _ set: CalibrationTextSet, tokenizer: Tokenizer, sentence: SentenceConfiguration,
    tokenCount limit: Int
  ) throws(QuantizationError) {
    let (sequences, known) = try CalibrationBatches.encoded(
      set, tokenizer: tokenizer, sentence: sentence)
    let found = known.map { sequences[$0] }
    self.init(CalibrationBatches.chosen(of: found, tokenCount: limit).map { found[$0] })
  }

  /// The tokens of all texts, and the numbers of those in languages that the tokenizer knows.
  static func encoded(
    _ set: CalibrationTextSet, tokenizer: Tokenizer, sentence: SentenceConfiguration
  ) throws(QuantizationError) -> (sequences: [[Int32]], known: [Int]) {
    let prompts = sentence.prompts.prefix(2).map(\.text)
    let longest = min(sentence.maximumTokenCount, CalibrationBatches.rowCapacity)
    var sequences: [[Int32]] = []
    for (index, text) in set.texts.enumerated() {
      let prompt = prompts.isEmpty ? "" : prompts[index % prompts.count]
      sequences.append(
        try wrapping(
          QuantizationError.tokenization,
          tokenizer.encode(prompt + text, maximumTokenCount: longest, overflow: .truncate).ids))
    }
    guard let languages = set.languages else { return (sequences, Array(sequences.indices)) }
    let known = CalibrationBatches.known(
      languages, of: set.texts, sequences: sequences,
      unknownID: Int32(truncatingIfNeeded: tokenizer.model.settings.unknownID))
    return (sequences, sequences.indices.filter { known.contains(languages[$0]) })
  }

  /// The languages that the tokenizer has words for: of which it makes no more tokens for a byte than
  /// a quarter above those of English, and hardly any that are unknown.
  ///
  /// all-MiniLM-L6-v2 knows English alone: texts of other languages, which it reads by letters, cost
  /// its int4 a third of the error (Formats/Decisions).
  private static func known(
    _ languages: [String], of texts: [String], sequences: [[Int32]], unknownID: Int32
  ) -> Set<String> {
    struct Counts { var (tokens, bytes, unknown) = (0, 0, 0) }
    var counts: [String: Counts] = [:]
    for (index, language) in languages.enumerated() {
      counts[language, default: Counts()].tokens += sequences[index].count
      counts[language, default: Counts()].bytes += texts[index].utf8.count
      counts[language, default: Counts()].unknown += sequences[index].count { $0 == unknownID }
    }
    guard let english = counts["en"] else { return Set(languages) }
    return Set(
      counts.filter { _, found in
        found.tokens * english.bytes * 4 <= english.tokens * found.bytes * 5
          && found.unknown * 20 <= found.tokens
      }.keys)
  }

  init(_ sequences: [[Int32]]) {
    let sequences = sequences.filter { !$0.isEmpty }
    var first = 0
    batches = VectorRun.batches(of: sequences, tokenCount: CalibrationBatches.rowCapacity).map {
      let rows = first..<first + sequences[$0].reduce(0) { $0 + $1.count }
      first = rows.upperBound
      return Batch(sequences: Array(sequences[$0]), rows: rows)
    }
  }

  /// The numbers of those that are taken where there are more tokens than `limit`, evenly from all over.
  static func chosen(of sequences: [[Int32]], tokenCount limit: Int) -> [Int] {
    let total = sequences.reduce(0) { $0 + $1.count }
    guard total > limit else { return Array(sequences.indices) }
    // Each text is taken where the share of the limit passes the tokens so far.
    var (seen, taken) = (0, 0)
    var chosen: [Int] = []
    for (index, sequence) in sequences.enumerated() {
      seen += sequence.count
      guard (taken + sequence.count) * total <= seen * limit else { continue }
      taken += sequence.count
      chosen.append(index)
    }
    return chosen
  }
}
