import Base
import Testing

struct IdentifierTests {
  private let composed = Identifier("\u{e9}")
  private let decomposed = Identifier("e\u{301}")

  @Test func `names are compared by their bytes`() {
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed)
    #expect(Identifier("10") < Identifier("9"))
    #expect(Identifier("a") < Identifier("ab"))
    #expect(Set(["a", "b", "a"] as [Identifier]).count == 2)
    #expect("\u{3a9}" == "\u{2126}")
    #expect(!"\u{3a9}".hasSameBytes(as: "\u{2126}"))
    #expect("xy".hasSameBytes(as: "zxyz".dropFirst().dropLast()))
    #expect(!"x".hasSameBytes(as: "xy"))
  }

  @Test func `keys of a JSON object are compared by their bytes`() throws {
    let value = try JSONValue(parsing: Array("{\"\u{3a9}\":1,\"\u{2126}\":2}".utf8))
    let object = try #require(value.object)
    #expect(object["\u{3a9}"] == 1)
    #expect(object["\u{2126}"] == 2)
    #expect(object.names.count == 2)
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: Array(#"{"\#u{3a9}":1,"\u03a9":2}"#.utf8))
    }
  }

  @Test func `strings in JSON are compared by their bytes`() throws {
    #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    #expect(JSONValue.array(["\u{e9}"]) != ["e\u{301}"])
    #expect(["\u{e9}": 1] as JSONValue != ["e\u{301}": 1])
    #expect(["\u{e9}": 1] as JSONValue == ["\u{e9}": 1])
    #expect(["a": 1, "b": nil] as JSONValue != ["b": nil, "a": 1])
    #expect(JSONValue.integer(1) != .number(1))
  }
}
