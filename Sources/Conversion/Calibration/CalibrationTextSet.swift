/// Texts that weights are calibrated with, and what a file says about them.
public struct CalibrationTextSet: Sendable, Equatable {
  /// What is recorded: `built-in`, or the checksum of the texts.
  public let name: String
  /// The texts, without prompts.
  public let texts: [String]
  /// Each text's language, if a model need not know them all.
  public let languages: [String]?

  /// Takes all as they are.
  ///
  /// - Precondition: there are as many languages as texts.
  public init(name: String, texts: [String], languages: [String]? = nil) {
    precondition(languages.map { $0.count == texts.count } ?? true)
    self.name = name
    self.texts = texts
    self.languages = languages
  }
}
