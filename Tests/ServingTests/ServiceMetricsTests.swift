import Inference
import Kernels
import Serving
import TestSupport
import Testing

@Suite struct ServiceMetricsTests {
  @Test func `labels are escaped`() {
    var text = PrometheusText()
    text.begin("a", .counter, "Help.")
    text.sample("a", 3, ["name": "x\\y\"z\nw"])
    #expect(
      text.text == """
        # HELP a Help.
        # TYPE a counter
        a{name="x\\\\y\\"z\\nw"} 3.0

        """)
  }

  @Test func `a histogram is written cumulatively`() {
    var histogram = Histogram(bounds: [1, 2])
    for value in [0.5, 1, 1.5, 7] { histogram.add(value) }
    var text = PrometheusText()
    text.sample("h", histogram, ["k": "v"])
    #expect(
      text.text == """
        h_bucket{k="v",le="1.0"} 2.0
        h_bucket{k="v",le="2.0"} 3.0
        h_bucket{k="v",le="+Inf"} 4.0
        h_sum{k="v"} 10.0
        h_count{k="v"} 4.0

        """)
  }

  @Test func `the bounds of seconds are those of TEI`() {
    let bounds = Histogram.seconds
    #expect(bounds.count == 35)
    #expect(abs(bounds[0] - 0.000015) < 1e-12)
    #expect(abs(bounds[34] - 14.5603) < 1e-3)
    #expect(bounds == bounds.sorted())
  }

  /// The samples of a text by name and labels; fails on a line of another form.
  private func samples(_ text: String) throws -> [String: Double] {
    var samples: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let space = try #require(line.lastIndex(of: " "))
      let value = try #require(Double(line[line.index(after: space)...]))
      #expect(samples.updateValue(value, forKey: String(line[..<space])) == nil)
    }
    return samples
  }

  @Test func `requests are counted by dialect, model, number of texts and outcome`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("tiny.crest")
      try EngineModels.convert("Golden/tiny-moe", to: path)
      let service = EmbeddingService(
        models: ModelShelf([("tiny", path)], options: RuntimeOptions()), engine: BatchEngine())
      func post(_ body: String) async -> Int {
        await service.response(
          to: ServerRequest(method: "POST", path: "/v1/embeddings", body: Array(body.utf8))
        ).status
      }
      #expect(await post(#"{"model":"tiny","input":"a text"}"#) == 200)
      #expect(await post(#"{"model":"tiny","input":"another text"}"#) == 200)
      #expect(await post(#"{"model":"tiny"}"#) >= 400)
      #expect(await post(#"{"model":"large","input":"a text"}"#) >= 400)

      let response = await service.response(to: ServerRequest(method: "GET", path: "/metrics"))
      #expect(response.status == 200)
      #expect(response.headers == [Header("content-type", PrometheusText.contentType)])
      let found = try samples(String(decoding: response.body, as: UTF8.self))
      #expect(found[#"te_request_count{method="single"}"#] == 4)
      #expect(found[#"te_request_success{method="single"}"#] == 2)
      #expect(found[#"te_request_failure{err="validation"}"#] == 1)
      #expect(found[#"te_request_failure{err="unknown_model"}"#] == 1)
      #expect(found["te_request_duration_count"] == 2)
      #expect(found["te_request_queue_duration_count"] == 2)
      #expect(found["te_embed_success"] == 2)
      #expect(found["te_batch_next_size_sum"] == 2)
      #expect(found["te_queue_size"] == 0)
      #expect(found[#"goldcrest_texts_total{model="tiny"}"#] == 2)
      #expect(found[#"goldcrest_tokens_total{model="tiny"}"#] == found["te_batch_next_tokens_sum"])
      #expect(found[#"goldcrest_requests_total{dialect="openai",status="200"}"#] == 2)
      #expect(
        found[#"goldcrest_request_duration_seconds_count{model="tiny",dialect="openai"}"#] == 2)
      #expect(found[#"goldcrest_refused_requests_total{reason="overloaded"}"#] == 0)
      #expect(found[#"goldcrest_model_open{model="tiny"}"#] == 1)
    }
  }

  @Test func `a request that finds no room is counted as refused`() {
    let metrics = ServiceMetrics()
    var values = RequestRecord.Values()
    values.dialect = "tei"
    values.textCount = 2
    values.failure = .overloaded(retryAfter: 1)
    metrics.add(values, status: 429, duration: .milliseconds(1))
    let text = metrics.text(
      BatchEngine().state, ModelShelf([("a", "a.crest")], options: RuntimeOptions()))
    #expect(text.contains("te_request_failure{err=\"overloaded\"} 1.0\n"))
    #expect(text.contains("goldcrest_refused_requests_total{reason=\"overloaded\"} 1.0\n"))
    #expect(text.contains("te_request_count{method=\"batch\"} 1.0\n"))
  }
}
