import Tokenization
import Base
import Inference
import Serving
import TestSupport
import Testing

/// `/v1/embeddings` and `/v1/models`.
@Suite struct OpenAIDialectTests {
  static let texts = ["Where is the station?", "", "Wo ist der Bahnhof? \u{1f689}", "a"]

  private func embeddings(_ response: ServerResponse) throws -> [JSONValue] {
    try #require(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    let data = try #require(try response.value()["data"]?.array)
    #expect(data.map { $0["index"] } == (0..<data.count).map { .integer($0) })
    #expect(data.allSatisfy { $0["object"] == "embedding" })
    return try data.map { try #require($0["embedding"]) }
  }

  private func refused(
    _ body: JSONValue, _ status: Int = 400, field: JSONValue, code: JSONValue = nil,
    saying words: String...,
    in fixture: DialectFixture? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let service = try await fixture.orUsual()
    let response = await service.post("/v1/embeddings", body)
    let error = try #require(try response.value()["error"]?.object, sourceLocation: sourceLocation)
    #expect(error.names == ["message", "type", "param", "code"], sourceLocation: sourceLocation)
    #expect(response.status == status, sourceLocation: sourceLocation)
    #expect(error["type"] == "invalid_request_error", sourceLocation: sourceLocation)
    #expect(error["param"] == field, sourceLocation: sourceLocation)
    #expect(error["code"] == code, sourceLocation: sourceLocation)
    let message = try #require(error["message"]?.string)
    for word in words {
      #expect(message.contains(word), "\(message)", sourceLocation: sourceLocation)
    }
  }

  @Test func `vectors have the bits that the command gives`() async throws {
    let service = try await DialectFixture.usual()
    let response = await service.post(
      "/v1/embeddings",
      ["model": "tiny", "input": .array(Self.texts.map { .string($0) }), "user": "somebody"])
    let value = try response.value()
    #expect(try await embeddings(response).map(\.floats) == service.vectors(Self.texts))
    #expect(value.object?.names == ["object", "data", "model", "usage"])
    #expect(value["object"] == "list")
    #expect(value["model"] == "tiny")
    let count = JSONValue.integer(try await service.tokenCount(Self.texts))
    #expect(value["usage"] == ["prompt_tokens": count, "total_tokens": count])
    let fingerprint = try await service.model("tiny").fingerprint?.description
    #expect(response.header("x-model-fingerprint") == fingerprint)
    #expect(response.header("x-embedding-truncated") == "0")
    #expect(response.header("content-type") == "application/json")
  }

  @Test func `base64 holds the bits of the numbers`() async throws {
    let service = try await DialectFixture.usual()
    for (format, isText) in [("base64", true), ("float", false)] {
      let found = try embeddings(
        await service.post(
          "/v1/embeddings",
          ["input": .array(Self.texts.map { .string($0) }), "encoding_format": .string(format)]))
      let wanted = try await service.vectors(Self.texts)
      for (value, vector) in zip(found, wanted) {
        guard isText else {
          #expect(value.floats == vector)
          continue
        }
        let bytes = try #require(Base64.decode(value.string ?? "-"))
        #expect(bytes.count == vector.count * 4)
        #expect(bytes == VectorEncoder(.float32).stored(vector).bytes)
      }
    }
  }

  @Test func `without a format vectors are numbers, as OpenAI's API says`() async throws {
    let service = try await DialectFixture.usual()
    let found = try embeddings(await service.post("/v1/embeddings", ["input": "a"]))
    #expect(found.map(\.floats) == (try await service.vectors(["a"])))
  }

  @Test(arguments: ["/v1/embeddings", "/embeddings"])
  func `a text may come in every form that has one meaning`(path: String) async throws {
    let service = try await DialectFixture.usual()
    let forms: [JSONValue] = [
      "a b", ["a b"], [["text": "a b"]], [["prompt_string": "a b"]], ["text": "a b"],
      [["content": "a b"]], [["content": [["type": "text", "text": "a b"]]]],
    ]
    let wanted = try await service.vectors(["a b"])
    for form in forms {
      let found = try embeddings(await service.post(path, ["input": form]))
      #expect(found.map(\.floats) == wanted, "\(form.text)")
    }
  }

  @Test(arguments: [128, 64, 32])
  func `vectors have the size that is asked for`(size: Int) async throws {
    let service = try await DialectFixture.usual()
    let found = try embeddings(
      await service.post("/v1/embeddings", ["input": "a", "dimensions": .integer(size)]))
    #expect(found.map(\.floats) == (try await service.vectors(["a"], dimensions: size)))
    #expect(found[0].array?.count == size)
  }

  @Test(arguments: [0, -1, 1, 63, 256])
  func `a size that the model does not list is refused`(size: Int) async throws {
    let words = size < 1 ? "from 1" : "128, 64, 32"
    try await refused(
      ["input": "a", "dimensions": .integer(size)], field: "dimensions", saying: words, "\(size)")
  }

  @Test(arguments: ["64", 64.5, true, []] as [JSONValue])
  func `a size that is no integer is refused`(size: JSONValue) async throws {
    try await refused(["input": "a", "dimensions": size], field: "dimensions", saying: "integer")
  }

  @Test(arguments: ["Float", "int8", "", 1, []] as [JSONValue])
  func `another format is refused`(format: JSONValue) async throws {
    try await refused(
      ["input": "a", "encoding_format": format], field: "encoding_format",
      saying: "float or base64")
  }

  @Test func `null is no choice`() async throws {
    let service = try await DialectFixture.usual()
    let found = try embeddings(
      await service.post(
        "/v1/embeddings",
        [
          "input": "a", "model": nil, "dimensions": nil, "encoding_format": nil, "user": nil,
          "truncate": nil, "prompt_name": nil, "input_type": nil,
        ]))
    #expect(found.map(\.floats) == (try await service.vectors(["a"])))
  }

  @Test(arguments: [[1, 2, 3], [[1, 2], [3]], [[]], ["a", [1]]] as [JSONValue])
  func `token ids are refused by the name of the client's option`(input: JSONValue) async throws {
    let field =
      input.array?.first?.integer != nil ? "input" : input.array?.count == 1 ? "input[0]" : nil
    let response = await (try await DialectFixture.usual()).post("/v1/embeddings", ["input": input])
    let error = try #require(try response.value()["error"])
    #expect(response.status == 400)
    #expect(error["message"]?.string?.contains("check_embedding_ctx_length=False") == true)
    #expect(error["message"]?.string?.contains("RAG_CHECK_EMBEDDING_CTX_LENGTH=False") == true)
    if let field { #expect(error["param"] == .string(field)) }
  }

  @Test func `token ids are taken where the service is told so`() async throws {
    let service = try await DialectFixture { $0.acceptsTokenIDs = true }
    let model = try await service.model("tiny")
    let ids = try ["a", "b c"].map { try model.tokenize($0).ids }
    let lists = ids.map { JSONValue.array($0.map { .integer(Int($0)) }) }
    let wanted = try await service.vectors(["a", "b c"])
    let both = try embeddings(await service.post("/v1/embeddings", ["input": .array(lists)]))
    #expect(both.map(\.floats) == wanted)
    let one = try embeddings(await service.post("/v1/embeddings", ["input": lists[1]]))
    #expect(one.map(\.floats) == [wanted[1]])
    let mixed = try embeddings(
      await service.post("/v1/embeddings", ["input": [lists[0], "b c"]]))
    #expect(mixed.map(\.floats) == wanted)
  }

  @Test(
    arguments: [[1, "a"], [1, 1.5], [4_000_000_000], [99_999_999], [-1], [[]], [["a"]]]
      as [JSONValue])
  func `token ids that are none are refused`(input: JSONValue) async throws {
    let service = try await DialectFixture { $0.acceptsTokenIDs = true }
    let response = await service.post("/v1/embeddings", ["input": input])
    #expect(response.status == 400)
    #expect(try response.value()["error"]?["message"]?.string?.isEmpty == false)
  }

  @Test(
    arguments: [
      1, true, 1.5, [true], [nil], [["image": "x"]], [["text": 1]], [["content": []]],
      ["text": nil],
      [["content": [["type": "image_url", "image_url": "x"]]]],
      [["content": [["type": "text", "text": "a"], ["type": "text", "text": "b"]]]],
    ] as [JSONValue])
  func `an input that is no text is refused`(input: JSONValue) async throws {
    let response = await (try await DialectFixture.usual()).post("/v1/embeddings", ["input": input])
    let error = try #require(try response.value()["error"])
    #expect(response.status == 400)
    #expect(error["param"]?.string?.hasPrefix("input") == true, "\(error.text)")
  }

  @Test func `no input and an empty list are refused`() async throws {
    try await refused([:], field: "input", saying: "found nothing")
    try await refused(["input": nil], field: "input", saying: "found null")
    try await refused(["input": []], field: "input", saying: "at least one text", "empty")
  }

  @Test func `more texts than a request may have are refused`() async throws {
    let service = try await DialectFixture { $0.maximumTextCount = 3 }
    #expect(
      try embeddings(await service.post("/v1/embeddings", ["input": ["a", "b", "c"]])).count == 3)
    try await refused(
      ["input": ["a", "b", "c", "d"]], field: "input", saying: "at most 3 texts", "found 4",
      in: service)
  }

  @Test func `an unknown model is not found`() async throws {
    try await refused(
      ["model": "text-embedding-3-small", "input": "a"], 404, field: "model",
      code: "model_not_found", saying: "text-embedding-3-small", "tiny, heads, raw")
    try await refused(["model": 1, "input": "a"], field: "model", saying: "a string")
  }

  @Test func `a body that is no object is refused`() async throws {
    let service = try await DialectFixture.usual()
    for text in ["", "{", "[]", "1", #"{"input":"a","input":"b"}"#, "{\"input\":\"\u{0}\"}"] {
      let response = await service.post("/v1/embeddings", text: text)
      #expect(response.status == 400, "\(text)")
      #expect(try response.value()["error"]?["type"] == "invalid_request_error")
    }
    let invalid = await service.service.response(
      to: ServerRequest(
        method: "POST", path: "/v1/embeddings",
        body: Array(#"{"input":""#.utf8) + [0xff, 0x22, 0x7d]))
    #expect(invalid.status == 400)
  }

  @Test func `a text that is too long is cut and counted, or refused`() async throws {
    let service = try await DialectFixture.usual()
    let long = String(repeating: "station ", count: 700)
    let response = await service.post(
      "/v1/embeddings", ["input": [.string(long), "a", .string(long)]])
    #expect(try await embeddings(response).map(\.floats) == service.vectors([long, "a", long]))
    #expect(response.header("x-embedding-truncated") == "2")
    try await refused(
      ["input": ["a", .string(long)], "truncate": false], field: "input",
      code: "context_length_exceeded", saying: "text 1", "at most 512 tokens")
  }

  @Test func `the models are listed and described`() async throws {
    let service = try await DialectFixture.usual()
    for path in ["/v1/models", "/models"] {
      let value = try await service.get(path).value()
      #expect(value["object"] == "list")
      let data = try #require(value["data"]?.array)
      #expect(data.map { $0["id"] } == ["tiny", "heads", "raw"])
      #expect(data.allSatisfy { $0["object"] == "model" && $0["created"]?.integer != nil })
      #expect(data.allSatisfy { $0["owned_by"] == "goldcrest" })
    }
    let model = try await service.get("/v1/models/tiny").value()
    #expect(model["id"] == "tiny")
    #expect(model["meta"]?["dimensions"] == [128, 64, 32])
    #expect(model["meta"]?["max_tokens"] == 512)
    #expect(model["meta"]?["prompts"]?.array.map { Array($0.prefix(2)) } == ["query", "passage"])
    #expect(try await service.get("/v1/models/t%69ny").value()["id"] == "tiny")
    let missing = await service.get("/v1/models/other%2Fmodel")
    #expect(missing.status == 404)
    #expect(try missing.value()["error"]?["code"] == "model_not_found")
    #expect(
      try missing.value()["error"]?["message"]?.string?.contains("'other/model'") == true)
  }
}

extension Optional<DialectFixture> {
  /// This fixture, or the usual one.
  func orUsual() async throws -> DialectFixture {
    if let self { self } else { try await DialectFixture.usual() }
  }
}
