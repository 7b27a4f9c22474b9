import Base

extension PublishedFigures {
  /// The largest file that is read.
  static let byteLimit = 16 << 20

  /// Reads a file of published figures; `Golden/README.md` describes it.
  ///
  /// - Throws: `VerificationError.file`, `.json`, or `.field` naming what is missing or wrong.
  public init(path: String) throws(VerificationError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try ReadableFile(path: path).contents(limit: PublishedFigures.byteLimit)
    } catch {
      throw .file(error)
    }
    try self.init(parsing: bytes, path: path)
  }

  /// Reads figures from a JSON text; `path` is its name in errors.
  public init(parsing bytes: [UInt8], path: String) throws(VerificationError) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .json(path: path, error)
    }
    let fields = try JSONFields(value, path: path)
    _ = try fields.value("schema_version", "1") { $0.integer == 1 ? 1 : nil }
    let sources = try JSONFields(
      try fields.value("sources", "an object") { $0.object.map { .object($0) } }, path: path,
      place: "sources")
    var names: [String: String] = [:]
    for name in sources.object.names { names[name] = try sources.string(name) }
    self.init(
      model: try fields.string("model"),
      tokenIDs: try fields.objects("token_ids", PublishedFigures.tokenIDs),
      pairs: try fields.objects("pairs", PublishedFigures.pair),
      prefixes: try fields.objects("vector_prefixes", PublishedFigures.vectorPrefix),
      sources: names)
  }

  private static func tokenIDs(_ fields: JSONFields) throws(VerificationError) -> TokenIDs {
    TokenIDs(
      text: try fields.string("text"),
      ids: try fields.list("ids", "token ids") { $0.integer.flatMap(Int32.init(exactly:)) },
      source: try fields.string("source"))
  }

  private static func pair(_ fields: JSONFields) throws(VerificationError) -> Pair {
    Pair(
      first: try fields.string("first"), second: try fields.string("second"),
      cosine: try fields.number("cosine", in: -1...1),
      tolerance: try fields.number("tolerance", in: 0...2), source: try fields.string("source"))
  }

  private static func vectorPrefix(_ fields: JSONFields) throws(VerificationError) -> VectorPrefix {
    let dimensions = try fields.value("dimensions", "a positive integer") { value -> Int? in
      value.integer.flatMap { $0 > 0 ? $0 : nil }
    }
    let prefix = try fields.list("prefix", "numbers", \.double)
    guard (1...dimensions).contains(prefix.count) else {
      throw .field(
        path: fields.path, field: fields.name("prefix"),
        expected: "from 1 to \(dimensions) numbers", found: "\(prefix.count)")
    }
    return VectorPrefix(
      text: try fields.string("text"), dimensions: dimensions, prefix: prefix,
      minimumCosine: try fields.number("minimum_cosine", in: -1...1),
      caveat: fields.object["caveat"]?.string, source: try fields.string("source"))
  }
}
