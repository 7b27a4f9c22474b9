package import Base
import Hashing
package import Inference

/// Vectors that a program wrote for a list of texts, in order.
///
/// A `.npy` file has floats `[N, D]`; a `.json` file is one JSON value, any other has one on each line.
/// A value is a vector (an array of numbers), an object with one as `embedding`, an array of such
/// values, or an object with one as `embeddings` (Ollama, `embed --output-format json`) or `data`
/// (OpenAI). Objects in an array may have an `index`, which then gives the order.
package struct VectorFile {
  /// The largest `.json` file that is read.
  private static let byteLimit = 256 << 20
  /// How deep arrays and objects are looked into.
  ///
  /// OpenAI's answers have three levels above their vectors. Each level is gone through more than once,
  /// which a file of nothing but brackets could make very long.
  private static let levelLimit = 8
  /// The members that hold vectors.
  private static let names = ["embedding", "embeddings", "data"]

  package let path: String
  /// `[N][D]`; `Golden` checks their number and their sizes.
  package let vectors: [[Float]]
  /// How many bytes were read, once.
  package let byteCount: Int
  /// Their SHA-256.
  package let checksum: Checksum

  /// Whether a file is one by its name; a golden file is another.
  package static func isNamed(_ path: String) -> Bool {
    [".npy", ".json", ".jsonl"].contains { path.hasSuffix($0) }
  }

  /// - Throws: `NumPyError`, or `LineReadingError` naming the line and the field.
  package init(path: String) throws {
    self.path = path
    if path.hasSuffix(".npy") {
      let array = try NumPyArray(
        path: path, elements: NumPyArray.Element.allCases, columnCount: nil, rowCount: 1...)
      (vectors, byteCount, checksum) = (array.rows, array.byteCount, array.checksum)
      return
    }
    var vectors: [[Float]] = []
    if path.hasSuffix(".json") {
      let file = try wrapping(LineReadingError.file, ReadableFile(path: path))
      let bytes = try wrapping(
        LineReadingError.file, file.contents(limit: VectorFile.byteLimit))
      let value = try wrapping(
        { LineReadingError.json(place: path, $0) }, JSONValue(parsing: bytes))
      try VectorFile.append(Value(value, file: path), to: &vectors)
      (byteCount, checksum) = (bytes.count, Checksum(of: bytes))
    } else {
      var (count, hasher) = (0, ChecksumHasher())
      let lines = try TextLines(path: path, format: .jsonLines) { bytes in
        count += bytes.count
        hasher.update(bytes)
      }
      while case .object(let value) = try lines.next() {
        try VectorFile.append(value, to: &vectors)
      }
      (byteCount, checksum) = (count, hasher.finalize())
    }
    self.vectors = vectors
  }

  private typealias Value = JSONCursor<LineReadingError>

  /// Takes the vectors of a value that lies `level` levels deep.
  private static func append(
    _ value: Value, level: Int = 0, to vectors: inout [[Float]]
  ) throws(LineReadingError) {
    guard level < levelLimit || value.value.array == nil && value.value.object == nil else {
      throw value.failure(
        expected: "vectors in at most \(levelLimit) levels of arrays and objects", found: "one more"
      )
    }
    if let array = value.value.array {
      guard let first = array.first else { return }
      guard first.double == nil else { return vectors.append(try vector(value)) }
      let elements = try value.elements()
      guard array.contains(where: { $0.object?["index"] != nil }) else {
        for element in elements { try append(element, level: level + 1, to: &vectors) }
        return
      }
      for element in try ordered(elements) { try append(element, level: level + 1, to: &vectors) }
      return
    }
    let object = try value.object()
    let found = names.filter { object[$0] != nil }
    guard found.count == 1, let name = found.first else {
      throw value.failure(
        expected: names.map { "\"\($0)\"" }.joined(separator: " or "),
        found: found.isEmpty ? "neither" : found.joined(separator: " and "))
    }
    let member = try value.member(name)
    guard name != "embedding" else { return vectors.append(try vector(member)) }
    _ = try member.elements()
    try append(member, level: level + 1, to: &vectors)
  }

  /// A vector; llama-server puts it into an array of its own, once.
  private static func vector(_ value: Value, isUnwrapped: Bool = false) throws(LineReadingError)
    -> [Float]
  {
    guard let array = value.value.array else {
      throw value.failure(expected: "an array of numbers")
    }
    guard let first = array.first else { throw value.failure(expected: "numbers", found: "none") }
    if !isUnwrapped, first.array != nil, array.count == 1 {
      return try vector(value.elements()[0], isUnwrapped: true)
    }
    var numbers: [Float] = []
    for (index, element) in array.enumerated() {
      guard let number = element.double else {
        throw try value.elements()[index].failure(expected: "a number")
      }
      numbers.append(Float(number))
    }
    return numbers
  }

  /// The elements, not none, by their `index`.
  private static func ordered(
    _ elements: JSONElements<LineReadingError>
  ) throws(LineReadingError) -> [Value] {
    let count = elements.count
    var places = [Value?](repeating: nil, count: count)
    for element in elements {
      let index = try element.integer("index", in: 0...count - 1)
      guard places[index] == nil else {
        throw element.failure(
          "index", expected: "every index once", found: nil, description: "\(index) again")
      }
      places[index] = element
    }
    return places.compactMap { $0 }
  }
}

extension FidelityReference {
  /// Vectors `[N][D]` of another program for `texts`; `prompt` is one of `model`, `path` the file of the
  /// vectors in errors, and `checksum` that of the file if there is one.
  ///
  /// - Throws: `EvaluationError.malformed` as `Golden`, `.noTexts`, `.inference` if the model has no such prompt.
  package static func vectors(
    _ vectors: [[Float]], path: String, checksum: Checksum? = nil, of texts: [VerificationText],
    prompt: EmbeddingModel.PromptChoice, for model: EmbeddingModel
  ) throws(EvaluationError) -> FidelityReference {
    let text = try wrapping(EvaluationError.inference, model.promptText(prompt))
    return .golden(
      try Golden(vectors: vectors, of: texts, prompt: text, path: path, checksum: checksum))
  }
}
