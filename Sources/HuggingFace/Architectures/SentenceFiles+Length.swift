import Model
import Base

extension SentenceFiles {
  /// The most tokens of one text, special tokens included.
  ///
  /// - Throws: `ArchitectureError.value` if the position table is shorter than `max_seq_length`.
  func maximumTokenCount() throws(ArchitectureError) -> Int {
    let positions = try positionCount()
    let source = try open(ModelFiles.sentenceBertName, files.sentenceBert, .sentenceBert)
    // A text holds at least the two special tokens.
    if let source, source.optional("max_seq_length") != nil {
      let isTable = if case .absolute = configuration.positions { true } else { false }
      let limit = isTable ? positions : GraphSizes.positionRange.upperBound
      return try source.integer("max_seq_length", in: 2...limit)
    }
    return min(positions, try tokenizerLimit() ?? positions)
  }

  /// The positions that `config.json` provides for, at least 2.
  private func positionCount() throws(ArchitectureError) -> Int {
    let config = try ConfigurationFile(files.config, file: files.configPath)
    let key = config.optional("n_positions") == nil ? "max_position_embeddings" : "n_positions"
    let rowCount = try config.integer(key, in: GraphSizes.positionRange)
    let offset = if case .absolute(_, let offset) = configuration.positions { offset } else { 0 }
    guard rowCount - offset >= 2 else {
      throw config.wrong(
        key, expected: "at least \(offset + 2), the rows of a text of 2 tokens",
        found: .integer(rowCount))
    }
    return rowCount - offset
  }

  /// `model_max_length` of `tokenizer_config.json`; transformers writes 10^30 for no limit.
  private func tokenizerLimit() throws(ArchitectureError) -> Int? {
    guard let value = files.tokenizerConfig else { return nil }
    let source = try ConfigurationFile(value, file: files.path(ModelFiles.tokenizerConfigName))
    guard let length = source.optional("model_max_length") else { return nil }
    guard let number = length.double, number >= 2 else {
      throw source.wrong("model_max_length", expected: "a number of at least 2", found: length)
    }
    guard number <= Double(GraphSizes.positionRange.upperBound) else { return nil }
    return Int(number)
  }
}
