import Base
import Model

/// What the files say about texts before they are tokenised: how long they may be, and whether they
/// become lower case.
///
/// Source: sentence-transformers 6.2, `Transformer.__init__`, `.load_config` and `.preprocess`.
struct TextSettings {
  /// The most tokens of one text, special tokens included.
  private(set) var maximumTokenCount = 0
  /// Whether a text becomes lower case before the tokenizer's own normalisation.
  private(set) var lowercasesFirst = false
  /// What overrides members of `tokenizer_config.json`.
  private(set) var tokenizerArguments = JSONObject()
  /// What a user should know, one line each.
  private(set) var notes: [String] = []

  /// - Throws: `HuggingFaceError.value`, `.unknownKey`, `.missingKey`.
  init(_ files: ModelFiles, _ configuration: ModelConfiguration) throws(HuggingFaceError) {
    let positions = try TextSettings.positionCount(files, configuration)
    var stated: Limit?
    // Without modules.json the library opens none of these files.
    if files.modules != nil, let value = files.sentenceBert {
      let source = ConfigurationFile(value, file: files.path(files.sentenceBertName))
      try KeyTable.sentenceBert.check(source)
      lowercasesFirst = try source.optionalBool("do_lower_case") ?? false
      for key in ["tokenizer_args", "processor_kwargs"] {
        guard let arguments = try source.object(key, .tokenizerArguments) else { continue }
        tokenizerArguments = arguments.fields
        if arguments.present("model_max_length") != nil {
          stated = try Limit(arguments, "model_max_length")
        }
      }
      if stated == nil, source.present("max_seq_length") != nil {
        stated = try Limit(source, "max_seq_length")
      }
      if let processing = try source.object("processing_kwargs", .processingArguments),
        let text = try processing.object("text", .textArguments),
        text.present("max_length") != nil
      {
        stated = try Limit(text, "max_length")
      }
    }
    guard let stated else {
      maximumTokenCount = min(positions, try TextSettings.tokenizerLimit(files) ?? positions)
      return
    }
    let isTable = if case .absolute = configuration.positions { true } else { false }
    maximumTokenCount = isTable ? min(stated.count, positions) : stated.count
    if maximumTokenCount < stated.count {
      notes.append(
        "\(stated.name) \(stated.count): the model has positions for \(positions) tokens, where "
          + "longer texts are cut")
    }
  }

  /// A number of tokens, and where it stands.
  private struct Limit {
    let count: Int
    let name: String

    init(_ source: ConfigurationFile, _ key: String) throws(HuggingFaceError) {
      // A text holds at least the two special tokens.
      count = try source.integer(key, in: 2...GraphSizes.positionRange.upperBound)
      name = "\(source.file): \(source.path(of: key))"
    }
  }

  /// The positions that `config.json` provides for, at least 2.
  private static func positionCount(
    _ files: ModelFiles, _ configuration: ModelConfiguration
  ) throws(HuggingFaceError) -> Int {
    let config = ConfigurationFile(files.config, file: files.configPath)
    let key = config.present("n_positions") == nil ? "max_position_embeddings" : "n_positions"
    let rowCount = try config.integer(key, in: GraphSizes.positionRange)
    let offset = if case .absolute(_, let offset) = configuration.positions { offset } else { 0 }
    guard rowCount - offset >= 2 else {
      throw config.failure(
        key, expected: "at least \(offset + 2), the rows of a text of 2 tokens",
        found: .integer(rowCount))
    }
    return rowCount - offset
  }

  /// `model_max_length` of `tokenizer_config.json`, without it the older `max_len`; transformers
  /// writes 10^30 for no limit.
  private static func tokenizerLimit(_ files: ModelFiles) throws(HuggingFaceError) -> Int? {
    guard let value = files.tokenizerConfig else { return nil }
    let source = ConfigurationFile(value, file: files.path(ModelFiles.tokenizerConfigName))
    let key = try source.object()["model_max_length"] == nil ? "max_len" : "model_max_length"
    guard let length = source.present(key) else { return nil }
    guard let number = length.double, number >= 2 else {
      throw source.failure(key, expected: "a number of at least 2", found: length)
    }
    guard number <= Double(GraphSizes.positionRange.upperBound) else { return nil }
    return Int(number)
  }
}

extension ConfigurationFile {
  /// The object of a key, checked by its own table; `nil` where it is missing or `null`.
  fileprivate func object(
    _ key: String, _ table: KeyTable
  ) throws(HuggingFaceError) -> ConfigurationFile? {
    guard let value = present(key) else { return nil }
    let inner = ConfigurationFile(value, file: file, path: path(of: key))
    try table.check(inner)
    return inner
  }
}
