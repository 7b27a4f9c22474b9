internal import Base

/// The post-processor of a `tokenizer.json`: one special id before a text, one behind it.
struct TemplateFields {
  let begin: Int
  let end: Int

  init(_ field: FieldReader, idCount: Int) throws(TokenizationError) {
    if try field.member("type").string() == "BertProcessing" {
      try field.requireOnly(["type", "sep", "cls"])
      begin = try TemplateFields.id(ofPair: field.member("cls"), idCount: idCount)
      end = try TemplateFields.id(ofPair: field.member("sep"), idCount: idCount)
      return
    }
    try field.member("type").require("TemplateProcessing")
    let single = try field.member("single")
    let steps = try single.elements()
    guard steps.count == 3, let first = try steps[0].optional("SpecialToken"),
      let text = try steps[1].optional("Sequence"), let last = try steps[2].optional("SpecialToken")
    else {
      throw single.failure(
        expected: "one special token, the text, one special token",
        found: "\(steps.count) steps of another kind")
    }
    try text.member("id").require("A")
    // The graph knows one type of tokens.
    for step in [first, text, last] { try step.requireIfPresent("type_id", 0) }
    let special = try field.member("special_tokens")
    begin = try TemplateFields.id(of: first, in: special, idCount: idCount)
    end = try TemplateFields.id(of: last, in: special, idCount: idCount)
  }

  private static func id(
    of step: FieldReader, in special: FieldReader, idCount: Int
  ) throws(TokenizationError) -> Int {
    let ids = try special.member(step.member("id").string()).member("ids")
    let elements = try ids.elements()
    guard elements.count == 1 else {
      throw ids.failure(expected: "one id", found: "\(elements.count)")
    }
    return try elements[0].integer(in: 0..<idCount)
  }

  /// The id of a `[text, id]`.
  private static func id(
    ofPair field: FieldReader, idCount: Int
  ) throws(TokenizationError) -> Int {
    let elements = try field.elements()
    guard elements.count == 2 else {
      throw field.failure(expected: "[text, id]", found: "\(elements.count) elements")
    }
    return try elements[1].integer(in: 0..<idCount)
  }
}
