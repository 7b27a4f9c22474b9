import ArgumentParser

/// What a shell offers for the values of options and arguments.
extension CompletionKind {
  /// A `.crest` file, an original model's file, or folders on the way to one.
  static let model = CompletionKind.file(extensions: ["crest", "safetensors", "json", "bin"])

  /// A `.crest` file.
  static let crest = CompletionKind.file(extensions: ["crest"])

  /// A file of texts, one per line or one per JSON object.
  static let texts = CompletionKind.file(extensions: ["txt", "jsonl"])

  /// The names of an enumeration's cases.
  static func names<Value>(of type: Value.Type) -> CompletionKind
  where Value: RawRepresentable<String> & CaseIterable {
    .list(type.allCases.map(\.rawValue))
  }
  /// Some of these values, separated by commas.
  static func commaSeparated(_ values: [String]) -> CompletionKind {
    .custom { _, _, word in
      let given = word.split(separator: ",", omittingEmptySubsequences: false).dropLast()
      let beginning = given.map { $0 + "," }.joined()
      return values.filter { !given.contains($0[...]) }.map { beginning + $0 }
    }
  }
}
