import Base
import TestSupport
import Testing

/// A text that is read where it is asked gives what is in it, however long its values are.
struct JSONTextTests {
  private static let words = [
    "", "a", "\"", "\\", "ü\u{2028}", "tab\t", "{\"k\":[1]}", "]", "\u{1f426}", "//",
  ]

  /// A value of at most `depth` levels, some of them long.
  private static func value(_ numbers: inout SeededNumbers, depth: Int) -> JSONValue {
    switch numbers.int(0..<(depth > 0 ? 9 : 6)) {
    case 0: return .null
    case 1: return .bool(numbers.int(0..<2) == 0)
    case 2: return .integer(numbers.int(-100_000..<100_000))
    case 3: return .number(Double(numbers.int(-999..<1000)) / 64 + 0.25 / 64)
    case 4: return .string(words[numbers.int(0..<words.count)])
    case 5:
      let word = words[numbers.int(0..<words.count)]
      return .string(String(repeating: word, count: numbers.int(1..<61)))
    case 6, 7:
      return .array((0..<numbers.int(0..<10)).map { _ in value(&numbers, depth: depth - 1) })
    default:
      var object = JSONObject()
      for index in 0..<numbers.int(0..<10) {
        let name = "\(words[numbers.int(0..<words.count)])\(index)"
        object.append(name, value(&numbers, depth: depth - 1))
      }
      return .object(object)
    }
  }

  @Test func `what was written is read again`() throws {
    var numbers = SeededNumbers(seed: 20)
    for _ in 0..<400 {
      let value = JSONValue.array((0..<4).map { _ in Self.value(&numbers, depth: 6) })
      let text = value.text
      let read = try JSONValue(parsing: Array(text.utf8))
      #expect(read == value)
      #expect(read.text.utf8.elementsEqual(text.utf8))
      let spaced = Array(" \n\(text)\t ".utf8)
      #expect(try JSONValue(parsing: spaced) == value)
    }
  }

  @Test func `members and elements behind long ones are found, at every length around the limit`()
    throws
  {
    for length in 50...80 {
      for filling in [
        "\"\(String(repeating: "x", count: length))\"",
        "[\(String(repeating: "[],", count: length / 3))1]",
        "{\"\(String(repeating: "n", count: length))\":{\"]\":\"}\"}}",
        String(repeating: "[", count: length) + String(repeating: "]", count: length),
      ] {
        let text = "{\"a\":\(filling),\"b\":[\(filling),7,\(filling)] , \"c\" : 3}"
        let object = try #require(JSONValue(parsing: Array(text.utf8)).object)
        #expect(object["b"]?.array?[1] == 7 && object["b"]?.array?.count == 3)
        #expect(object["c"] == 3 && object["d"] == nil && object.names == ["a", "b", "c"])
        #expect(object["b"]?.array?.first == object["a"] && object["b"]?.array?.last == object["a"])
        #expect(object["a"]?.text.utf8.elementsEqual(filling.utf8) == true)
      }
    }
  }

  @Test(arguments: [3, 17, 4095, 4096, 4097, 10_000])
  func `a name twice is refused among any number, wherever the two stand`(count: Int) {
    for (first, second) in [(0, 1), (0, count), (count / 2, count), (count - 1, count)] {
      var names = (0..<count).map { "n\($0)" }
      names.insert(names[first], at: second)
      let text = "{\(names.map { "\"\($0)\":0" }.joined(separator: ","))}"
      let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
      let offset = names[..<second].reduce(1) { $0 + $1.utf8.count + 5 }
      #expect(error?.offset == offset && error?.found == "\"\(names[first])\" a second time")
    }
  }

  @Test func `a name is the same however it is escaped, and once in each object`() throws {
    let error = #expect(throws: JSONError.self) {
      try JSONValue(parsing: Array(#"{"aé":{"b":1},"\u0061\u00e9":2}"#.utf8))
    }
    #expect(error?.offset == 15)
    let object = try #require(JSONValue(parsing: Array(#"{"a\/":{"a\/":1},"\\n":2}"#.utf8)).object)
    #expect(object["a/"]?.object?["a/"] == 1 && object["\\n"] == 2 && object["\n"] == nil)
  }

  @Test func `nesting is limited to 128 levels`() throws {
    for count in [128, 129] {
      let text = Array(
        (String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
      #expect((try? JSONValue(parsing: text)) != nil || count == 129)
      if count == 129 {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == 128)
      }
    }
  }

  @Test func `whole numbers are integers where they are asked to be`() throws {
    let text = Array("[5.0,5e0,-0.0,5.5,1e30,5]".utf8)
    #expect(try JSONValue(parsing: text) == [5.0, 5.0, -0.0, 5.5, 1e30, 5])
    #expect(
      try JSONValue(parsing: text, wholeNumbersAreIntegers: true) == [5, 5, 0, 5.5, 1e30, 5])
  }

  @Test func `integers are read to the limits of 64 bits`() throws {
    let text = "[9223372036854775807,-9223372036854775808,9223372036854775808,-0,007]"
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    #expect(error?.offset == text.utf8.count - 3)
    let value = try JSONValue(parsing: Array(text.dropLast(5).utf8) + [0x5d])
    #expect(value == [.integer(.max), .integer(.min), .number(0x1p63), 0])
  }
}
