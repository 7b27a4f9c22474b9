import Base
import Testing

private struct Refused: JSONFieldError, Equatable {
  let text: String

  init(_ refusal: JSONRefusal) {
    let found = refusal.description ?? refusal.found?.kind ?? "nothing"
    text = "\(refusal.file): \(refusal.path): expected \(refusal.expected), found \(found)"
  }
}

struct JSONTests {
  private static func cursor(_ text: String) throws -> JSONCursor<Refused> {
    JSONCursor(try JSONValue(parsing: Array(text.utf8)), file: "f.json")
  }

  @Test func `names that only look alike are two`() throws {
    let text = "{\"\u{3a9}\": 1, \"\u{2126}\": 2, \"\u{e9}\": 3, \"e\u{301}\": 4}"
    let object = try #require(JSONValue(parsing: Array(text.utf8)).object)
    #expect(object.members.count == 4)
    #expect(object["\u{3a9}"] == 1 && object["\u{2126}"] == 2)
    #expect(object["\u{e9}"] == 3 && object["e\u{301}"] == 4)
    #expect(JSONValue.string("\u{3a9}") != .string("\u{2126}"))
    #expect(JSONValue.object(object).text.utf8.elementsEqual(text.utf8.filter { $0 != 0x20 }))
  }

  @Test(arguments: [2, 16, 17, 40])
  func `a name twice is refused at its byte, in small objects and large`(count: Int) throws {
    let names = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let object = try #require(JSONValue(parsing: Array("{\(names)}".utf8)).object)
    for index in 0..<count { #expect(object["k\(index)"]?.integer == index) }
    #expect(object["k\(count)"] == nil)
    #expect(object.names == (0..<count).map { "k\($0)" })
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: Array("{\(names),\"k1\":0}".utf8))
    }
    #expect(error?.offset == names.utf8.count + 2)
    #expect(error?.found == "\"k1\" a second time")
  }

  @Test
  func `what Python writes for numbers that are not finite is accepted where it is asked for`()
    throws
  {
    let text = Array(#"{"a":NaN,"b":Infinity,"c":[-Infinity,-1],"d":1e999,"e":2}"#.utf8)
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error?.offset == 5)
    let object = try #require(JSONValue(parsing: text, acceptingNonFinite: true).object)
    for name in ["a", "b", "d"] {
      #expect(object[name]?.double == nil)
      #expect(object[name]?.integer == nil)
    }
    #expect(object["a"]?.kind == "the number nan")
    #expect(object["c"]?.array?.last == -1)
    #expect(object["e"]?.double == 2)
    for word in ["nan", "Nan", "NaNs", "Infinit", "+Infinity", "-NaN", "- Infinity"] {
      #expect(throws: JSONError.self) {
        try JSONValue(parsing: Array(word.utf8), acceptingNonFinite: true)
      }
    }
  }

  @Test func `fields are read by kind`() throws {
    let fields = try Self.cursor(
      #"{"s":"a","b":true,"i":7,"n":0.5,"l":["x","y"],"o":{"k":[1,2]},"z":null}"#)
    #expect(try fields.string("s") == "a")
    #expect(try fields.bool("b"))
    #expect(try fields.integer("i", in: 0...7) == 7)
    #expect(try fields.number("n", in: 0...1) == 0.5)
    #expect(try fields.positiveNumber("n") == 0.5)
    #expect(try fields.optionalStrings("l") == ["x", "y"])
    #expect(
      try fields.member("o").member("k").elements().map { try $0.integer(in: 0..<3) } == [1, 2])
    #expect(try fields.member("o").member("k").elements()[1].path == "o.k[1]")
    #expect(try fields.optional("z")?.path == nil && fields.optional("none")?.path == nil)
    #expect(try fields.optionalString("none") == nil && fields.optionalBool("z") == nil)
    #expect(try fields.optionalInteger("i", in: 0...9) == 7)
    try fields.member("s").require("a")
    try fields.requireIfPresent("none", 3)
    try fields.requireOnly(["s", "b", "i", "n", "l", "o", "z"])
  }

  private static let refusals: [(String, @Sendable (JSONCursor<Refused>) throws(Refused) -> Void)] =
    [
      (
        "none: expected a string, found nothing",
        { (c) throws(Refused) in _ = try c.string("none") }
      ),
      ("z: expected a string, found null", { (c) throws(Refused) in _ = try c.string("z") }),
      (
        "i: expected true or false, found the integer 7",
        { (c) throws(Refused) in _ = try c.bool("i") }
      ),
      (
        "i: expected an integer from 0 to 6, found the integer 7",
        { (c) throws(Refused) in _ = try c.integer("i", in: 0...6) }
      ),
      (
        "i: expected an integer from 0 to 6, found the integer 7",
        { (c) throws(Refused) in _ = try c.member("i").integer(in: 0..<7) }
      ),
      (
        "i: expected a number from 0.0 to 1.0, found the integer 7",
        { (c) throws(Refused) in _ = try c.number("i", in: 0...1) }
      ),
      (
        "m: expected a positive number, found the integer -1",
        { (c) throws(Refused) in _ = try c.positiveNumber("m") }
      ),
      (
        "l: expected an array of strings, found an array",
        { (c) throws(Refused) in _ = try c.optionalStrings("l") }
      ),
      (
        "i.k: expected",
        { (c) throws(Refused) in throw try c.member("i").failure("k", expected: "", found: nil) }
      ),
      (
        "i: expected an object, found the integer 7",
        { (c) throws(Refused) in _ = try c.member("i").member("k") }
      ),
      (
        "i: expected an array, found the integer 7",
        { (c) throws(Refused) in _ = try c.member("i").elements() }
      ),
      (
        "l[1]: expected a string, found the integer 3",
        { (c) throws(Refused) in
          _ = try c.member("l").elements().map { (e) throws(Refused) in try e.string() }
        }
      ),
      (
        "i: expected false, found the integer 7",
        { (c) throws(Refused) in try c.requireIfPresent("i", false) }
      ),
      (": expected only i, found also 'm'", { (c) throws(Refused) in try c.requireOnly(["i"]) }),
    ]

  @Test func `every refusal names file, field, what was expected and what was found`() throws {
    let fields = try Self.cursor(#"{"i":7,"m":-1,"l":["x",3],"z":null}"#)
    for (text, read) in Self.refusals {
      let error = #expect(throws: Refused.self) { try read(fields) }
      #expect(error?.text.hasPrefix("f.json: \(text)") == true, "\(text): \(error?.text ?? "")")
    }
  }
}
