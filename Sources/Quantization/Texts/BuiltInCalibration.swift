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
