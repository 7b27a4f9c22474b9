import Inference

/// What has been counted of requests, by what and by whom.
///
/// Names that begin with `te_` are those of text-embeddings-inference.
struct RequestCounts: Sendable {
  private var counts: [Method: Outcome] = [:]
  private var failures: [String: Int] = [:]
  private var refusals: [String: Int] = [:]
  private var statuses: [Status: Int] = [:]
  private var requests = Durations()
  private var texts = Durations()
  private var embeddings = Outcome()
  private var inputLengths = Histogram(bounds: Histogram.powersOfTwo(19))
  private var models: [String: ModelCounts] = [:]
  private var latencies: [Latency: Histogram] = [:]

  private enum Method: String, CaseIterable { case single, batch }

  private struct Outcome: Sendable {
    var count = 0
    var successCount = 0
  }

  private struct Status: Hashable {
    let dialect: String
    let code: Int
  }

  private struct Latency: Hashable {
    let model: String
    let dialect: String
  }

  private struct ModelCounts: Sendable {
    var texts = 0
    var tokens = 0
    var truncated = 0
  }

  /// How long the parts of requests took.
  private struct Durations: Sendable {
    var total = Histogram(bounds: Histogram.seconds)
    var tokenization = Histogram(bounds: Histogram.seconds)
    var wait = Histogram(bounds: Histogram.seconds)
    var inference = Histogram(bounds: Histogram.seconds)

    mutating func add(_ values: RequestRecord.Values, _ duration: Duration, times: Int = 1) {
      total.add(duration, times: times)
      tokenization.add(values.tokenization, times: times)
      wait.add(values.wait, times: times)
      inference.add(values.inference, times: times)
    }

    func write(_ prefix: String, _ what: String, to text: inout PrometheusText) {
      for (name, help, histogram) in [
        ("duration", "How long \(what) took, in seconds.", total),
        ("tokenization_duration", "How long tokens of \(what) took, in seconds.", tokenization),
        ("queue_duration", "How long \(what) waited, in seconds.", wait),
        ("inference_duration", "How long the model took for \(what), in seconds.", inference),
      ] {
        text.begin("\(prefix)_\(name)", .histogram, help)
        text.sample("\(prefix)_\(name)", histogram)
      }
    }
  }

  mutating func add(
    _ values: RequestRecord.Values, _ dialect: String, _ status: Int, _ duration: Duration
  ) {
    statuses[Status(dialect: dialect, code: status), default: 0] += 1
    let method = values.textCount > 1 ? Method.batch : .single
    if status >= 400 {
      failures[values.failure?.metricLabel ?? "validation", default: 0] += 1
      if let reason = values.failure?.refusal { refusals[reason, default: 0] += 1 }
    }
    // What asks for no vectors, as a list of models does, is not among TEI's requests.
    guard values.model != nil || status >= 400 else { return }
    counts[method, default: Outcome()].count += 1
    embeddings.count += values.textCount
    guard status < 400, let model = values.model else { return }
    counts[method, default: Outcome()].successCount += 1
    let textCount = values.tokenCounts.count
    requests.add(values, duration)
    texts.add(values, duration, times: textCount)
    embeddings.successCount += textCount
    for tokenCount in values.tokenCounts { inputLengths.add(Double(tokenCount)) }
    models[model, default: ModelCounts()].texts += textCount
    models[model, default: ModelCounts()].tokens += values.tokenCount
    models[model, default: ModelCounts()].truncated += values.truncatedCount
    latencies[
      Latency(model: model, dialect: dialect), default: Histogram(bounds: Histogram.seconds)
    ].add(duration)
  }

  func write(to text: inout PrometheusText) {
    text.begin("te_request_count", .counter, "Requests for vectors.")
    for method in Method.allCases {
      text.sample("te_request_count", counts[method]?.count ?? 0, ["method": method.rawValue])
    }
    text.begin("te_request_success", .counter, "Requests that got vectors.")
    for method in Method.allCases {
      text.sample(
        "te_request_success", counts[method]?.successCount ?? 0, ["method": method.rawValue])
    }
    text.begin("te_request_failure", .counter, "Requests that got an error, by reason.")
    for (reason, count) in failures.sorted(by: { $0.key < $1.key }) {
      text.sample("te_request_failure", count, ["err": reason])
    }
    requests.write("te_request", "requests", to: &text)
    text.begin("te_request_input_length", .histogram, "Tokens of a text.")
    text.sample("te_request_input_length", inputLengths)
    text.begin("te_embed_count", .counter, "Texts that vectors were asked for.")
    text.sample("te_embed_count", embeddings.count)
    text.begin("te_embed_success", .counter, "Texts that became vectors.")
    text.sample("te_embed_success", embeddings.successCount)
    texts.write("te_embed", "texts (each as long as its request)", to: &text)
    writeOwn(to: &text)
  }

  private func writeOwn(to text: inout PrometheusText) {
    text.begin("goldcrest_requests_total", .counter, "Requests by dialect and HTTP status.")
    for (status, count) in statuses.sorted(by: {
      ($0.key.dialect, $0.key.code) < ($1.key.dialect, $1.key.code)
    }) {
      text.sample(
        "goldcrest_requests_total", count, ["dialect": status.dialect, "status": "\(status.code)"])
    }
    text.begin(
      "goldcrest_refused_requests_total", .counter, "Requests that there was no room or time for.")
    for reason in ServingError.refusals {
      text.sample("goldcrest_refused_requests_total", refusals[reason] ?? 0, ["reason": reason])
    }
    let byModel = models.sorted { $0.key < $1.key }
    text.begin("goldcrest_texts_total", .counter, "Texts that became vectors.")
    for (model, counts) in byModel {
      text.sample("goldcrest_texts_total", counts.texts, ["model": model])
    }
    text.begin("goldcrest_tokens_total", .counter, "Tokens that became vectors.")
    for (model, counts) in byModel {
      text.sample("goldcrest_tokens_total", counts.tokens, ["model": model])
    }
    text.begin("goldcrest_truncated_texts_total", .counter, "Texts that were cut.")
    for (model, counts) in byModel {
      text.sample("goldcrest_truncated_texts_total", counts.truncated, ["model": model])
    }
    text.begin(
      "goldcrest_request_duration_seconds", .histogram,
      "How long requests took, by model and dialect.")
    for (latency, histogram) in latencies.sorted(by: {
      ($0.key.model, $0.key.dialect) < ($1.key.model, $1.key.dialect)
    }) {
      text.sample(
        "goldcrest_request_duration_seconds",
        histogram, ["model": latency.model, "dialect": latency.dialect])
    }
  }
}

extension ServingError {
  /// What TEI's `te_request_failure` calls it, or a word of our own where TEI has none.
  fileprivate var metricLabel: String {
    switch self {
    case .invalid: "validation"
    case .unknownModel: "unknown_model"
    case .model: "backend"
    case .inference(let error): error.isOfVector ? "inference" : "tokenization"
    case .overloaded: "overloaded"
    case .timedOut: "timeout"
    case .cancelled: "dropped"
    case .stopping: "stopping"
    }
  }

  /// The reasons of requests that a less busy server would have answered.
  fileprivate static let refusals = ["overloaded", "stopping", "timeout"]

  fileprivate var refusal: String? {
    ServingError.refusals.contains(metricLabel) ? metricLabel : nil
  }
}

extension InferenceError {
  /// Whether the model failed, not a text.
  fileprivate var isOfVector: Bool {
    switch self {
    case .notFinite, .file: true
    case .text(_, let error): error.isOfVector
    default: false
    }
  }
}
