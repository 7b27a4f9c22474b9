import Inference
import Serving
import Testing

@Suite struct TEIFailureTests {
  @Test(
    arguments: [
      (.invalid(field: "a", expected: "b", found: "c"), 422, "Validation"),
      (.unknownModel(expected: ["a"], found: "b"), 422, "Validation"),
      (.model(name: "a", reason: "b"), 424, "Backend"),
      (.inference(.text(0, .notFinite)), 424, "Backend"),
      (.inference(.unsupportedOutput(found: "sparse")), 424, "Backend"),
      (.inference(.noTokenizer), 422, "Tokenizer"),
      (.inference(.text(3, .unknownToken(expected: 5, found: 7))), 422, "Validation"),
      (.overloaded(retryAfter: 3), 429, "Overloaded"), (.timedOut(seconds: 9), 429, "Overloaded"),
      (.cancelled, 503, "Unhealthy"), (.stopping, 503, "Unhealthy"),
    ] as [(ServingError, Int, String)])
  func `every error has TEI's kind and status`(
    error: ServingError, status: Int, type: String
  ) {
    expectError(TEIFailure(error).response, status, type, "")
  }

  @Test func `an overloaded server says when to come back`() {
    let response = TEIFailure(ServingError.overloaded(retryAfter: 3)).response
    #expect(response.header("retry-after") == "3")
  }
}
