import Base
import Inference
import Model
import Serving
import Testing

/// `/embed`, `/embed_all`, `/embed_sparse` and `/similarity`.
@Suite struct TEIVectorTests {
  private static let long = String(repeating: "word ", count: 600)

  @Test(arguments: ["/embed", "/", "/invocations"])
  func `every route of embed gives the command's vectors`(path: String) async throws {
    let fixture = try await DialectFixture.usual()
    let texts = ["Where is the station?", "Größe 東京", "x"]
    let answer = await fixture.post(path, ["inputs": .array(texts.map { .string($0) })])
    #expect(answer.status == 200)
    #expect(try answer.value().vectors == (try await fixture.vectors(texts)))
    #expect(answer.header("content-type") == "application/json")
    #expect(answer.header("x-embedding-truncated") == "0")
    #expect(answer.header("x-compute-characters") == "30")
    #expect(
      answer.header("x-compute-tokens") == String(try await fixture.tokenCount(texts)))
  }

  @Test func `a string is one text`() async throws {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.post("/embed", ["inputs": "one", "other": ["ignored"]])
    #expect(try answer.value().vectors == (try await fixture.vectors(["one"])))
  }

  @Test func `vectors get length 1 unless the request says otherwise`() async throws {
    let fixture = try await DialectFixture.usual()
    for (normalize, body): (Bool, JSONValue) in [
      (true, ["inputs": "a"]), (true, ["inputs": "a", "normalize": nil]),
      (true, ["inputs": "a", "normalize": true]), (false, ["inputs": "a", "normalize": false]),
    ] {
      let answer = await fixture.post("/embed", body, model: "raw")
      let expected = try await fixture.vectors(["a"], of: "raw", normalizes: normalize)
      #expect(try answer.value().vectors == expected)
    }
  }

  @Test func `a text that is too long is an error if it is not to be cut`() async throws {
    let fixture = try await DialectFixture.usual()
    for body: JSONValue in [
      ["inputs": .string(Self.long), "truncate": false],
      ["inputs": ["a", .string(Self.long)], "truncate": false],
    ] {
      let answer = await fixture.post("/embed", body)
      expectError(answer, 422, "Validation", "must have at most 512 tokens. Given: ")
    }
  }

  @Test(arguments: [nil, "right", "Right"] as [String?], [nil, true] as [Bool?])
  func `otherwise it is cut`(direction: String?, truncate: Bool?) async throws {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.post(
      "/embed",
      [
        "inputs": [.string(Self.long), "b"],
        "truncate": truncate.map { .bool($0) } ?? nil,
        "truncation_direction": direction.map { .string($0) } ?? nil,
      ])
    #expect(try answer.value().vectors == (try await fixture.vectors([Self.long, "b"])))
    #expect(answer.header("x-embedding-truncated") == "1")
  }

  @Test(arguments: ["left", "Left"])
  func `at the end where the model does not cut, only a text that is too long is refused`(
    direction: String
  ) async throws {
    let fixture = try await DialectFixture.usual()
    func embed(_ text: String) async -> ServerResponse {
      await fixture.post(
        "/embed",
        [
          "inputs": .string(text), "truncate": true, "truncation_direction": .string(direction),
        ])
    }
    #expect(try await embed("a").value().vectors == (try await fixture.vectors(["a"])))
    expectError(await embed(Self.long), 422, "Validation", "`truncation_direction`")
  }

  @Test func `prompt_name chooses a prompt`() async throws {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.post("/embed", ["inputs": "a", "prompt_name": "query"])
    let expected = try await fixture.vectors(["a"], prompt: .named("query"))
    #expect(try answer.value().vectors == expected)
    expectError(
      await fixture.post("/embed", ["inputs": "a", "prompt_name": "none"]), 422, "Validation",
      "prompt 'none'")
  }

  @Test func `dimensions cuts vectors to a size that the model has`() async throws {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.post("/embed", ["inputs": "a", "dimensions": 64])
    #expect(
      try answer.value().vectors
        == (try await fixture.vectors(["a"], dimensions: 64, normalizes: true)))
    // In JSON Schema 64.0 is an integer.
    let whole = await fixture.post("/embed", text: #"{"inputs":"a","dimensions":6.4e1}"#)
    #expect(try whole.value() == answer.value())
    for size in [0, 7, 129, -1] {
      expectError(
        await fixture.post("/embed", ["inputs": "a", "dimensions": .integer(size)]), 422,
        "Validation", "dimensions")
    }
  }

  @Test(arguments: [[101, 7592, 102], [[5, 6], [7]], ["a", [5]]] as [JSONValue])
  func `token ids are refused with the option that takes them`(inputs: JSONValue) async throws {
    let fixture = try await DialectFixture.usual()
    expectError(await fixture.post("/embed", ["inputs": inputs]), 422, "Validation", "--token-ids")
  }

  @Test func `token ids are taken if the service is told so`() async throws {
    let fixture = try await DialectFixture { $0.acceptsTokenIDs = true }
    let run = try VectorRun(await fixture.model("tiny"))
    let inputs: [VectorRun.Input] = [.tokens([0, 5, 6, 2]), .text("a"), .tokens([0, 2])]
    let expected = try run.outputs(of: inputs).map(\.embedding.dense)
    let answer = await fixture.post("/embed", ["inputs": [[0, 5, 6, 2], "a", [0, 2]]])
    #expect(try answer.value().vectors == expected)
    let one = await fixture.post("/embed", ["inputs": [0, 5, 6, 2]])
    #expect(try one.value().vectors == [expected[0]])
    for ids: JSONValue in [[0, 99_999_999], [-1], [1.5], [.integer(1 << 40)]] {
      let answer = await fixture.post("/embed", ["inputs": [ids]])
      expectError(answer, 422, "Validation", "")
    }
    expectError(await fixture.post("/embed", ["inputs": [[]]]), 400, "Empty", "")
    expectError(
      await fixture.post("/embed", ["inputs": [[0, 2]], "prompt_name": "query"]), 422,
      "Validation", "prompt_name")
  }

  @Test(arguments: ["/embed", "/embed_all", "/embed_sparse", "/tokenize"])
  func `no text and an empty one are TEI's error Empty`(path: String) async throws {
    let fixture = try await DialectFixture.usual()
    for inputs: JSONValue in ["", [], ["a", ""]] {
      expectError(
        await fixture.post(path, ["inputs": inputs]), 400, "Empty", "`inputs` cannot be empty")
    }
  }

  @Test(arguments: ["/embed", "/embed_all", "/embed_sparse", "/tokenize"])
  func `more texts than a request may have are refused`(path: String) async throws {
    let fixture = try await DialectFixture { $0.maximumTextCount = 2 }
    expectError(
      await fixture.post(path, ["inputs": ["a", "b", "c"]]), 422, "Validation",
      "batch size 3 > maximum allowed batch size 2")
  }

  @Test(arguments: ["/embed", "/embed_sparse", "/similarity", "/tokenize", "/decode"])
  func `a body that is no JSON is 400, and no object is 422`(path: String) async throws {
    let fixture = try await DialectFixture.usual()
    for text in ["", "{", "{\"inputs\":\"\\ud800\"}", "{\"a\":1,\"a\":2}", "nonsense"] {
      expectError(await fixture.post(path, text: text), 400, "Validation", "body")
    }
    for text in ["[]", "null", "\"inputs\"", "{}"] {
      expectError(await fixture.post(path, text: text), 422, "Validation", "")
    }
  }

  @Test(
    arguments: [
      ["inputs": 1], ["inputs": nil], ["inputs": [1.5]], ["inputs": [nil]], ["inputs": [["a"]]],
      ["inputs": "a", "truncate": "yes"], ["inputs": "a", "normalize": 1],
      ["inputs": "a", "truncation_direction": "up"], ["inputs": "a", "dimensions": "64"],
      ["inputs": "a", "prompt_name": 1],
    ] as [JSONValue])
  func `a member of another type is refused`(body: JSONValue) async throws {
    let fixture = try await DialectFixture.usual()
    expectError(await fixture.post("/embed", body), 422, "Validation", "")
  }

  @Test func `embed_all gives the states that are pooled`() async throws {
    let fixture = try await DialectFixture.usual()
    let texts = ["Where is the station?", "x"]
    let answer = await fixture.post("/embed_all", ["inputs": .array(texts.map { .string($0) })])
    #expect(answer.status == 200)
    let rows = try #require(try answer.value().array).map(\.vectors)
    let run = try VectorRun(await fixture.model("tiny"), outputs: .states)
    let outputs = try run.outputs(of: texts.map { .text($0) })
    #expect(rows == outputs.map(\.embedding.states))
    for (states, output) in zip(rows, outputs) {
      let states = try #require(states)
      #expect(states.count == output.tokenCount)
      let width = try #require(states.first?.count)
      let mean = (0..<width).map { channel in
        states.reduce(Float(0)) { $0 + $1[channel] } / Float(states.count)
      }
      #expect(1 - Cosine.of(mean, output.embedding.dense) < 1e-6)
    }
  }

  @Test func `embed_all refuses what the model does not take, and more than can be answered`()
    async throws
  {
    let fixture = try await DialectFixture { $0.acceptsTokenIDs = true }
    for body: JSONValue in [
      ["inputs": .string(Self.long), "truncate": false],
      ["inputs": "a", "prompt_name": "none"], ["inputs": [[0, 9_999_999]]],
      ["inputs": "a", "truncation_direction": "up"],
      // 17 texts of 512 tokens: more than 8192.
      ["inputs": .array(Array(repeating: .string(Self.long), count: 17))],
    ] {
      expectError(await fixture.post("/embed_all", body), 422, "Validation", "")
    }
  }

  @Test func `embed_sparse gives the weights of a model that has a head for them`() async throws {
    let fixture = try await DialectFixture.usual()
    let run = try VectorRun(await fixture.model("heads"), outputs: .sparse)
    let texts = ["hello world", "b"]
    let answer = await fixture.post(
      "/embed_sparse", ["inputs": .array(texts.map { .string($0) })], model: "heads")
    #expect(answer.status == 200)
    let rows = try #require(try answer.value().array)
    let expected = try run.outputs(of: texts.map { .text($0) }).map(\.embedding.sparse)
    #expect(rows.count == expected.count)
    for (row, weights) in zip(rows, expected) {
      let weights = try #require(weights)
      #expect(!weights.isEmpty)
      #expect(row.array?.map { $0["index"]?.integer } == weights.map { Int($0.id) })
      #expect(row.array?.map { $0["value"]?.double.map { Float($0) } } == weights.map(\.weight))
    }
    expectError(
      await fixture.post("/embed_sparse", ["inputs": "a"]), 424, "Backend", "sparse")
  }

  @Test func `similarity gives the cosines with the source`() async throws {
    let fixture = try await DialectFixture.usual()
    let texts = ["a station", "the stations", "tea"]
    for (parameters, prompt): (JSONValue, EmbeddingModel.PromptChoice) in [
      (nil, .modelDefault), (["prompt_name": "query"], .named("query")),
    ] {
      let answer = await fixture.post(
        "/similarity",
        [
          "inputs": ["source_sentence": "a station", "sentences": ["the stations", "tea"]],
          "parameters": parameters,
        ])
      let vectors = try await fixture.vectors(texts, prompt: prompt)
      let expected = vectors.dropFirst().map { Float(Cosine.of(vectors[0], $0)) }
      #expect(try answer.value().floats == Array(expected))
    }
  }

  @Test func `similarity refuses what is empty, too much or too long`() async throws {
    let fixture = try await DialectFixture { $0.maximumTextCount = 3 }
    func compare(_ source: JSONValue, _ others: JSONValue) async -> ServerResponse {
      await fixture.post(
        "/similarity",
        [
          "inputs": ["source_sentence": source, "sentences": others],
          "parameters": ["truncate": false],
        ])
    }
    expectError(await compare("a", []), 400, "Empty", "`inputs.sentences` cannot be empty")
    expectError(await compare("", ["a"]), 400, "Empty", "")
    expectError(await compare("a", [""]), 400, "Empty", "")
    expectError(await compare("a", ["a", "b", "c"]), 422, "Validation", "batch size 4 > maximum")
    expectError(await compare(1, ["a"]), 422, "Validation", "source_sentence")
    expectError(await compare("a", "b"), 422, "Validation", "sentences")
    expectError(await compare("a", [.string(Self.long)]), 422, "Validation", "512 tokens")
  }

  @Test func `header and query name the model`() async throws {
    let fixture = try await DialectFixture.usual()
    let expected = try await fixture.vectors(["a"], of: "heads", normalizes: true)
    func embed(_ query: String, _ headers: [Header]) async -> ServerResponse {
      await fixture.service.response(
        to: ServerRequest(
          method: "POST", path: "/embed", query: query, headers: headers,
          body: Array(#"{"inputs":"a"}"#.utf8)))
    }
    for (query, headers) in [
      ("model=heads", []), ("a=b&model=h%65ads&model=tiny", []), ("", [Header("x-model", "heads")]),
      ("model=tiny", [Header("x-model", "heads")]),
    ] {
      #expect(try await embed(query, headers).value().vectors == expected)
    }
    expectError(
      await embed("model=nobody", [Header("x-model", "heads")]), 422, "Validation",
      "model 'nobody'")
    for query in ["model=nobody", "model=", "model", "model=%ff"] {
      expectError(await embed(query, []), 422, "Validation", "expected one of tiny, heads, raw")
    }
  }
}

/// Holds an answer to be TEI's error of a kind.
func expectError(
  _ response: ServerResponse, _ status: Int, _ type: String, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let body = try? response.value()
  let text = body?["error"]?.string ?? "no message"
  #expect(response.status == status, "\(text)", sourceLocation: sourceLocation)
  #expect(body?["error_type"]?.string == type, sourceLocation: sourceLocation)
  #expect(message.isEmpty || text.contains(message), "\(text)", sourceLocation: sourceLocation)
}

extension DialectFixture {
  /// The answer for the model of a name.
  func post(_ path: String, _ body: JSONValue, model: String) async -> ServerResponse {
    await service.response(
      to: ServerRequest(
        method: "POST", path: path, query: "model=\(model)", body: Array(body.text.utf8)))
  }
}
