import Base
package import CrestFormat
package import Model

/// What is published about a model but not in its repository's files.
///
/// A model is known by its name alone, never by its sizes; `KnownModel.all` is the table.
package struct KnownModel: Sendable, Equatable {
  /// The repository, `OWNER/NAME`.
  package let repository: String
  /// The prompts; none if the model needs none or its files have them.
  package let prompts: [Prompt]
  /// The sizes a vector may be cut to, descending, the whole vector first; none if nothing is known.
  package let dimensions: [Int]
  /// Whether a LayerNorm without weights is applied to a vector before it is cut.
  package let layerNormBeforeCut: Bool
  /// Where all that is published.
  package let source: String

  init(
    _ repository: String, prompts: KeyValuePairs<String, String> = [:], dimensions: [Int] = [],
    layerNormBeforeCut: Bool = false, source: String
  ) {
    self.repository = repository
    self.prompts = prompts.map { Prompt(name: $0.key, text: $0.value) }
    self.dimensions = dimensions
    self.layerNormBeforeCut = layerNormBeforeCut
    self.source = source
  }

  /// The model published as `repository`, `OWNER/NAME` in any case.
  package static func published(as repository: String) -> KnownModel? {
    all.first { $0.repository.lowercased() == repository.lowercased() }
  }

  /// The model published as `name` by any owner; upper and lower case are the same.
  package static func named(_ name: String) -> KnownModel? {
    all.first { $0.repository.lowercased().hasSuffix("/\(name.lowercased())") }
  }
}

/// What a model has from the table of known models and not from its own files.
package struct KnownFields: Sendable, Equatable {
  package enum Field: String, Sendable, CaseIterable {
    case prompts
    case dimensions
    case layerNormBeforeCut = "layer_norm_before_cut"
  }

  package let repository: String
  /// The settings, at least one.
  package let fields: [Field]

  /// Settings that come from the entry of `repository`.
  package init(repository: String, fields: [Field]) {
    self.repository = repository
    self.fields = fields
  }

  /// Where the settings are published; `nil` if the table no longer has the model.
  package var source: String? { KnownModel.published(as: repository)?.source }
}

extension KnownModel {
  /// The known models.
  ///
  /// Prompts have the names of MTEB and of nomic-embed-text-v2-moe's files: query and passage.
  /// Sources: the models' cards, and MTEB's `mteb/models/NAME_models.py`.
  package static let all: [KnownModel] = e5 + bge + nomic + arctic + gte

  private static let e5 = ["small", "base", "large"].map { size in
    KnownModel(
      "intfloat/multilingual-e5-\(size)",
      prompts: ["query": "query: ", "passage": "passage: "], source: "model card")
  }

  private static let bge = ["small", "base", "large"].map { size in
    KnownModel(
      "BAAI/bge-\(size)-en-v1.5",
      prompts: ["query": "Represent this sentence for searching relevant passages: "],
      source: "MTEB's bge_models.py")
  }

  private static let nomicPrompts: KeyValuePairs = [
    "query": "search_query: ", "passage": "search_document: ",
    "classification": "classification: ", "clustering": "clustering: ",
  ]

  private static let nomic = [
    KnownModel("nomic-ai/nomic-embed-text-v1", prompts: nomicPrompts, source: "model card"),
    KnownModel(
      "nomic-ai/nomic-embed-text-v1.5", prompts: nomicPrompts,
      dimensions: [768, 512, 256, 128, 64], layerNormBeforeCut: true, source: "model card"),
    KnownModel(
      "nomic-ai/nomic-embed-text-v2-moe", dimensions: [768, 256], source: "model card"),
  ]

  private static let arctic = [("l", 1024), ("m", 768)].map { size, width in
    KnownModel(
      "Snowflake/snowflake-arctic-embed-\(size)-v2.0", prompts: ["query": "query: "],
      dimensions: [width, 256], source: "model card")
  }

  /// Any size from 128 to 768 is good; the list of all of them takes 1.3 kB in a file.
  private static let gte = [
    KnownModel(
      "Alibaba-NLP/gte-multilingual-base", dimensions: (128...768).reversed(),
      source: "model card")
  ]
}

extension SentenceConfiguration {
  /// The same with what the table says of `known` wherever the files say nothing, and which
  /// settings that were.
  ///
  /// `files` and `matryoshka` are what the configuration was read from. Prompts are taken only if
  /// there is none, sizes only if neither lists any and the whole vector has the published size.
  package func completed(
    by known: KnownModel, files: ModelFiles, matryoshka: [Int]? = nil
  ) -> (configuration: SentenceConfiguration, taken: KnownFields?) {
    var fields: [KnownFields.Field] = []
    if prompts.isEmpty, !known.prompts.isEmpty { fields.append(.prompts) }
    // A folder that says itself how vectors are cut is believed.
    let isListed = matryoshka != nil || files.listsDimensions || defaultDimension != nil
    if !isListed, known.dimensions.count > 1, known.dimensions.first == dimensions.first {
      fields.append(.dimensions)
    }
    let isCut =
      (dimensions.count > 1 && defaultDimension == nil) || fields.contains(.dimensions)
    if known.layerNormBeforeCut, !layerNormBeforeCut, isCut { fields.append(.layerNormBeforeCut) }
    guard !fields.isEmpty else { return (self, nil) }
    var configuration = self
    if fields.contains(.prompts) { configuration.prompts = known.prompts }
    if fields.contains(.dimensions) { configuration.dimensions = known.dimensions }
    if fields.contains(.layerNormBeforeCut) { configuration.layerNormBeforeCut = true }
    return (configuration, KnownFields(repository: known.repository, fields: fields))
  }
}

extension ModelFiles {
  /// Whether one of the files lists the sizes that a vector may be cut to.
  var listsDimensions: Bool {
    [sentenceTransformers, config].contains { file in
      guard let value = file?.object?["matryoshka_dimensions"] else { return false }
      return value != .null
    }
  }
}

extension KnownFields {
  private static let fieldsKey = "known_fields"
  private static let modelKey = "known_model"

  /// What a `.crest` records among its options: the repository, and the settings between commas.
  package var recordedOptions: [ManifestOption] {
    [
      ManifestOption(
        key: KnownFields.fieldsKey, value: fields.map(\.rawValue).joined(separator: ",")),
      ManifestOption(key: KnownFields.modelKey, value: repository),
    ]
  }

  /// Reads what a `.crest` records; `nil` if it has nothing from the table.
  ///
  /// Settings that this version does not know are left out.
  package init?(recordedIn options: [ManifestOption]) {
    func value(_ key: String) -> String? { options.first { $0.key == key }?.value }
    guard let repository = value(KnownFields.modelKey), let names = value(KnownFields.fieldsKey)
    else { return nil }
    self.init(
      repository: repository,
      fields: names.split(separator: ",").compactMap { Field(rawValue: String($0)) })
  }
}
