import Base

/// A text to compare two models on.
public struct VerificationText: Sendable, Equatable {
  /// The text, without a prompt.
  public let text: String
  /// Its language, if known.
  public let language: String?

  /// A text in a language.
  public init(_ text: String, language: String? = nil) {
    self.text = text
    self.language = language
  }

  /// The largest file that is read.
  static let byteLimit = 256 << 20

  /// Reads texts from a file, one a line.
  ///
  /// If the name ends in `.jsonl`, a line is a JSON object with `text` and an optional `language`;
  /// otherwise the line is the text. Lines of white space only are left out.
  ///
  /// - Throws: `VerificationError.file`, `.line` for a line that is not UTF-8 or not such an object,
  ///   `.noTexts` if nothing is left.
  public static func read(path: String) throws(VerificationError) -> [VerificationText] {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try ReadableFile(path: path).contents(limit: byteLimit)
    } catch {
      throw .file(error)
    }
    return try parse(bytes, path: path)
  }

  /// The texts of a file's bytes.
  package static func parse(
    _ bytes: [UInt8], path: String
  ) throws(VerificationError) -> [VerificationText] {
    let isJSON = path.hasSuffix(".jsonl")
    var texts: [VerificationText] = []
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = bytes.last == 0x0d ? bytes.dropLast() : bytes
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      if isJSON {
        texts.append(try object(Array(line), path: path, line: index + 1))
      } else if let text = String(validating: line, as: UTF8.self) {
        texts.append(VerificationText(text))
      } else {
        throw .line(
          path: path, line: index + 1, expected: "valid UTF-8", found: "an invalid sequence")
      }
    }
    guard !texts.isEmpty else { throw .noTexts(path: path) }
    return texts
  }

  private static func object(
    _ bytes: [UInt8], path: String, line: Int
  ) throws(VerificationError) -> VerificationText {
    let expected = "an object with a string 'text' and an optional string 'language'"
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .line(path: path, line: line, expected: expected, found: error.description)
    }
    let language = value.object?["language"]
    guard let text = value.object?["text"]?.string, language == nil || language?.string != nil
    else {
      throw .line(path: path, line: line, expected: expected, found: value.kind)
    }
    return VerificationText(text, language: language?.string)
  }
}
