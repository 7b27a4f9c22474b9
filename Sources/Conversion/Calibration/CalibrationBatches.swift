import Architectures
import Inference
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
    let prompts = sentence.prompts.prefix(2).map(\.text)
    let longest = min(sentence.maximumTokenCount, CalibrationBatches.rowCapacity)
    var sequences: [[Int32]] = []
    for (index, text) in set.texts.enumerated() {
      let prompt = prompts.isEmpty ? "" : prompts[index % prompts.count]
      sequences.append(
        try tokenizer.encode(prompt + text, maximumTokenCount: longest, overflow: .truncate).ids)
    }
    self.init(CalibrationBatches.chosen(of: sequences, tokenCount: limit))
  }

  init(_ sequences: [[Int32]]) {
    var batches: [Batch] = []
    var current: [[Int32]] = []
    var (first, count) = (0, 0)
    func close() {
      guard count > 0 else { return }
      batches.append(Batch(sequences: current, rows: first..<first + count))
      first += count
      (current, count) = ([], 0)
    }
    for sequence in sequences where !sequence.isEmpty {
      if count + sequence.count > CalibrationBatches.rowCapacity { close() }
      current.append(sequence)
      count += sequence.count
    }
    close()
    self.batches = batches
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
