import Base
import Inference

/// The texts of a request, in the forms that OpenAI, llama-server and Jina take.
struct EmbeddingInputs {
  let options: ServiceOptions

  /// The inputs of a member: a string, an object with a text, an array of integers, or an array of these.
  ///
  /// - Throws: `ServingError.invalid`.
  func inputs(_ fields: RequestFields, _ name: String) throws(ServingError) -> [VectorRun.Input] {
    let member = try fields.member(name, expected: "a string or an array of strings")
    guard let values = member.value.array else { return [try input(member)] }
    if values.first?.integer != nil { return [try tokens(member)] }
    let elements = try list(member)
    var inputs: [VectorRun.Input] = []
    inputs.reserveCapacity(elements.count)
    for element in elements { inputs.append(try input(element)) }
    return inputs
  }

  /// The texts of a member that is an array of strings or objects with a text.
  ///
  /// - Throws: `ServingError.invalid`.
  func texts(_ fields: RequestFields, _ name: String) throws(ServingError) -> [String] {
    try list(fields.member(name, expected: "an array of strings")).map {
      (element) throws(ServingError) in try text(element)
    }
  }

  /// The elements of an array, neither none nor too many.
  func list(_ member: RequestFields) throws(ServingError) -> [RequestFields] {
    let count = member.value.array?.count ?? 0
    guard count <= options.maximumTextCount else {
      throw member.failure(
        expected: "at most \(options.maximumTextCount) texts", found: "\(count)")
    }
    let elements = try member.elements("an array of texts")
    guard !elements.isEmpty else {
      throw member.failure(expected: "at least one text", found: "an empty array")
    }
    return Array(elements)
  }

  private func input(_ member: RequestFields) throws(ServingError) -> VectorRun.Input {
    guard member.value.array == nil else { return try tokens(member) }
    if let object = member.value.object,
      object.members.count(where: { $0.value != .null }) > 1
    {
      throw member.failure(
        expected: "an object with a text alone",
        found: "one with \(object.names.joined(separator: ", ").prefix(60))")
    }
    return .text(try text(member))
  }

  /// A string, or an object that holds it as `text`, `prompt_string` or `content`.
  func text(_ member: RequestFields) throws(ServingError) -> String {
    if let text = member.value.string { return text }
    guard let object = member.value.object else {
      throw member.failure(expected: "a string or an array of strings")
    }
    for name in ["text", "prompt_string"] where object[name] != nil {
      return try member.string(name)
    }
    let content = try member.member("content", expected: "'text', 'prompt_string' or 'content'")
    if let text = content.value.string { return text }
    let parts = try content.elements("a string or an array of parts")
    guard parts.count == 1 else {
      throw content.failure(expected: "one part", found: "\(parts.count)")
    }
    let type = try parts[0].member("type", expected: "the string \"text\"")
    try type.require("text")
    return try parts[0].string("text")
  }

  private func tokens(_ member: RequestFields) throws(ServingError) -> VectorRun.Input {
    guard options.acceptsTokenIDs else {
      throw member.failure(
        expected:
          "texts, as token ids are those of another model's tokenizer unless the server is told "
          + "otherwise (LangChain: check_embedding_ctx_length=False; LibreChat: "
          + "RAG_CHECK_EMBEDDING_CTX_LENGTH=False)",
        found: "an array of token ids")
    }
    let ids = member.value.array?.compactMap { value in
      value.integer.flatMap { Int32(exactly: $0) }
    }
    guard let ids, ids.count == member.value.array?.count else {
      throw member.failure(expected: "token ids only")
    }
    return .tokens(ids)
  }
}
