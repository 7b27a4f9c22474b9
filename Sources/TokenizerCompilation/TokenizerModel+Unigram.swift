import Model
import Base
import Tokenization

extension TokenizerModel {
  /// Reads a `tokenizer.json` of the XLM-RoBERTa family; XLM-RoBERTa's class and CamemBERT's take
  /// nothing from it but the pieces, the character map, the added tokens and the side of truncation.
  ///
  /// Scores are rounded to binary32, which the files' scores are.
  static func unigram(
    _ top: FieldReader, _ backend: TokenizerDeclaration.Backend
  ) throws(TokenizerFileError) -> TokenizerDraft {
    let fields = try TokenizerJSONFields(top)
    let model = try top.member("model")
    let vocabulary = try model.member("vocab")
    let pieces = try pieces(vocabulary)
    let index = PieceIndex(pieces, distinctCount: pieces.count)
    guard backend == .file else {
      let normalizer = try top.optional("normalizer")
      return TokenizerDraft(
        file: top.file, piecesField: vocabulary.path, index: index,
        charsmap: try NormalizerFields.charsmap(of: normalizer)
      ) { (declaration) throws(TokenizerFileError) in
        var declaration = declaration
        if backend == .camembert { declaration.offer(defaultExtras: camembertUnused) }
        return try unigram(
          declaration, fields.addedTokens(declaration, index), index, fields.truncationSide
        ) { content in vocabulary.failure(expected: "a piece '\(content)'", found: "none") }
      }
    }
    let normalizer = try NormalizerFields(top.member("normalizer"))
    let pipeline = try normalizer.pipeline(with: PreTokenizerFields(top.member("pre_tokenizer")))
    try model.requireIfPresent("byte_fallback", false)
    let unknown = try model.member("unk_id").integer(in: 0..<pieces.count)
    let template = try TemplateFields(top.member("post_processor"), idCount: pieces.count)
    guard let pad = index.id(of: "<pad>") else {
      throw vocabulary.failure(expected: "a piece '<pad>'", found: "none")
    }
    return TokenizerDraft(
      file: top.file, piecesField: vocabulary.path, index: index,
      charsmap: (normalizer.charsmap, normalizer.charsmapField)
    ) { (declaration) throws(TokenizerFileError) in
      try declaration.settings(
        pieces.unigram(pipeline), try fields.addedTokens(declaration, index), index,
        unknownID: unknown, beginID: template.begin, endID: template.end, padID: pad,
        truncationSide: fields.truncationSide)
    }
  }

  /// Pieces of CamemBERT's that stand where fairseq's special tokens stood.
  static let camembertUnused = ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"]

  /// The settings of XLM-RoBERTa's class, to which the piece of id 3 is the unknown one, or of
  /// CamemBERT's, to which it is the first one of that text.
  ///
  /// - Parameter missing: the error for a token that the tokenizer cannot do without.
  static func unigram(
    _ declaration: TokenizerDeclaration, _ list: AddedTokenList, _ index: PieceIndex,
    _ truncationSide: TruncationSide?, pipeline: TokenizerSettings.Pipeline = .wordwise,
    missing: (String) -> TokenizerFileError
  ) throws(TokenizerFileError) -> TokenizerSettings {
    let ids = try declaration.ids(
      of: ["bos_token", "eos_token", "pad_token"], in: list, missing: missing)
    var unknownID = 3
    if declaration.backend == .camembert {
      let unknown = Array((declaration.content(of: "unk_token") ?? "").utf8)
      let places = 0..<index.pieces.count
      unknownID = places.first { index.pieces[$0].elementsEqual(unknown) } ?? 0
    }
    guard index.pieces.idCount > unknownID else { throw missing("<unk>") }
    return try declaration.settings(
      index.pieces.unigram(pipeline), list, index, unknownID: unknownID, beginID: ids[0],
      endID: ids[1], padID: ids[2], truncationSide: truncationSide)
  }

