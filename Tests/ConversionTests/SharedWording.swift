/// What texts that share wording have in common: eight words in a row or, in languages written
/// without spaces, sixteen letters.
enum SharedWording {
  static let spaceless: Set = ["zh", "ja", "th", "lo", "km", "my"]

  /// A text's letters and digits in words, in lower case.
  private static func words(_ text: String) -> [Substring] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }
  }

  private static func runs(_ words: [Substring], of count: Int) -> Set<String> {
    guard words.count >= count else { return [] }
    return Set(
      (0...words.count - count).map { words[$0..<$0 + count].joined(separator: " ") })
  }

  /// Every eight words in a row.
  static func words(of text: String) -> Set<String> { runs(words(text), of: 8) }

  /// Every sixteen letters in a row.
  static func letters(of text: String) -> Set<String> {
    let joined = words(text).joined()
    return runs(joined.indices.map { joined[$0...$0] }, of: 16)
  }

  /// All of these that a text must not share with others.
  static func pieces(of text: String, language: String) -> Set<String> {
    spaceless.contains(language) ? words(of: text).union(letters(of: text)) : words(of: text)
  }
}
