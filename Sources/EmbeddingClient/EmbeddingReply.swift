#if Server
  import Base

  /// Reads what a server answers to a request for embeddings.
  package struct EmbeddingReply {
    /// Who answered, for errors.
    private let url: String

    package init(url: String) { self.url = url }

    /// The vectors in an answer, by their `index`, each as numbers or as base64 of little-endian binary32.
    ///
    /// - Throws: `EmbeddingClientError.answer` with the place of what is no such answer.
    package func vectors(
      in bytes: [UInt8], count: Int, dimensions: Int? = nil
    ) throws(EmbeddingClientError) -> [[Float]] {
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONValue(parsing: bytes)
      } catch {
        throw failure("byte \(error.offset)", expected: error.expected, found: error.found)
      }
      guard let data = value.object?["data"]?.array else {
        throw failure("data", expected: "an array", found: kind(value.object?["data"]))
      }
      guard data.count == count else {
        throw failure("data", expected: "\(count) vectors", found: "\(data.count)")
      }
      var vectors = [[Float]?](repeating: nil, count: count)
      for (place, item) in data.enumerated() {
        guard let index = item.object?["index"]?.integer, vectors.indices.contains(index),
          vectors[index] == nil
        else {
          throw failure(
            "data[\(place)].index", expected: "each number from 0 to \(count - 1) once",
            found: kind(item.object?["index"]))
        }
        vectors[index] = try vector(item.object?["embedding"], at: "data[\(place)].embedding")
      }
      let found = vectors.compactMap { $0 }
      if let first = found.first, let odd = found.firstIndex(where: { $0.count != first.count }) {
        throw failure(
          "data[\(odd)].embedding", expected: "\(first.count) numbers as in the first",
          found: "\(found[odd].count)")
      }
      if let dimensions, let first = found.first, first.count != dimensions {
        throw failure(
          "data[0].embedding", expected: "\(dimensions) numbers, as asked for",
          found: "\(first.count)")
      }
      return found
    }

    private func vector(
      _ value: JSONValue?, at place: String
    ) throws(EmbeddingClientError) -> [Float] {
      let vector: [Float]?
      switch value {
      case .list(let elements):
        let numbers = elements.compactMap { $0.double.map { Float($0) } }
        vector = numbers.count == elements.count ? numbers : nil
      case .string(let text): vector = Base64.decode(text).flatMap(EmbeddingReply.floats)
      default: vector = nil
      }
      guard let vector, !vector.isEmpty, vector.allSatisfy(\.isFinite) else {
        throw failure(
          place, expected: "finite numbers, or base64 of binary32", found: kind(value))
      }
      return vector
    }

    private static func floats(_ bytes: [UInt8]) -> [Float]? {
      guard bytes.count % 4 == 0 else { return nil }
      return stride(from: 0, to: bytes.count, by: 4).map { first in
        Float(
          bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[first + $1]) << UInt32(8 * $1) })
      }
    }

    /// What an error answer says, in any of the forms that servers have; empty if it says nothing.
    package static func message(in bytes: [UInt8]) -> String {
      guard let object = try? JSONValue(parsing: bytes).object else { return "" }
      return object["error"]?.object?["message"]?.string ?? object["error"]?.string
        ?? object["message"]?.string ?? object["detail"]?.string ?? ""
    }

    private func kind(_ value: JSONValue?) -> String { value?.kind ?? "nothing" }

    private func failure(_ place: String, expected: String, found: String) -> EmbeddingClientError {
      .answer(url: url, place: place, expected: expected, found: found)
    }
  }
#endif
