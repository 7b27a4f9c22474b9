import Base
import Inference
import Serving
import Testing

/// Ollama's routes.
@Suite struct OllamaDialectTests {
  private func refused(
    _ path: String, _ body: JSONValue, _ status: Int = 400, saying words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let response = await (try await DialectFixture.usual()).post(path, body)
    let value = try response.value()
    #expect(response.status == status, sourceLocation: sourceLocation)
    #expect(value.object?.names == ["error"], sourceLocation: sourceLocation)
    for word in words {
      #expect(
        value["error"]?.string?.contains(word) == true, "\(value.text)",
        sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: ["tiny", "tiny:latest"])
  func `texts get vectors of the command's bits`(name: String) async throws {
    let service = try await DialectFixture.usual()
    let texts = ["a b", "", "c"]
    let response = await service.post(
      "/api/embed",
      [
        "model": .string(name), "input": .array(texts.map { .string($0) }),
        "options": ["num_ctx": 2048], "keep_alive": "5m",
      ])
    let value = try response.value()
    #expect(response.status == 200)
    #expect(
      value.object?.names == [
        "model", "embeddings", "total_duration", "load_duration", "prompt_eval_count",
      ])
    #expect(value["model"] == .string(name))
    #expect(try await value["embeddings"]?.vectors == service.vectors(texts, normalizes: true))
    #expect(try await service.vectors(texts, normalizes: true) == service.vectors(texts))
    let count = try await service.tokenCount(texts)
    #expect(value["prompt_eval_count"] == .integer(count))
    let total = try #require(value["total_duration"]?.integer)
    let load = try #require(value["load_duration"]?.integer)
    #expect(load >= 0 && total >= load)
    #expect(response.header("x-embedding-truncated") == "0")
    #expect(response.header("x-model-fingerprint")?.count == 64)
  }

  @Test func `one text gets a list of one vector`() async throws {
    let service = try await DialectFixture.usual()
    let value = try await service.post("/api/embed", ["model": "tiny", "input": "a"]).value()
    #expect(try await value["embeddings"]?.vectors == service.vectors(["a"]))
  }

  @Test func `vectors get length 1 also if the model does not normalise`() async throws {
    let service = try await DialectFixture.usual()
    let value = try await service.post("/api/embed", ["model": "raw", "input": "a"]).value()
    let wanted = try await service.vectors(["a"], of: "raw", normalizes: true)
    #expect(value["embeddings"]?.vectors == wanted)
    #expect(try await service.vectors(["a"], of: "raw") != wanted)
  }

  @Test func `no text and an empty one get no vectors, as from Ollama`() async throws {
    let service = try await DialectFixture.usual()
    for body: JSONValue in [
      ["model": "tiny"], ["model": "tiny", "input": ""], ["model": "tiny", "input": []],
    ] {
      let response = await service.post("/api/embed", body)
      #expect(response.status == 200)
      #expect(try response.value() == ["model": "tiny", "embeddings": []])
    }
  }

  @Test func `a size that the model lists is honoured, another is refused`() async throws {
    let service = try await DialectFixture.usual()
    for (size, wanted) in [(64, 64), (0, nil)] as [(Int, Int?)] {
      let value = try await service.post(
        "/api/embed", ["model": "tiny", "input": "a", "dimensions": .integer(size)]
      ).value()
      #expect(try await value["embeddings"]?.vectors == service.vectors(["a"], dimensions: wanted))
    }
    try await refused(
      "/api/embed", ["model": "tiny", "input": "a", "dimensions": 100],
      saying: "128, 64, 32", "found 100")
  }

  @Test func `long texts are cut, or refused without truncate`() async throws {
    let service = try await DialectFixture.usual()
    let long = JSONValue.string(String(repeating: "a ", count: 2000))
    let response = await service.post("/api/embed", ["model": "tiny", "input": ["a", long]])
    #expect(response.status == 200)
    #expect(response.header("x-embedding-truncated") == "1")
    try await refused(
      "/api/embed", ["model": "tiny", "input": ["a", long], "truncate": false],
      saying: "exceeds the context length", "text 1")
  }

