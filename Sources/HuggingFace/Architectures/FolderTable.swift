import Base

/// The key table of one JSON file of a model's folder, or of one object in such a file.
///
/// `Formats/FOLDERS.md` shows all of them; a test holds the page against `all`.
package struct FolderTable: Sendable {
  /// The file, and after it what the table is for where one file has several.
  package let title: String
  private let keys: KeyTable

  init(_ title: String, _ keys: KeyTable) {
    self.title = title
    self.keys = keys
  }

  /// The tables in the order of the page.
  package static let all: [FolderTable] =
    [FolderTable("config.json", .common)]
    + Architecture.supported.map { architecture in
      FolderTable("config.json: \(architecture.name)", architecture.keys.removing(.common))
    } + [
      FolderTable(
        "config.json: nomic_bert of transformers 5",
        Architecture.libraryNomicBert.keys.removing(.common)),
      FolderTable("config.json: rope_parameters", .ropeParameters),
      FolderTable("config.json: rope_scaling", .ropeScaling),
      FolderTable("modules.json", .module),
      FolderTable("1_Pooling/config.json", .pooling),
      FolderTable("N_Dense/config.json", .dense),
      FolderTable("N_LayerNorm/config.json", .layerNorm),
      FolderTable("N_Normalize/config.json", .normalize),
      FolderTable("N_Dropout/config.json", .dropout),
      FolderTable("sentence_bert_config.json", .sentenceBert),
      FolderTable(
        "sentence_bert_config.json: tokenizer_args, processor_kwargs", .tokenizerArguments),
      FolderTable("sentence_bert_config.json: processing_kwargs", .processingArguments),
      FolderTable("sentence_bert_config.json: processing_kwargs.text", .textArguments),
      FolderTable("tokenizer_config.json", .tokenizerConfig),
      FolderTable("special_tokens_map.json", .specialTokensMap),
      FolderTable("tokenizer.json", .tokenizerJSON),
      FolderTable("config_sentence_transformers.json", .sentenceTransformers),
    ]

  /// The rows of a Markdown table of two columns, key and rule, ascending by key.
  package var rows: [String] {
    keys.rules.sorted { $0.key < $1.key }.map { "| `\($0.key.text)` | \($0.value.text) |" }
  }
}

extension KeyRule {
  /// The rule in the words of the page.
  fileprivate var text: String {
    switch self {
    case .read: "honoured"
    case .defaulted(let value): "honoured; missing: `\(value.text)`"
    case .fixed(let values):
      "\(values.map { $0 == .null ? "null or missing" : "`\($0.text)`" }.joined(separator: ", ")), "
        + "anything else is refused"
    case .inert(let reason): "inert: \(reason)"
    }
  }
}
