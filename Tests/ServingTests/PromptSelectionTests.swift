import Base
import Inference
import Serving
import Testing

/// How requests choose among a model's prompts.
@Suite struct PromptSelectionTests {
  private func vectors(
    _ members: JSONValue, of model: JSONValue = "tiny", in fixture: DialectFixture? = nil
  ) async throws -> [[Float]?] {
    var body = JSONObject()
    body.append("model", model)
    body.append("input", ["a b"])
    for member in members.object?.members ?? [] { body.append(member.name, member.value) }
    let response = await (try await fixture.orUsual()).post("/v1/embeddings", .object(body))
    try #require(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    return try #require(try response.value()["data"]?.array).map { $0["embedding"]?.floats }
  }

  @Test(
    arguments: [
      (["prompt_name": "query"], .named("query")), (["prompt_name": "STS"], .named("STS")),
      (["prompt": "search_query: "], .named("query")), (["prompt": "so: "], .text("so: ")),
      (["prompt": ""], .text("")), (["prefix": "search_document: "], .named("passage")),
      (["input_type": "query"], .named("query")), (["input_type": "search_query"], .named("query")),
      (["task": "retrieval.query"], .named("query")),
      (["input_type": "passage"], .named("passage")),
      (["input_type": "document"], .named("passage")),
      (["input_type": "search_document"], .named("passage")),
      (["task": "retrieval.passage"], .named("passage")),
      (["input_type": "classification"], .named("Classification")),
      (["task": "clustering"], .named("Clustering")),
      (["task": "separation"], .named("Clustering")),
      (["task": "text-matching"], .named("STS")), (["input_type": "Speed"], .named("Speed")),
      ([:], .text("")),
    ] as [(JSONValue, EmbeddingModel.PromptChoice)])
  func `a request names a prompt, a text or a purpose`(
    members: JSONValue, prompt: EmbeddingModel.PromptChoice
  ) async throws {
    let service = try await DialectFixture.usual()
    #expect(try await vectors(members) == service.vectors(["a b"], prompt: prompt))
  }

  @Test(
    arguments: [
      (["prompt_name": "Query"], "prompt_name", "query, passage"),
      (["prompt_name": 1], "prompt_name", "a string"),
      (["input_type": "image"], "input_type", "search_document"),
      (["task": "code.query"], "task", "retrieval.query"),
      (["prompt": "a", "prompt_name": "query"], "prompt", "'prompt_name' as well"),
      (["prefix": "a", "input_type": "query"], "input_type", "'prefix' as well"),
      (["task": "query", "input_type": "query"], "task", "'input_type' as well"),
    ] as [(JSONValue, String, String)])
  func `a prompt that nobody can mean is refused`(
    members: JSONValue, field: String, word: String
  ) async throws {
    let service = try await DialectFixture.usual()
    var body = JSONObject()
    body.append("input", "a")
    for member in members.object?.members ?? [] { body.append(member.name, member.value) }
    let response = await service.post("/v1/embeddings", .object(body))
    let error = try #require(try response.value()["error"])
    #expect(response.status == 400)
    #expect(error["param"] == .string(field))
    #expect(error["message"]?.string?.contains(word) == true, "\(error.text)")
  }

  @Test(arguments: ["query", "search_document", "clustering", "text-matching"])
  func `a model without prompts takes every purpose`(word: String) async throws {
    let service = try await DialectFixture.usual()
    #expect(
      try await vectors(["input_type": .string(word)], of: "heads")
        == service.vectors(["a b"], of: "heads"))
  }

  @Test func `a prompt's name that the model lacks is refused though it has none`() async throws {
    let service = try await DialectFixture.usual()
    let response = await service.post(
      "/v1/embeddings", ["model": "heads", "input": "a", "prompt_name": "query"])
    #expect(response.status == 400)
    #expect(
      try response.value()["error"]?["message"]?.string?.contains("this model has no prompts")
        == true)
  }

  @Test func `the service's default prompt is used unless the request chooses`() async throws {
    let service = try await DialectFixture { $0.defaultPrompt = "query" }
    #expect(
      try await vectors([:], in: service) == service.vectors(["a b"], prompt: .named("query")))
    #expect(
      try await vectors(["input_type": "passage"], in: service)
        == service.vectors(["a b"], prompt: .named("passage")))
    #expect(
      try await vectors(["prompt": ""], in: service) == service.vectors(["a b"], prompt: .text("")))
    // A model that has no such prompt keeps its own.
    let other = await service.post("/v1/embeddings", ["model": "raw", "input": "a"])
    let vector = try other.value()["data"]?.array?.first?["embedding"]?.floats
    #expect(try await service.vectors(["a"], of: "raw") == [vector])
  }

  @Test func `a literal prompt that is longer than any is refused`() async throws {
    let service = try await DialectFixture.usual()
    let long = JSONValue.string(String(repeating: "a", count: (16 << 10) + 1))
    for body: JSONValue in [["input": "a", "prompt": long], ["input": "a", "prefix": long]] {
      let response = await service.post("/v1/embeddings", body)
      #expect(response.status == 400)
      #expect(
        try response.value()["error"]?["message"]?.string?.contains("at most 16384 bytes") == true)
    }
  }

  @Test func `Ollama's older route takes a purpose and the prefix field`() async throws {
    let service = try await DialectFixture.usual()
    for members: JSONValue in [
      ["prompt": "a b", "input_type": "query"], ["prompt": "a b", "prefix": "search_query: "],
    ] {
      let response = await service.post("/api/embeddings", members)
      #expect(
        try await [response.value()["embedding"]?.floats]
          == service.vectors(["a b"], prompt: .named("query")))
    }
  }

  @Test func `the prefix field has the name that the service says`() async throws {
    let service = try await DialectFixture { $0.prefixField = "lead" }
    #expect(
      try await vectors(["lead": "search_query: ", "prefix": "ignored"], in: service)
        == service.vectors(["a b"], prompt: .named("query")))
  }
}
