import Base
import TestSupport
import Testing

extension TextLines.Line {
  /// The text itself, or the object's `text`.
  fileprivate func text() throws(LineReadingError) -> String {
    switch self {
    case .text(let text): text
    case .object(let fields): try fields.string("text")
    }
  }
}

/// The one way in which texts are read.
struct TextLinesTests {
  private static func texts(_ bytes: [UInt8], _ name: String) throws -> [String] {
    try TemporaryFolder.with { folder in
      let lines = try TextLines(path: folder.write(bytes, to: name))
      var texts: [String] = []
      while let line = try lines.next() { texts.append(try line.text()) }
      return texts
    }
  }

  private static func refusal(_ bytes: [UInt8], _ name: String) throws -> LineReadingError? {
    #expect(throws: LineReadingError.self) { try texts(bytes, name) }
  }

  @Test func `a line ends with LF or CR LF, the last one without`() throws {
    #expect(try Self.texts(Array("a\nb\r\n c ".utf8), "t.txt") == ["a", "b", " c "])
    #expect(try Self.texts([], "t.txt").isEmpty)
  }

  @Test(arguments: ["t.txt", "t.jsonl"])
  func `a byte order mark before the first line is no part of it`(name: String) throws {
    let line = name == "t.txt" ? "a" : #"{"text":"a"}"#
    #expect(try Self.texts(Array("\u{feff}\(line)\n".utf8), name) == ["a"])
  }

  @Test func `blank lines are texts, and skipped in JSON Lines`() throws {
    let lines = Array("a\n\n \t\r\nb\n".utf8)
    #expect(try Self.texts(lines, "t.txt") == ["a", "", " \t", "b"])
    let objects = Array("{\"text\":\"a\"}\n\n \t\r\n{\"text\":\"\"}\n".utf8)
    #expect(try Self.texts(objects, "t.jsonl") == ["a", ""])
  }

  @Test func `a name that ends in jsonl is JSON Lines, unless a format is given`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write("{\"text\":\"a\"}\n", to: "t.jsonl")
      let lines = try TextLines(path: path, format: .text)
      #expect(try lines.next()?.text() == "{\"text\":\"a\"}")
      #expect(lines.place == "\(path): line 1" && lines.lineNumber == 1)
      let other = try folder.write("{\"text\":\"a\"}\n", to: "t.txt")
      #expect(try TextLines(path: other, format: .jsonLines).next()?.text() == "a")
    }
  }

  @Test(arguments: ["t.txt", "t.jsonl"])
  func `bad UTF-8 is refused with line and byte`(name: String) throws {
    let first = name == "t.txt" ? "good" : #"{"text":"good"}"#
    let error = try Self.refusal(Array("\(first)\nba".utf8) + [0xc3, 0x28, 0x0a], name)
    #expect(
      error?.description.hasSuffix(
        "\(name): line 2: expected UTF-8, found an invalid sequence at byte 2") == true)
  }

  @Test(arguments: [
    ("{", "line 2, byte 1: expected a name in quotes, found the end of the text"),
    ("[]", "line 2: expected an object, found an array"),
    ("{}", "line 2: text: expected a string, found nothing"),
    ("{\"text\":3}", "line 2: text: expected a string, found the integer 3"),
  ])
  func `an object that is none is refused with its place`(line: String, text: String) throws {
    let error = try Self.refusal(Array("{\"text\":\"a\"}\n\(line)\n".utf8), "t.jsonl")
    #expect(
      error?.description.hasSuffix("t.jsonl: \(text)") == true, "\(String(describing: error))")
  }

  @Test func `a file that is not there is named`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("none")
      let error = #expect(throws: LineReadingError.self) { try TextLines(path: path) }
      #expect(error?.description == "\(path): cannot open: No such file or directory")
    }
  }
}
