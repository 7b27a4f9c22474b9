internal import Base

/// The normalizer of a `tokenizer.json`: a character map, perhaps with runs of spaces made one.
struct NormalizerFields {
  let charsmap: [UInt8]
  let charsmapField: String
  /// Whether " {2,}" becomes " ".
  let collapsesSpaces: Bool

  private static let accepted =
    "Precompiled, or a Sequence of Precompiled and Replace of the regex ' {2,}' by ' '"

  init(_ field: FieldReader) throws(TokenizationError) {
    var steps = [field]
    if try field.member("type").string() == "Sequence" {
      steps = try field.member("normalizers").elements()
    }
    guard let first = steps.first, try first.member("type").string() == "Precompiled" else {
      throw field.failure(expected: NormalizerFields.accepted, found: try Self.names(steps))
    }
    let map = try first.member("precompiled_charsmap")
    guard let bytes = Base64.decode(try map.string()), !bytes.isEmpty else {
      throw map.failure(expected: "base64 of a character map")
    }
    charsmap = bytes
    charsmapField = map.path
    if steps.count == 2, try steps[1].member("type").string() == "Replace" {
      let pattern = try steps[1].member("pattern")
      try pattern.requireOnly(["Regex"])
      try pattern.member("Regex").require(" {2,}")
      try steps[1].member("content").require(" ")
    } else if steps.count > 1 {
      throw field.failure(expected: NormalizerFields.accepted, found: try Self.names(steps))
    }
    collapsesSpaces = steps.count == 2
  }

  /// Which of the two supported pipelines this makes together with a pre-tokenizer.
  func pipeline(
    with preTokenizer: PreTokenizerFields
  ) throws(TokenizationError) -> TokenizerSettings.Pipeline {
    // Behind a split on white space it does not matter whether runs of spaces were made one.
    if preTokenizer.splitsOnWhiteSpace { return .wordwise }
    guard collapsesSpaces else {
      throw preTokenizer.field.failure(
        expected: "WhitespaceSplit before Metaspace, or a normalizer that collapses spaces",
        found: "neither")
    }
    return .whole
  }

  private static func names(_ steps: [FieldReader]) throws(TokenizationError) -> String {
    var names: [String] = []
    for step in steps { names.append(try step.member("type").string()) }
    return names.joined(separator: ", ")
  }
}

/// The pre-tokenizer of a `tokenizer.json`: Metaspace, perhaps behind a split on white space.
struct PreTokenizerFields {
  let field: FieldReader
  let splitsOnWhiteSpace: Bool

  init(_ field: FieldReader) throws(TokenizationError) {
    self.field = field
    var steps = [field]
    if try field.member("type").string() == "Sequence" {
      steps = try field.member("pretokenizers").elements()
    }
    var names: [String] = []
    for step in steps { names.append(try step.member("type").string()) }
    guard names == ["Metaspace"] || names == ["WhitespaceSplit", "Metaspace"],
      let metaspace = steps.last
    else {
      throw field.failure(
        expected: "Metaspace, or a Sequence of WhitespaceSplit and Metaspace",
        found: names.joined(separator: ", "))
    }
    splitsOnWhiteSpace = names.count == 2
    try metaspace.member("replacement").require("\u{2581}")
    try metaspace.requireIfPresent("prepend_scheme", "always")
    try metaspace.requireIfPresent("add_prefix_space", true)
    try metaspace.requireIfPresent("split", true)
  }
}