  private static func pieces(_ field: FieldReader) throws(TokenizerFileError) -> PieceList {
    guard let entries = field.value.array, !entries.isEmpty else {
      throw field.failure(
        expected: "a list of [text, score]",
        found: field.value.array == nil ? nil : "an empty one")
    }
    var pieces = PieceList()
    for (id, entry) in entries.enumerated() {
      var pair = entry.array?.makeIterator()
      guard let text = pair?.next()?.string, let score = pair?.next()?.double, pair?.next() == nil
      else {
        throw .invalidField(
          file: field.file, field: "\(field.path)[\(id)]", expected: "[text, score]",
          found: entry.kind)
      }
      pieces.append(text.utf8, score: Float(score))
    }
    return pieces
  }
}

extension PieceList {
  /// The kind of a unigram model of these pieces.
  fileprivate func unigram(_ pipeline: TokenizerSettings.Pipeline) -> TokenizerSettings.Kind {
    let lowest = scores.reduce(Float.infinity, min)
    return .unigram(pipeline: pipeline, unknownScore: Double(lowest) - 10)
  }
}

extension FieldReader {
  /// The first steps of a sequence, more than any that is supported has.
  fileprivate func steps() throws(TokenizerFileError) -> [FieldReader] {
    Array(try elements().prefix(8))
  }
}

/// The normalizer of a `tokenizer.json`: a character map, perhaps with runs of spaces made one.
struct NormalizerFields {
  let charsmap: [UInt8]
  let charsmapField: String
  /// Whether " {2,}" becomes " ".
  let collapsesSpaces: Bool

  private static let accepted =
    "Precompiled, or a Sequence of Precompiled and Replace of the regex ' {2,}' by ' '"

  init(_ field: FieldReader) throws(TokenizerFileError) {
    var steps = [field]
    if try field.member("type").string() == "Sequence" {
      steps = try field.member("normalizers").steps()
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

  /// The first character map among the steps of a normalizer; empty without one.
  static func charsmap(
    of field: FieldReader?
  ) throws(TokenizerFileError) -> (bytes: [UInt8], field: String) {
    guard let field else { return ([], "normalizer") }
    guard try field.member("type").string() == "Sequence" else {
      return try charsmap(ofStep: field) ?? ([], field.path)
    }
    for step in try field.member("normalizers").elements() {
      if let found = try charsmap(ofStep: step) { return found }
    }
    return ([], field.path)
  }

  private static func charsmap(
    ofStep step: FieldReader
  ) throws(TokenizerFileError) -> (bytes: [UInt8], field: String)? {
    guard try step.member("type").string() == "Precompiled",
      let map = try step.optional("precompiled_charsmap")
    else { return nil }
    guard let bytes = Base64.decode(try map.string()), !bytes.isEmpty else {
      throw map.failure(expected: "base64 of a character map")
    }
    return (bytes, map.path)
  }

  /// Which of the two supported pipelines this makes together with a pre-tokenizer.
  func pipeline(
    with preTokenizer: PreTokenizerFields
  ) throws(TokenizerFileError) -> TokenizerSettings.Pipeline {
    // Behind a split on white space it does not matter whether runs of spaces were made one.
    if preTokenizer.splitsOnWhiteSpace { return .wordwise }
    guard collapsesSpaces else {
      throw preTokenizer.field.failure(
        expected: "WhitespaceSplit before Metaspace, or a normalizer that collapses spaces",
        found: "neither")
    }
    return .whole
  }

  private static func names(_ steps: [FieldReader]) throws(TokenizerFileError) -> String {
    var names: [String] = []
    for step in steps { names.append(try step.member("type").string()) }
    return names.joined(separator: ", ")
  }
}

/// The pre-tokenizer of a `tokenizer.json`: Metaspace, perhaps after a split on white space.
struct PreTokenizerFields {
  let field: FieldReader
  let splitsOnWhiteSpace: Bool

  init(_ field: FieldReader) throws(TokenizerFileError) {
    self.field = field
    var steps = [field]
    if try field.member("type").string() == "Sequence" {
      steps = try field.member("pretokenizers").steps()
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
