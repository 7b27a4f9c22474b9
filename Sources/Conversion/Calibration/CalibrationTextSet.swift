/// Texts that weights are calibrated with, and what a file says about them.
public struct CalibrationTextSet: Sendable, Equatable {
  /// What is recorded: `built-in`, or the checksum of the texts.
  public let name: String
  /// The texts, without prompts.
  public let texts: [String]

  /// Takes both as they are.
  public init(name: String, texts: [String]) {
    self.name = name
    self.texts = texts
  }
}
