import Base
import Inference
import Serving
import Testing

/// Cohere's routes for embeddings.
@Suite struct CohereDialectTests {
  private func refused(
    _ path: String, _ body: JSONValue, _ status: Int = 400, saying words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let response = await (try await DialectFixture.usual()).post(path, body)
    let value = try response.value()
    #expect(response.status == status, sourceLocation: sourceLocation)
    #expect(value.object?.names == ["id", "message"], sourceLocation: sourceLocation)
    for word in words {
      #expect(
        value["message"]?.string?.contains(word) == true, "\(value.text)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func `version 2 gives vectors of the command's bits by type`() async throws {
    let service = try await DialectFixture.usual()
    let texts = ["a b", "\u{1f689}", ""]
    let response = await service.post(
      "/v2/embed",
      [
        "model": "tiny", "input_type": "search_document",
        "texts": .array(texts.map { .string($0) }),
      ])
    let value = try response.value()
    #expect(response.status == 200)
    #expect(
      value.object?.names == ["id", "response_type", "embeddings", "texts", "meta"])
    #expect(value["id"]?.string?.utf8.count == 36)
    #expect(value["response_type"] == "embeddings_by_type")
    #expect(value["embeddings"]?.object?.names == ["float"])
    #expect(
      try await value["embeddings"]?["float"]?.vectors
        == service.vectors(texts, prompt: .named("passage")))
    #expect(value["texts"] == .array(texts.map { .string($0) }))
    let count = try await service.tokenCount(texts, prompt: .named("passage"))
    #expect(
      value["meta"] == [
        "api_version": ["version": "2"], "billed_units": ["input_tokens": .integer(count)],
      ])
    #expect(response.header("x-embedding-truncated") == "0")
    #expect(response.header("x-model-fingerprint")?.count == 64)
  }

  @Test func `version 1 gives a list of vectors unless it is asked for types`() async throws {
    let service = try await DialectFixture.usual()
    let plain = try await service.post("/v1/embed", ["model": "tiny", "texts": ["a"]]).value()
    #expect(plain["response_type"] == "embeddings_floats")
    #expect(try await plain["embeddings"]?.vectors == service.vectors(["a"]))
    #expect(plain["meta"]?["api_version"] == ["version": "1"])
    let typed = try await service.post(
      "/v1/embed", ["model": "tiny", "texts": ["a"], "embedding_types": ["float"]]
    ).value()
    #expect(typed["response_type"] == "embeddings_by_type")
    #expect(typed["embeddings"] == ["float": plain["embeddings"] ?? nil])
  }

  @Test func `every type is made of the vector's own bits`() async throws {
    let service = try await DialectFixture.usual()
    let types = ["ubinary", "float", "int8", "uint8", "binary", "base64", "int8"]
    let value = try await service.post(
      "/v2/embed",
      [
        "model": "tiny", "input_type": "search_query", "texts": ["a b"],
        "embedding_types": .array(types.map { .string($0) }),
      ]
    ).value()
    let vector = try await service.vectors(["a b"], prompt: .named("query"))[0]
    let found = try #require(value["embeddings"])
    #expect(found.object?.names == ["ubinary", "float", "int8", "uint8", "binary", "base64"])
    #expect(found["float"]?.vectors == [vector])
    for precision in [VectorPrecision.int8, .binary, .ubinary] {
      #expect(
        found[precision.rawValue]?.vectors == [VectorEncoder(precision).stored(vector).elements])
    }
    let signed = VectorEncoder(.int8).stored(vector).elements
    #expect(found["uint8"]?.vectors == [signed.map { $0 + 128 }])
    #expect(
      Base64.decode(found["base64"]?.array?.first?.string ?? "-")
        == VectorEncoder(.float32).stored(vector).bytes)
    // In NumPy's order the first component is the highest bit.
    let first = try #require(found["ubinary"]?.vectors?[0][0])
    #expect((Int(first) & 0x80 != 0) == (vector[0] > 0))
  }

  @Test func `inputs hold a text each`() async throws {
    let service = try await DialectFixture.usual()
    let value = try await service.post(
      "/v2/embed",
      [
        "model": "tiny", "input_type": "clustering", "output_dimension": 64,
        "inputs": [["content": [["type": "text", "text": "a"]]]],
      ]
    ).value()
    #expect(
      try await value["embeddings"]?["float"]?.vectors
        == service.vectors(["a"], prompt: .named("Clustering"), dimensions: 64))
  }

  @Test func `version 2 requires a purpose`() async throws {
    try await refused("/v2/embed", ["model": "tiny", "texts": ["a"]], saying: "input_type")
    try await refused(
      "/v2/embed", ["model": "tiny", "texts": ["a"], "input_type": nil], saying: "input_type")
    try await refused(
      "/v2/embed", ["model": "tiny", "texts": ["a"], "input_type": "image"], saying: "input_type")
  }

  @Test(
    arguments: [
      ([:], "texts"), (["texts": []], "at least one text"), (["texts": "a"], "texts"),
      (["texts": [1]], "texts[0]"), (["texts": ["a"], "images": ["data:"]], "images"),
      (["texts": ["a"], "inputs": [["text": "a"]]], "only one of texts and inputs"),
      (["inputs": [["content": [["type": "image_url", "image_url": [:]]]]]], "inputs[0]"),
      (["texts": ["a"], "embedding_types": ["float16"]], "embedding_types[0]"),
      (["texts": ["a"], "embedding_types": "float"], "embedding_types"),
      (["texts": ["a"], "output_dimension": 100], "128, 64, 32"),
      (["texts": ["a"], "truncate": "LEFT"], "NONE, START, END"),
      (["texts": ["a"], "truncate": "START"], "NONE or END"),
      (["texts": ["a"], "max_tokens": 100], "at least 512"),
      (["texts": ["a"], "max_tokens": 0], "max_tokens"),
    ] as [(JSONValue, String)])
  func `what cannot be done is refused by name`(members: JSONValue, word: String) async throws {
    var body = JSONObject()
    body.append("model", "tiny")
    body.append("input_type", "search_query")
    for member in members.object?.members ?? [] { body.append(member.name, member.value) }
    try await refused("/v2/embed", .object(body), saying: word)
  }

  @Test func `bytes of vectors that are not of length 1 are refused`() async throws {
    for type in ["int8", "uint8"] {
      try await refused(
        "/v1/embed", ["model": "raw", "texts": ["a"], "embedding_types": [.string(type)]],
        saying: "not of length 1", type)
    }
    let service = try await DialectFixture.usual()
    let value = try await service.post(
      "/v1/embed", ["model": "raw", "texts": ["a"], "embedding_types": ["float", "binary"]]
    ).value()
    #expect(
      try await value["embeddings"]?["float"]?.vectors == service.vectors(["a"], of: "raw"))
  }

  @Test func `long texts are cut at their end, or refused`() async throws {
    let service = try await DialectFixture.usual()
    let long = String(repeating: "a ", count: 2000)
    let body: (JSONValue) -> JSONValue = { truncation in
      ["texts": [.string(long)], "input_type": "query", "truncate": truncation, "max_tokens": 512]
    }
    for truncation: JSONValue in [nil, "END"] {
      let response = await service.post("/v2/embed", body(truncation))
      #expect(response.header("x-embedding-truncated") == "1")
      #expect(
        try await response.value()["embeddings"]?["float"]?.vectors
          == service.vectors([long], prompt: .named("query")))
    }
    try await refused("/v2/embed", body("NONE"), saying: "text 0", "at most 512 tokens")
  }

  @Test func `an unknown model is not found`() async throws {
    try await refused(
      "/v2/embed", ["model": "embed-v4.0", "texts": ["a"], "input_type": "query"], 404,
      saying: "embed-v4.0", "tiny, heads, raw")
  }
}
