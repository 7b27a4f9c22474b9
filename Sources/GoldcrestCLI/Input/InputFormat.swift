import ArgumentParser
import Base

/// How `embed` reads its input.
enum InputFormat: String, ExpressibleByArgument, CaseIterable {
  /// One text per line.
  case text
  /// One JSON object per line.
  case jsonl
}

/// One thing to embed.
struct InputRecord {
  /// The user's `_id`, or the position from 0.
  let id: JSONValue
  /// A text, or token ids with the special ones.
  let content: Content
  /// Where it stands, for errors.
  let place: String

  enum Content {
    case text(String)
    case tokens([Int32])
  }
}

extension InputRecord {
  /// Reads `{"_id": …, "text": …}` or `{"_id": …, "input_ids": […]}`; other keys are left alone.
  ///
  /// - Throws: `CommandLineError.line` or `.invalidUTF8`.
  init(jsonLine bytes: [UInt8], position: Int, place: String) throws(CommandLineError) {
    _ = try UTF8Check.string(bytes, place: place)
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .line(
        place: "\(place), byte \(error.offset)", expected: error.expected, found: error.found)
    }
    guard let object = value.object else {
      throw .line(
        place: place, expected: "an object with \"text\" or \"input_ids\"", found: value.kind)
    }
    switch object["_id"] {
    case nil: id = .string(String(position))
    case .string(let text): id = .string(text)
    case .integer(let number): id = .integer(number)
    case .some(let other):
      throw .line(place: "\(place): _id", expected: "a string or an integer", found: other.kind)
    }
    self.place = place
    switch (object["text"], object["input_ids"]) {
    case (.string(let text), nil): content = .text(text)
    case (nil, .array(let values)):
      content = .tokens(try InputRecord.ids(values, place: place))
    case (.some, .some):
      throw .line(place: place, expected: "\"text\" or \"input_ids\"", found: "both")
    case (.some(let other), nil):
      throw .line(place: "\(place): text", expected: "a string", found: other.kind)
    case (nil, .some(let other)):
      throw .line(place: "\(place): input_ids", expected: "an array", found: other.kind)
    case (nil, nil):
      throw .line(place: place, expected: "\"text\" or \"input_ids\"", found: "neither")
    }
  }

  private static func ids(
    _ values: [JSONValue], place: String
  ) throws(CommandLineError) -> [Int32] {
    var ids: [Int32] = []
    for (index, value) in values.enumerated() {
      guard let id = value.integer.flatMap({ Int32(exactly: $0) }) else {
        throw .line(
          place: "\(place): input_ids[\(index)]", expected: "a token id", found: value.kind)
      }
      ids.append(id)
    }
    return ids
  }
}
