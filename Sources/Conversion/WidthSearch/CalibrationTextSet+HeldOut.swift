import Model
import Tokenization

extension CalibrationTextSet {
  /// One text of this many is held out.
  static let heldOutShare = 8

  /// Of the texts in languages that a model knows, those to calibrate with, and every eighth to
  /// measure with; no text is in both.
  ///
  /// - Throws: `ConversionError.tooFewTexts` if there is none for one of them.
  func split(
    for tokenizer: Tokenizer, _ sentence: SentenceConfiguration
  ) throws(ConversionError) -> (kept: CalibrationTextSet, heldOut: CalibrationTextSet) {
    let known = try ConversionError.catching { () throws(TokenizationError) in
      try CalibrationBatches.encoded(self, tokenizer: tokenizer, sentence: sentence).known
    }
    var (kept, heldOut): ([String], [String]) = ([], [])
    var seen = Set<String>()
    for text in known.map({ texts[$0] }) where seen.insert(text).inserted {
      if (seen.count - 1) % CalibrationTextSet.heldOutShare == 0 {
        heldOut.append(text)
      } else {
        kept.append(text)
      }
    }
    guard !kept.isEmpty, !heldOut.isEmpty else {
      throw .tooFewTexts(name: name, expected: 2, found: seen.count)
    }
    return (
      CalibrationTextSet(name: name, texts: kept), CalibrationTextSet(name: name, texts: heldOut)
    )
  }
}
