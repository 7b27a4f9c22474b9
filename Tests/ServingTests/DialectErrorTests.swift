import Base
import Inference
import Serving
import Testing
import Tokenization

/// What each dialect makes of every error.
@Suite struct DialectErrorTests {
  static let errors: [(ServingError, Int)] = [
    (.invalid(field: "input", expected: "a", found: "b"), 400),
    (.unknownModel(expected: ["a"], found: "b"), 404), (.model(name: "a", reason: "b"), 500),
    (.inference(.unsupportedDimensions(expected: [1], found: 2)), 400),
    (.inference(.unknownPrompt(expected: ["a"], found: "b")), 400), (.inference(.noTokenizer), 400),
    (.inference(.unsupportedOutput(found: "a")), 400), (.inference(.text(1, .noTokens)), 400),
    (.inference(.text(1, .tooManyTokens(expected: 1, found: 2))), 400),
    (.inference(.text(1, .unknownToken(expected: 1, found: 2))), 400),
    (.inference(.text(1, .tokenization(.tooManyTokens(limit: 1, found: 2)))), 400),
    (.inference(.text(1, .notFinite)), 500), (.inference(.missingTensor("a")), 500),
    (.overloaded(retryAfter: 7), 429), (.timedOut(seconds: 30), 503), (.cancelled, 499),
    (.stopping, 503),
  ]

  @Test(arguments: errors)
  func `an error has one status in all of them, and its words`(
    error: ServingError, status: Int
  ) throws {
    for failure in [OpenAIDialect.failure, OllamaDialect.failure, CohereDialect.failure] {
      let response = failure(error)
      #expect(response.status == status)
      #expect(response.header("content-type") == "application/json")
      #expect(response.header("retry-after") == (status == 429 ? "7" : nil))
      let value = try response.value()
      let message = value["error"]?["message"] ?? value["error"] ?? value["message"]
      if case .unknownModel = error {
        #expect(message?.string?.contains("'b'") == true)
      } else {
        #expect(message?.string?.contains(error.description) == true)
      }
    }
  }

  @Test func `OpenAI's clients learn of the type, the member and the code`() throws {
    let found = try Self.errors.map { error, _ in
      let object = try #require(try OpenAIDialect.failure(error).value()["error"])
      return [object["type"], object["param"], object["code"]].map { $0?.string ?? "-" }
    }
    let invalid = "invalid_request_error"
    #expect(
      found == [
        [invalid, "input", "-"], [invalid, "model", "model_not_found"], ["server_error", "-", "-"],
        [invalid, "dimensions", "-"], [invalid, "prompt_name", "-"], [invalid, "-", "-"],
        [invalid, "-", "-"], [invalid, "input", "-"],
        [invalid, "input", "context_length_exceeded"], [invalid, "input", "-"],
        [invalid, "input", "context_length_exceeded"], ["server_error", "input", "-"],
        ["server_error", "-", "-"], ["requests", "-", "rate_limit_exceeded"],
        ["server_error", "-", "-"], ["server_error", "-", "-"], ["server_error", "-", "-"],
      ])
  }
}
