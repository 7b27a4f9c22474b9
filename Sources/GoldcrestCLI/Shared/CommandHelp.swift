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

/// The examples in the help of every command; a test parses each of them.
enum Examples {
  static let convert = """
    Examples:
      goldcrest convert all-MiniLM-L6-v2
      goldcrest convert bge-m3 --quantize int4 -o bge-m3.crest
      goldcrest convert my-model --pooling mean --verify original
      goldcrest convert my-model --quantize auto --min-cosine 0.998
    """
  static let prune = """
    Examples:
      goldcrest prune bge-m3-int8.crest --languages de,en
      goldcrest prune bge-m3-int8.crest --keep-tokens-from texts.txt --dry-run
    """
  static let inspect = """
    Examples:
      goldcrest inspect bge-m3-int8.crest
      goldcrest inspect bge-m3-int8.crest --check
      goldcrest inspect bge-m3 --tensors --json
    """
  static let verify = """
    Examples:
      goldcrest verify bge-m3-int8.crest --against bge-m3
      goldcrest verify bge-m3-int8.crest --against bge-m3 --report report.html
      goldcrest verify bge-m3-int8.crest --vectors v.npy --texts texts.txt
    """
  static let eval = """
    Examples:
      goldcrest eval bge-m3-int8.crest --beir scifact
      goldcrest eval bge-m3-int8.crest --beir scifact --against bge-m3
    """
  static let embed = """
    Examples:
      goldcrest embed bge-m3-int8.crest 'a text' 'another one'
      goldcrest embed e5-int8.crest --prompt query 'how do birds sleep?'
      goldcrest embed bge-m3-int8.crest -i texts.jsonl -o vectors.jsonl
      goldcrest embed bge-m3-int8.crest -i texts.txt --output-format npy -o v.npy
    """
  static let serve = """
    Examples:
      goldcrest serve bge-m3-int8.crest
      goldcrest serve models --host 0.0.0.0 --api-key-file keys
      goldcrest serve small=e5-int8.crest --default-prompt query --token-ids
    """
  static let bench = """
    Examples:
      goldcrest bench bge-m3-int8.crest
      goldcrest bench bge-m3-int8.crest --batch 32 --tokens 5-512 --threads 4
      goldcrest bench bge-m3-int8.crest --replicas 2 --threads 4
      goldcrest bench --roofline
    """
}
