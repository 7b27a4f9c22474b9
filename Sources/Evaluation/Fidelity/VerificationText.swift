import Base

/// A text to compare two models on.
package struct VerificationText: Sendable, Equatable {
  /// The text, without a prompt.
  package let text: String
  /// Its language, if known.
  package let language: String?

  /// A text in a language.
  package init(_ text: String, language: String? = nil) {
    self.text = text
    self.language = language
  }

  /// The language of each text, empty for none; `nil` if none is known.
  static func languages(of texts: [VerificationText]) -> [String]? {
    texts.contains { $0.language != nil } ? texts.map { $0.language ?? "" } : nil
  }

  /// Reads texts from a file, one a line.
  ///
  /// If the name ends in `.jsonl`, a line is a JSON object with `text` and an optional `language`, and
  /// blank lines are skipped; otherwise the line is the text.
  ///
  /// - Throws: `EvaluationError.lines` for a file that cannot be read or a line that is not UTF-8 or
  ///   not such an object, `.noTexts` if nothing is left.
  package static func read(path: String) throws(EvaluationError) -> [VerificationText] {
    var texts: [VerificationText] = []
    do throws(LineReadingError) {
      let lines = try TextLines(path: path)
      while let line = try lines.next() {
        switch line {
        case .text(let text): texts.append(VerificationText(text))
        case .object(let fields):
          texts.append(
            VerificationText(
              try fields.string("text"), language: try fields.optionalString("language")))
        }
      }
    } catch {
      throw .lines(error)
    }
    guard !texts.isEmpty else { throw .noTexts(path: path) }
    return texts
  }
}
