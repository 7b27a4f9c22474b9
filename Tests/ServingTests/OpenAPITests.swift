import Base
import Inference
import Model
import Serving
import Testing
import Tokenization

@Suite struct OpenAPITests {
  @Test func `the document has every route, and every route is served`() {
    let described = OpenAPIDocument.operations.map { "\($0.method) \($0.path)" }
    let served = EmbeddingService.allRoutes.map { route in
      "\(route.method) \(route.path.replacing("*", with: "{name}"))"
    }
    #expect(Set(described).symmetricDifference(served).sorted() == [])
    #expect(described.count == Set(described).count)
  }

  @Test func `every reference leads somewhere, and nothing lies there unused`() async throws {
    let fixture = try await DialectFixture.usual()
    let document = try await fixture.get("/openapi.json").value()
    #expect(document["openapi"] == "3.1.0")
    let components = try #require(document["components"])
    let there = ["schemas", "parameters"].flatMap { kind in
      (components[kind]?.object?.names ?? []).map { "#/components/\(kind)/\($0)" }
    }
    #expect(Set(references(in: document)) == Set(there))
  }

  @Test func `names of operations are unique`() async throws {
    let document = try await DialectFixture.usual().get("/openapi.json").value()
    let identifiers = (document["paths"]?.object?.members ?? []).flatMap { path in
      (path.value.object?.members ?? []).map { $0.value["operationId"]?.string }
    }
    #expect(!identifiers.isEmpty)
    #expect(Set(identifiers).count == identifiers.count)
    #expect(!identifiers.contains(nil))
  }

  @Test func `the document says what the served models take`() async throws {
    let fixture = try await DialectFixture.usual()
    let facts = await ServedFacts(fixture.service)
    #expect(facts.modelNames == ["tiny", "heads", "raw"])
    #expect(facts.promptNames.prefix(2) == ["query", "passage"])
    #expect(facts.dimensions.first == 128)
    #expect(facts.dimensions.contains(64))
    let tokenCounts = try await [
      fixture.model("tiny"), fixture.model("heads"), fixture.model("raw"),
    ]
    .compactMap { $0.tokenizer?.model.settings.vocabularySize }
    #expect(facts.tokenCount == tokenCounts.min())
  }

  private func references(in value: JSONValue) -> [String] {
    switch value {
    case .object(let object):
      object.members.flatMap { member in
        member.name == "$ref"
          ? [member.value.string ?? ""] : references(in: member.value)
      }
    case .list(let elements): elements.flatMap(references)
    default: []
    }
  }
}
