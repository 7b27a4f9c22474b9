import Model
import Base
import Inference
import Serving
import Testing

/// The rerank routes, whose scores come from embeddings and say so.
@Suite struct RerankDialectTests {
  static let query = "where is the station"
  static let documents = ["I like tea.", "the station is over there", "", "where is the station"]

  private func body(_ model: String, _ members: JSONValue = [:]) -> JSONValue {
    var body = JSONObject()
    body.append("model", .string(model))
    body.append("query", .string(Self.query))
    if members["documents"] == nil {
      body.append("documents", .array(Self.documents.map { .string($0) }))
    }
    for member in members.object?.members ?? [] { body.append(member.name, member.value) }
    return .object(body)
  }

  /// The scores by a model's own vectors, computed here.
  private func scores(
    _ model: EmbeddingModel, _ outputs: OutputKinds, _ documents: [String] = documents
  ) throws -> [Double] {
    let hasPrompts = !model.sentence.prompts.isEmpty
    func embeddings(_ texts: [String], _ prompt: String) throws -> [TextEmbedding] {
      try VectorRun(model, prompt: hasPrompts ? .named(prompt) : .text(""), outputs: outputs)
        .outputs(of: texts.map { .text($0) }).map(\.embedding)
    }
    let query = try embeddings([Self.query], "query")[0]
    return try embeddings(documents, "passage").map {
      outputs.isEmpty
        ? Cosine.of(query.dense, $0.dense) : HybridScore.trained.score(query, $0)
    }
  }

  @Test(arguments: ["/v1/rerank", "/v2/rerank", "/rerank"])
  func `documents come by falling score, and the way of scoring is named`(
    path: String
  ) async throws {
    let service = try await DialectFixture.usual()
    for (name, outputs, scoring) in [
      ("tiny", OutputKinds(), "bi-encoder: cosine"),
      ("raw", OutputKinds(), "bi-encoder: cosine"),
      ("heads", [.sparse, .colbert], "bi-encoder: (dense + 0.3 sparse + colbert) / 2.3"),
    ] {
      let wanted = try await scores(service.model(name), outputs)
      let response = await service.post(path, body(name))
      let value = try response.value()
      #expect(response.status == 200)
      let results = try #require(value["results"]?.array)
      let order = results.compactMap { $0["index"]?.integer }
      #expect(order == wanted.indices.sorted { (-wanted[$0], $0) < (-wanted[$1], $1) })
      #expect(results.map { $0["relevance_score"]?.double } == order.map { wanted[$0] })
      #expect(results.allSatisfy { $0.object?.names == ["index", "relevance_score"] })
      #expect(value["model"] == .string(name))
      #expect(value["meta"]?["scoring"] == .string(scoring))
      #expect(value["usage"]?["total_tokens"] == value["usage"]?["prompt_tokens"])
      #expect(response.header("x-rerank-scoring") == scoring)
      #expect(response.header("x-embedding-truncated") == "0")
      #expect(response.header("x-model-fingerprint")?.count == 64)
    }
  }

  @Test func `tokens of query and documents are counted`() async throws {
    let service = try await DialectFixture.usual()
    let count =
      try await service.tokenCount([Self.query], prompt: .named("query"))
      + service.tokenCount(Self.documents, prompt: .named("passage"))
    let value = try await service.post("/v1/rerank", body("tiny")).value()
    #expect(value["usage"]?["total_tokens"] == .integer(count))
  }

  @Test func `only the first are given, with their texts, if it is asked for`() async throws {
    let service = try await DialectFixture.usual()
    let documents: JSONValue = ["tea", ["text": "where is the station"]]
    let value = try await service.post(
      "/v1/rerank",
      body("tiny", ["documents": documents, "top_n": 1, "return_documents": true])
    ).value()
    let results = try #require(value["results"]?.array)
    #expect(results.count == 1)
    #expect(results[0]["index"] == 1)
    #expect(results[0]["document"] == ["text": "where is the station"])
    let all = try await service.post("/v1/rerank", body("tiny", ["top_n": 99])).value()
    #expect(all["results"]?.array?.count == 4)
  }

