import Base

/// Figures that others published for a model's weights.
public struct PublishedFigures: Sendable, Equatable {
  /// A text and the ids it gives, the special ones included.
  public struct TokenIDs: Sendable, Equatable {
    /// The text with its prompt.
    public let text: String
    /// Its ids.
    public let ids: [Int32]
    /// The key of the source that names it.
    public let source: String
  }

  /// Two texts and the cosine of their vectors.
  public struct Pair: Sendable, Equatable {
    /// A text with its prompt.
    public let first: String
    /// Another.
    public let second: String
    /// The published cosine.
    public let cosine: Double
    /// How far off a binary32 path may be.
    public let tolerance: Double
    /// The key of the source that names it.
    public let source: String
  }

  /// A text and the first components of its vector.
  public struct VectorPrefix: Sendable, Equatable {
    /// The text with its prompt.
    public let text: String
    /// The size of the whole vector.
    public let dimensions: Int
    /// The components, of any length: only their direction is compared.
    public let prefix: [Double]
    /// The least cosine of a binary32 path's components with these.
    public let minimumCosine: Double
    /// Why they are not compared one by one.
    public let caveat: String?
    /// The key of the source that names it.
    public let source: String
  }

  /// The model's name.
  public let model: String
  /// The ids.
  public let tokenIDs: [TokenIDs]
  /// The cosines.
  public let pairs: [Pair]
  /// The components.
  public let prefixes: [VectorPrefix]
  /// Where the figures come from, by key.
  public let sources: [String: String]
}

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

/// Takes the fields of a JSON object one by one, refusing what is missing or of the wrong kind.
struct JSONFields {
  let object: JSONObject
  let path: String
  let place: String

  init(_ value: JSONValue, path: String, place: String = "") throws(VerificationError) {
    guard let object = value.object else {
      throw .field(
        path: path, field: place.isEmpty ? "the whole text" : place, expected: "an object",
        found: value.kind)
    }
    self.object = object
    self.path = path
    self.place = place
  }

  func name(_ field: String) -> String { place.isEmpty ? field : "\(place).\(field)" }

  /// The field's value as `convert` takes it.
  func value<Value>(
    _ field: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(VerificationError) -> Value {
    guard let found = object[field], let value = convert(found) else {
      throw .field(
        path: path, field: name(field), expected: expected, found: object[field]?.kind ?? "nothing")
    }
    return value
  }

  func string(_ field: String) throws(VerificationError) -> String {
    try value(field, "a string", \.string)
  }

  func number(
    _ field: String, in range: ClosedRange<Double>
  ) throws(VerificationError) -> Double {
    try value(field, "a number from \(range.lowerBound) to \(range.upperBound)") {
      $0.double.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The elements of an array, each as `convert` takes it.
  func list<Value>(
    _ field: String, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(VerificationError) -> [Value] {
    let elements = try value(field, "an array of \(expected)", \.array)
    var values: [Value] = []
    for (index, element) in elements.enumerated() {
      guard let value = convert(element) else {
        throw .field(
          path: path, field: "\(name(field))[\(index)]", expected: expected, found: element.kind)
      }
      values.append(value)
    }
    return values
  }

  /// The objects of an array, each as `read` takes it.
  func objects<Value>(
    _ field: String, _ read: (JSONFields) throws(VerificationError) -> Value
  ) throws(VerificationError) -> [Value] {
    var values: [Value] = []
    for (index, element) in try list(field, "objects", { $0 }).enumerated() {
      values.append(
        try read(JSONFields(element, path: path, place: "\(name(field))[\(index)]")))
    }
    return values
  }
}
