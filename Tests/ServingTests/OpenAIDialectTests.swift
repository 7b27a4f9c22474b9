import Serving
import Testing

@Suite struct OpenAIDialectTests {
  @Test func `a header is found by its name`() {
    #expect(ServerRequest(method: "GET", path: "/", headers: [Header("a", "b")]).header("a") == "b")
  }
}