  @Test func `many long documents score as they do in one part`() async throws {
    let service = try await DialectFixture.usual()
    let documents = (0..<6).map { String(repeating: "w\($0) ", count: 2000) }
    let response = await service.post(
      "/v1/rerank", body("heads", ["documents": .array(documents.map { .string($0) })]))
    #expect(response.header("x-embedding-truncated") == "6")
    let results = try #require(try response.value()["results"]?.array)
    for result in results {
      let index = try #require(result["index"]?.integer)
      let alone = try await service.post(
        "/v1/rerank", body("heads", ["documents": [.string(documents[index])]])
      ).value()
      #expect(alone["results"]?.array?.first?["relevance_score"] == result["relevance_score"])
    }
  }

  @Test(
    arguments: [
      (["documents": []], "at least one text"), (["documents": "a"], "documents"),
      (["documents": [1]], "documents[0]"), (["documents": [["title": "a"]]], "documents[0]"),
      (["top_n": 0], "top_n"), (["top_n": "1"], "top_n"),
      (["rank_fields": ["title"]], "rank_fields"),
      (["max_tokens_per_doc": 100], "at least 512"), (["return_documents": 1], "return_documents"),
    ] as [(JSONValue, String)])
  func `what cannot be done is refused by name`(members: JSONValue, word: String) async throws {
    let response = await (try await DialectFixture.usual()).post(
      "/v1/rerank", body("tiny", members))
    #expect(response.status == 400)
    #expect(
      try response.value()["message"]?.string?.contains(word) == true,
      "\(String(decoding: response.body, as: UTF8.self))")
  }

  @Test func `a query is required, and a known model`() async throws {
    let service = try await DialectFixture.usual()
    let missing = await service.post("/v2/rerank", ["documents": ["a"]])
    #expect(missing.status == 400)
    #expect(try missing.value()["message"]?.string?.contains("query") == true)
    let other = await service.post("/v2/rerank", body("rerank-v3.5"))
    #expect(other.status == 404)
  }

  @Test func `TEI's form is known by its texts`() async throws {
    let service = try await DialectFixture.usual()
    let texts = Self.documents.filter { !$0.isEmpty }
    let wanted = try await scores(service.model("tiny"), [], texts)
    let response = await service.post(
      "/rerank",
      [
        "query": .string(Self.query), "texts": .array(texts.map { .string($0) }),
        "return_text": true, "raw_scores": true,
      ])
    let results = try #require(try response.value().array)
    #expect(response.status == 200)
    let order = results.compactMap { $0["index"]?.integer }
    #expect(order == wanted.indices.sorted { (-wanted[$0], $0) < (-wanted[$1], $1) })
    #expect(results.map { $0["score"]?.double } == order.map { wanted[$0] })
    #expect(results.map { $0["text"]?.string } == order.map { texts[$0] })
    #expect(response.header("x-rerank-scoring") == "bi-encoder: cosine")
  }

  @Test func `TEI's form has TEI's errors`() async throws {
    let service = try await DialectFixture.usual()
    for body: JSONValue in [
      ["texts": ["a"]], ["texts": [1], "query": "a"], ["texts": 1, "query": "a"],
      ["texts": ["a"], "query": "a", "return_text": 1],
      [
        "texts": ["a"], "query": .string(String(repeating: "a ", count: 2000)), "truncate": false,
      ],
    ] {
      let response = await service.post("/rerank", body)
      #expect(response.status == 422, "\(body.text.prefix(99))")
      #expect(try response.value().object?.names == ["error", "error_type"])
    }
    for body: JSONValue in [["texts": [], "query": "a"], ["texts": [""], "query": "a"]] {
      let response = await service.post("/rerank", body)
      #expect(response.status == 400)
      #expect(try response.value()["error_type"] == "Empty")
    }
  }
}