  @Test func `a prompt is chosen as in OpenAI's dialect`() async throws {
    let service = try await DialectFixture.usual()
    let value = try await service.post(
      "/api/embed", ["model": "tiny", "input": "a", "prefix": "search_query: "]
    ).value()
    #expect(
      try await value["embeddings"]?.vectors == service.vectors(["a"], prompt: .named("query")))
  }

  @Test(arguments: [1, [1], [["a"]], true, [:]] as [JSONValue])
  func `an input that is no text is refused`(input: JSONValue) async throws {
    try await refused("/api/embed", ["model": "tiny", "input": input], saying: "input")
  }

  @Test func `an unknown model is not found`() async throws {
    let body: JSONValue = ["model": "llama3:latest", "input": "a", "prompt": "a"]
    for path in ["/api/embed", "/api/embeddings", "/api/show"] {
      try await refused(path, body, 404, saying: "model 'llama3")
    }
    try await refused("/api/embed", ["model": "llama3"], 404, saying: "model 'llama3' not found")
  }

  @Test func `the older route gives one vector as the model gives it`() async throws {
    let service = try await DialectFixture.usual()
    for name in ["tiny", "raw"] {
      let response = await service.post(
        "/api/embeddings", ["model": .string(name), "prompt": "a b", "options": [:]])
      let value = try response.value()
      #expect(response.status == 200)
      #expect(value.object?.names == ["embedding"])
      #expect(try await value["embedding"]?.floats == service.vectors(["a b"], of: name)[0])
      #expect(response.header("x-model-fingerprint")?.count == 64)
    }
    #expect(
      try await service.post("/api/embeddings", ["model": "tiny", "prompt": ""]).value()
        == ["embedding": []])
    try await refused("/api/embeddings", ["model": "tiny", "prompt": ["a"]], saying: "prompt")
  }

  @Test func `models are listed under Ollama's names`() async throws {
    let service = try await DialectFixture.usual()
    let value = try await service.get("/api/tags").value()
    let models = try #require(value["models"]?.array)
    #expect(models.map { $0["name"] } == ["tiny:latest", "heads:latest", "raw:latest"])
    #expect(models.map { $0["model"] } == models.map { $0["name"] })
    #expect(models.allSatisfy { $0["details"]?["format"] == "crest" })
    #expect(models.allSatisfy { $0["details"]?["quantization_level"] == "int8" })
    #expect(models.allSatisfy { ($0["size"]?.integer ?? 0) > 10000 })
    let fingerprint = try await service.model("tiny").fingerprint?.description
    #expect(models[0]["digest"]?.string == fingerprint)
  }

  @Test func `a model is shown as one for embeddings`() async throws {
    let service = try await DialectFixture.usual()
    for body: JSONValue in [["model": "tiny:latest"], ["name": "tiny", "verbose": true]] {
      let value = try await service.post("/api/show", body).value()
      #expect(value["capabilities"] == ["embedding"])
      let family = try #require(value["details"]?["family"]?.string)
      let info = try #require(value["model_info"])
      #expect(info["general.architecture"] == .string(family))
      #expect(info["\(family).embedding_length"] == 128)
      #expect(info["\(family).context_length"] == 512)
    }
    try await refused("/api/show", [:], saying: "model")
  }

  @Test func `a model that cannot be opened is listed by its name`() async throws {
    let shelf = ModelShelf([("gone", "/nowhere/gone.crest")], options: RuntimeOptions())
    let service = EmbeddingService(models: shelf, engine: BatchEngine())
    let response = await service.response(to: ServerRequest(method: "GET", path: "/api/tags"))
    #expect(
      try response.value() == ["models": [["name": "gone:latest", "model": "gone:latest"]]])
    let failure = await service.response(
      to: ServerRequest(
        method: "POST", path: "/api/embed", body: Array(#"{"input":"a"}"#.utf8)))
    #expect(failure.status == 500)
    #expect(try failure.value()["error"]?.string?.contains("gone") == true)
  }

  @Test func `the version is the service's`() async throws {
    let service = try await DialectFixture { $0.version = "1.2.3" }
    #expect(try await service.get("/api/version").value() == ["version": "1.2.3"])
  }
}
