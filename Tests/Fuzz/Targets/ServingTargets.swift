import Base
import Inference
import Serving
import TestSupport

extension FuzzTarget {
  static let requestWords = [
    "POST /v1/embeddings\n", "POST /api/embed\n", "POST /api/embeddings\n", "POST /v2/embed\n",
    "POST /v1/embed\n", "POST /rerank\n", "POST /v1/rerank\n", "POST /v2/rerank\n", "POST /embed\n",
    "POST /embed_sparse\n", "POST /embed_all\n", "POST /similarity\n", "POST /tokenize\n",
    "POST /decode\n", "POST /predict\n", "POST /\n", "GET /info\n", "GET /v1/models\n",
    "GET /metrics\n",
    "POST /api/show\n", "\"input\":", "\"inputs\":", "\"model\":", "\"model\":\"tiny\"",
    "\"encoding_format\":", "\"base64\"", "\"float\"", "\"dimensions\":", "\"user\":",
    "\"truncate\":",
    "\"truncation_direction\":\"Left\"", "\"normalize\":", "\"prompt_name\":", "\"texts\":",
    "\"input_type\":", "\"embedding_types\":", "\"query\":", "\"documents\":", "\"top_n\":",
    "\"return_documents\":", "\"raw_scores\":", "\"text\":", "\"task\":", "\"normalized\":",
    "\"embedding_type\":", "\"keep_alive\":", "\"options\":", "\"ids\":", "\"sentences\":",
    "\"source_sentence\":", "\"add_special_tokens\":", "\"prefix\":", "[1,2,3]", "[[1,2]]", "\"a\"",
    "[\"a\",\"b\"]", "null", "true", "false", "-1", "1.5", "{", "}", ",",
  ]

  /// A request, which is a line with method and target, then the body.
  ///
  /// The answer has a status, and JSON parses.
  static let http = FuzzTarget(
    "http", words: requestWords, mutationCount: 2_500, seeds: { requests.map { Array($0.utf8) } }
  ) {
    let service = try SmallService()
    return .waiting { bytes in
      let request = request(of: bytes)
      let response = await service.service.response(to: request)
      precondition((200..<600).contains(response.status), "status \(response.status)")
      let type = response.headers.first { $0.name == "content-type" }?.value ?? ""
      guard type.hasPrefix("application/json") else { return }
      precondition((try? JSONValue(parsing: response.body)) != nil, "an answer that is no JSON")
    }
  }

  private static func request(of bytes: [UInt8]) -> ServerRequest {
    let end = bytes.firstIndex(of: 0x0a) ?? bytes.count
    let line = String(decoding: bytes[..<end], as: UTF8.self)
    let words = line.split(separator: " ", maxSplits: 1)
    let target = words.count > 1 ? words[1] : ""
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return ServerRequest(
      method: String(words.first ?? ""), path: String(parts.first ?? ""),
      query: parts.count > 1 ? String(parts[1]) : "",
      body: Array(bytes[min(end + 1, bytes.count)...]))
  }

  private static let requests: [String] = {
    let bodies = [
      #"{"input":["a","the"],"model":"tiny","encoding_format":"base64"}"#,
      #"{"input":"a","dimensions":32,"user":"u"}"#, #"{"inputs":["a","b"],"truncate":true}"#,
      #"{"texts":["a"],"model":"tiny","input_type":"search_query","embedding_types":["float","int8"]}"#,
      #"{"query":"a","documents":["b",{"text":"c"}],"top_n":1,"model":"tiny"}"#,
      #"{"query":"a","texts":["b","c"],"raw_scores":true,"return_text":true}"#,
      #"{"model":"tiny","prompt":"a"}"#, #"{"model":"tiny","input":["a"],"truncate":false}"#,
      #"{"inputs":{"source_sentence":"a","sentences":["b"]}}"#, #"{"ids":[1,2,3]}"#,
    ]
    let routes = EmbeddingService.allRoutes.filter { $0.method != "GET" }
    return routes.flatMap { route in bodies.map { "\(route.method) \(route.path)\n\($0)" } }
      + EmbeddingService.allRoutes.filter { $0.method == "GET" }.map { "GET \($0.path)?a=b%20c\n" }
  }()
}

/// A service of one small model.
final class SmallService: Sendable {
  let service: EmbeddingService
  private let file: FuzzFile

  init() throws {
    file = try FuzzFile(suffix: ".crest")
    file.set(try FuzzSeeds.wordPieceModel())
    var options = ServiceOptions()
    options.acceptsTokenIDs = true
    service = EmbeddingService(
      models: ModelShelf([("tiny", file.path)], options: RuntimeOptions(threadCount: 1)),
      engine: BatchEngine(), options: options)
  }

  deinit { service.engine.stop() }
}
