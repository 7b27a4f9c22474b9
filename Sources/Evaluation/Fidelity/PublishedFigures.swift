import Base

/// Figures that others published for a model's weights.
package struct PublishedFigures: Sendable, Equatable {
  /// A text and the ids it gives, the special ones included.
  package struct TokenIDs: Sendable, Equatable {
    /// The text with its prompt.
    package let text: String
    package let ids: [Int32]
    /// The key of the source that names it.
    package let source: String
  }

  /// Two texts and the cosine of their vectors.
  package struct Pair: Sendable, Equatable {
    /// A text with its prompt.
    package let first: String
    package let second: String
    package let cosine: Double
    /// How far off a binary32 path may be.
    package let tolerance: Double
    /// The key of the source that names it.
    package let source: String
  }

  /// A text and the first components of its vector.
  package struct VectorPrefix: Sendable, Equatable {
    /// The text with its prompt.
    package let text: String
    /// The size of the whole vector.
    package let dimensions: Int
    /// The components, of any length: only their direction is compared.
    package let prefix: [Double]
    /// The least cosine of a binary32 path's components with these.
    package let minimumCosine: Double
    /// Why they are not compared one by one.
    package let caveat: String?
    /// The key of the source that names it.
    package let source: String
  }

  /// A figure of a retrieval set.
  package struct Retrieval: Sendable, Equatable {
    /// The name of the set's folder.
    package let set: String
    /// The judgements, such as `test`.
    package let split: String
    /// How many documents it has, where that was published.
    package let documentCount: Int?
    /// How many judged queries it has, where that was published.
    package let queryCount: Int?
    /// Which figure.
    package let metric: RankingMetric
    package let value: Double
    /// How far off a binary32 path may be.
    package let tolerance: Double
    /// The key of the source that names it.
    package let source: String
  }

  /// A figure that nothing here measures, to compare with.
  package struct Note: Sendable, Equatable {
    /// What it is of.
    package let figure: String
    package let value: Double
    /// The key of the source that names it.
    package let source: String
  }

  package let model: String
  package let tokenIDs: [TokenIDs]
  package let pairs: [Pair]
  package let prefixes: [VectorPrefix]
  package let retrieval: [Retrieval]
  package let notes: [Note]
  /// Where the figures come from, by key.
  package let sources: [String: String]
}

extension PublishedFigures {
  /// The largest file that is read.
  static let byteLimit = 16 << 20

  /// Reads a file of published figures; `Golden/README.md` describes it.
  ///
  /// - Throws: `EvaluationError.file`, `.json`, or `.malformed` naming what is missing or wrong.
  package init(path: String) throws(EvaluationError) {
    let bytes = try wrapping(
      EvaluationError.file, ReadableFile(path: path).contents(limit: PublishedFigures.byteLimit))
    try self.init(parsing: bytes, path: path)
  }

  /// Reads figures from a JSON text; `path` is its name in errors.
  package init(parsing bytes: [UInt8], path: String) throws(EvaluationError) {
    let value = try wrapping({ EvaluationError.json(path: path, $0) }, JSONValue(parsing: bytes))
    let fields = JSONCursor<EvaluationError>(value, file: path)
    _ = try fields.member("schema_version", expected: "1").value("1") { $0.integer == 1 ? 1 : nil }
    let sources = try fields.member("sources", expected: "an object")
    var names: [String: String] = [:]
    for (name, field) in try sources.members() { names[name] = try field.string() }
    self.init(
      model: try fields.string("model"),
      tokenIDs: try PublishedFigures.list(fields, "token_ids", PublishedFigures.tokenIDs),
      pairs: try PublishedFigures.list(fields, "pairs", PublishedFigures.pair),
      prefixes: try PublishedFigures.list(
        fields, "vector_prefixes", PublishedFigures.vectorPrefix),
      retrieval: try PublishedFigures.optionalList(
        fields, "retrieval", PublishedFigures.retrieval),
      notes: try PublishedFigures.optionalList(fields, "notes", PublishedFigures.note),
      sources: names)
  }

  private typealias Fields = JSONCursor<EvaluationError>

  /// The elements of the member `name`, each as `read` takes it.
  private static func list<Value>(
    _ fields: Fields, _ name: String, _ read: (Fields) throws(EvaluationError) -> Value
  ) throws(EvaluationError) -> [Value] {
    var values: [Value] = []
    for element in try fields.member(name, expected: "an array").elements() {
      values.append(try read(element))
    }
    return values
  }

  /// The elements of the member `name`, none if it is missing.
  private static func optionalList<Value>(
    _ fields: Fields, _ name: String, _ read: (Fields) throws(EvaluationError) -> Value
  ) throws(EvaluationError) -> [Value] {
    try fields.optional(name) == nil ? [] : list(fields, name, read)
  }

  private static func tokenIDs(_ fields: Fields) throws(EvaluationError) -> TokenIDs {
    TokenIDs(
      text: try fields.string("text"),
      ids: try list(fields, "ids") { element throws(EvaluationError) in
        try element.value("token ids") { $0.integer.flatMap { Int32(exactly: $0) } }
      },
      source: try fields.string("source"))
  }

  private static func pair(_ fields: Fields) throws(EvaluationError) -> Pair {
    Pair(
      first: try fields.string("first"), second: try fields.string("second"),
      cosine: try fields.number("cosine", in: -1...1),
      tolerance: try fields.number("tolerance", in: 0...2), source: try fields.string("source"))
  }

  private static func retrieval(_ fields: Fields) throws(EvaluationError) -> Retrieval {
    let names = RankingMetric.usual.map(\.key).joined(separator: " or ")
    return Retrieval(
      set: try fields.string("set"), split: try fields.string("split"),
      documentCount: try fields.optionalInteger("documents", in: 1...Int.max),
      queryCount: try fields.optionalInteger("queries", in: 1...Int.max),
      metric: try fields.member("metric", expected: names).value(names) { value in
        RankingMetric.usual.first { $0.key == value.string }
      },
      value: try fields.number("value", in: 0...1),
      tolerance: try fields.number("tolerance", in: 0...1), source: try fields.string("source"))
  }

  private static func note(_ fields: Fields) throws(EvaluationError) -> Note {
    Note(
      figure: try fields.string("figure"), value: try fields.number("value", in: -1...1),
      source: try fields.string("source"))
  }

  private static func vectorPrefix(_ fields: Fields) throws(EvaluationError) -> VectorPrefix {
    let expected = "a positive integer"
    let dimensions = try fields.member("dimensions", expected: expected).value(expected) { value in
      value.integer.flatMap { $0 > 0 ? $0 : nil }
    }
    let prefix = try list(fields, "prefix") { element throws(EvaluationError) in
      try element.value("numbers", \.double)
    }
    guard (1...dimensions).contains(prefix.count) else {
      throw try fields.member("prefix").failure(
        expected: "from 1 to \(dimensions) numbers", found: "\(prefix.count)")
    }
    return VectorPrefix(
      text: try fields.string("text"), dimensions: dimensions, prefix: prefix,
      minimumCosine: try fields.number("minimum_cosine", in: -1...1),
      caveat: try fields.optionalString("caveat"), source: try fields.string("source"))
  }
}
