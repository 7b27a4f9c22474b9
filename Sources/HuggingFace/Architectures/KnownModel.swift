public import Model

/// What is published about a model but not in its repository's files.
///
/// A model is known by its name alone, never by its sizes; `KnownModel.all` is the table.
public struct KnownModel: Sendable, Equatable {
  /// The repository, `OWNER/NAME`.
  public let repository: String
  /// The prompts; none if the model needs none or its files have them.
  public let prompts: [Prompt]
  /// The sizes a vector may be cut to, falling, the whole vector first; none if nothing is known.
  public let dimensions: [Int]
  /// Whether a vector that is cut goes through LayerNorm without weights first.
  public let layerNormBeforeCut: Bool
  /// Where all that is published.
  public let source: String

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
  public static func published(as repository: String) -> KnownModel? {
    all.first { $0.repository.lowercased() == repository.lowercased() }
  }

  /// The model published under `name` by whomever, in any case.
  public static func named(_ name: String) -> KnownModel? {
    all.first { $0.repository.lowercased().hasSuffix("/\(name.lowercased())") }
  }
}

/// What a model has from the table of known models and not from its own files.
public struct KnownFields: Sendable, Equatable {
  /// One setting.
  public enum Field: String, Sendable, CaseIterable {
    case prompts
    case dimensions
    case layerNormBeforeCut = "layer_norm_before_cut"
  }

  /// The known model's repository.
  public let repository: String
  /// The settings, at least one.
  public let fields: [Field]

  /// Takes both as they are.
  public init(repository: String, fields: [Field]) {
    self.repository = repository
    self.fields = fields
  }

  /// Where the settings are published; `nil` if the table no longer has the model.
  public var source: String? { KnownModel.published(as: repository)?.source }
}
