public import CrestFormat
public import HuggingFace

extension KnownFields {
  private static let fieldsKey = "known_fields"
  private static let modelKey = "known_model"

  /// What a `.crest` records among its options: the repository, and the settings between commas.
  public var recordedOptions: [ManifestOption] {
    [
      ManifestOption(
        key: KnownFields.fieldsKey, value: fields.map(\.rawValue).joined(separator: ",")),
      ManifestOption(key: KnownFields.modelKey, value: repository),
    ]
  }

  /// Reads what a `.crest` records; `nil` if it has nothing from the table.
  ///
  /// Settings that this version does not know are left out.
  public init?(recordedIn options: [ManifestOption]) {
    func value(_ key: String) -> String? { options.first { $0.key == key }?.value }
    guard let repository = value(KnownFields.modelKey), let names = value(KnownFields.fieldsKey)
    else { return nil }
    self.init(
      repository: repository,
      fields: names.split(separator: ",").compactMap { Field(rawValue: String($0)) })
  }
}
