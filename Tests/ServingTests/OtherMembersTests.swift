import Base
import Inference
import Model
import Serving
import Testing

/// What other servers' members do to the vectors of OpenAI's route.
@Suite struct OtherMembersTests {
  @Test(
    arguments: [
      ("embd_normalize", -1), ("truncate_prompt_tokens", 8), ("truncation_side", "left"),
      ("add_special_tokens", false), ("return_multivector", true), ("output_dtype", "int8"),
      ("truncate", "START"), ("truncation", "yes"),
    ] as [(String, JSONValue)])
  func `a member that would give another vector is refused by name`(
    name: String, value: JSONValue
  ) async throws {
    let service = try await DialectFixture.usual()
    var body = JSONObject()
    body.append("input", "a")
    body.append(name, value)
    let response = await service.post("/v1/embeddings", .object(body))
    #expect(response.status == 400)
    #expect(try response.value()["error"]?["param"]?.string == name)
  }

  @Test(
    arguments: [
      ["embd_normalize": 2, "truncate_prompt_tokens": -1, "truncation_side": "right"],
      ["add_special_tokens": true, "return_multivector": false, "output_dtype": "float"],
      ["truncate": "NONE"], ["truncate": "END"], ["truncation": true],
    ] as [JSONValue])
  func `the value that is meant anyway is taken`(members: JSONValue) async throws {
    let service = try await DialectFixture.usual()
    var body = JSONObject()
    body.append("input", "a")
    for member in members.object?.members ?? [] { body.append(member.name, member.value) }
    let response = await service.post("/v1/embeddings", .object(body))
    #expect(
      try await [response.value()["data"]?.array?.first?["embedding"]?.floats]
        == service.vectors(["a"]))
  }

  @Test func `Voyage's name for a size is honoured`() async throws {
    let service = try await DialectFixture.usual()
    let response = await service.post("/v1/embeddings", ["input": "a", "output_dimension": 64])
    #expect(
      try await [response.value()["data"]?.array?.first?["embedding"]?.floats]
        == service.vectors(["a"], dimensions: 64))
    let both = await service.post(
      "/v1/embeddings", ["input": "a", "output_dimension": 64, "dimensions": 64])
    #expect(both.status == 400)
  }

  @Test(
    arguments: [
      ("/v1/embeddings", ["model": "heads", "input": "a", "normalized": false]),
      ("/v1/embeddings", ["model": "heads", "input": "a", "normalize": false]),
      ("/embed?model=heads", ["inputs": "a", "normalize": false]),
    ] as [(String, JSONValue)])
  func `a vector that is not to be normalised is as it was pooled`(
    path: String, body: JSONValue
  ) async throws {
    let service = try await DialectFixture.usual()
    let model = try await service.model("heads")
    #expect(model.sentence.normalizes)
    let parts = path.split(separator: "?")
    let value = try await service.service.response(
      to: ServerRequest(
        method: "POST", path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "",
        body: Array(body.text.utf8))
    ).value()
    let found = value["data"]?.array?.first?["embedding"]?.floats ?? value.vectors?.first
    let expected = try await service.vectors(["a"], of: "heads", normalizes: false)
    let usual = try await service.vectors(["a"], of: "heads")
    #expect([found] == expected)
    #expect(expected != usual)
  }

  @Test func `an object with more than a text is refused`() async throws {
    let service = try await DialectFixture.usual()
    for input: JSONValue in [
      ["text": "a", "image": "b"], ["prompt_string": "a", "multimodal_data": ["b"]],
    ] {
      let response = await service.post("/v1/embeddings", ["input": [input]])
      #expect(response.status == 400)
    }
    let response = await service.post("/v1/embeddings", ["input": [["text": "a", "image": nil]]])
    #expect(response.status == 200)
  }

  @Test func `Ollama's smaller context is refused for a text that it would cut`() async throws {
    let service = try await DialectFixture.usual()
    let options: JSONValue = ["num_ctx": 4]
    let long = await service.post(
      "/api/embed", ["input": "a b c d e f g h", "options": options])
    #expect(long.status == 400)
    let short = await service.post("/api/embed", ["input": "a", "options": ["num_ctx": 512]])
    #expect(short.status == 200)
  }

  @Test func `a path that nobody serves is 404, however many slashes it has`() async throws {
    let service = try await DialectFixture.usual()
    for path in ["/nothing", "/v1/models/", "//v1/models", String(repeating: "/", count: 30_000)] {
      #expect(await service.get(path).status == 404, "\(path.prefix(20))")
    }
    #expect(await service.get("/v1/models/tiny").status == 200)
  }
}
