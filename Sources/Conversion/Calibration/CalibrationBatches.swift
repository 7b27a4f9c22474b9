import Inference
import Model
import Tokenization

/// The tokens of calibration texts, cut into batches of whole texts.
struct CalibrationBatches {
  /// Whole texts that run together, and where their rows lie in a stream.
  struct Batch {
    let sequences: [[Int32]]
    let rows: Range<Int>
  }

  /// No text is longer than this, and no batch.
  static let rowCapacity = 512

  let batches: [Batch]

  var tokenCount: Int { batches.last?.rows.upperBound ?? 0 }

  /// The texts in their order, the model's first two prompts in turn, up to `tokenCount` tokens.
  ///
  /// Where there are more texts than fit, they are taken evenly from all over the set.
  init(
    _ set: CalibrationTextSet, tokenizer: Tokenizer, sentence: SentenceConfiguration,
    tokenCount limit: Int
  ) throws(TokenizationError) {
    let (sequences, known) = try CalibrationBatches.encoded(
      set, tokenizer: tokenizer, sentence: sentence)
    self.init(CalibrationBatches.chosen(of: known.map { sequences[$0] }, tokenCount: limit))
  }

  /// The tokens of all texts, and the numbers of those in languages that the tokenizer knows.
  static func encoded(
    _ set: CalibrationTextSet, tokenizer: Tokenizer, sentence: SentenceConfiguration
  ) throws(TokenizationError) -> (sequences: [[Int32]], known: [Int]) {
    let prompts = sentence.prompts.prefix(2).map(\.text)
    let longest = min(sentence.maximumTokenCount, CalibrationBatches.rowCapacity)
    var sequences: [[Int32]] = []
    for (index, text) in set.texts.enumerated() {
      let prompt = prompts.isEmpty ? "" : prompts[index % prompts.count]
      sequences.append(
        try tokenizer.encode(prompt + text, maximumTokenCount: longest, overflow: .truncate).ids)
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

  private static func chosen(of sequences: [[Int32]], tokenCount limit: Int) -> [[Int32]] {
    let total = sequences.reduce(0) { $0 + $1.count }
    guard total > limit else { return sequences }
    // Each text is taken where the share of the limit passes the tokens so far.
    var (seen, taken) = (0, 0)
    var chosen: [[Int32]] = []
    for sequence in sequences {
      seen += sequence.count
      guard (taken + sequence.count) * total <= seen * limit else { continue }
      taken += sequence.count
      chosen.append(sequence)
    }
    return chosen
  }
}
