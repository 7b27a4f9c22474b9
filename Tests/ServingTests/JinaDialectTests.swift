import Base
import Inference
import Serving
import Testing

/// What Jina adds to `/v1/embeddings`.
@Suite struct JinaDialectTests {
  private func embedding(_ members: JSONValue) async throws -> JSONValue {
    var body = JSONObject()
    body.append("input", [["text": "a b"]])
    for member in members.object?.members ?? [] { body.append(member.name, member.value) }
    let response = await (try await DialectFixture.usual()).post("/v1/embeddings", .object(body))
    try #require(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    return try #require(try response.value()["data"]?.array?.first?["embedding"])
  }

  @Test func `an embedding type is honoured`() async throws {
    let vector = try await (try await DialectFixture.usual()).vectors(["a b"])[0]
    #expect(try await embedding(["embedding_type": "float"]).floats == vector)
    for precision in [VectorPrecision.binary, .ubinary] {
      let found = try await embedding(["embedding_type": .string(precision.rawValue)])
      #expect(found.floats == VectorEncoder(precision).stored(vector).elements)
    }
    let text = try await embedding(["embedding_type": "base64"]).string ?? "-"
    #expect(Base64.decode(text) == VectorEncoder(.float32).stored(vector).bytes)
  }

  @Test func `vectors are normalised if it is asked for`() async throws {
    let service = try await DialectFixture.usual()
    for normalizes in [true, false] {
      let found = try await embedding(["model": "raw", "normalized": .bool(normalizes)])
      let wanted = try await service.vectors(["a b"], of: "raw", normalizes: normalizes)
      #expect([found.floats] == wanted)
    }
  }

  @Test(
    arguments: [
      (["late_chunking": true], "late_chunking"), (["embedding_type": "int8"], "embedding_type"),
      (["embedding_type": "binary", "encoding_format": "base64"], "encoding_format"),
      (["normalized": 1], "normalized"), (["task": "code.query"], "task"),
      (["late_chunking": "no"], "late_chunking"),
    ] as [(JSONValue, String)])
  func `what cannot be done is refused by name`(members: JSONValue, field: String) async throws {
    var body = JSONObject()
    body.append("input", ["a"])
    for member in members.object?.members ?? [] { body.append(member.name, member.value) }
    let response = await (try await DialectFixture.usual()).post("/v1/embeddings", .object(body))
    #expect(response.status == 400)
    #expect(try response.value()["error"]?["param"] == .string(field))
  }
}
