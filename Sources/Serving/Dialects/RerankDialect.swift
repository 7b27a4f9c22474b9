import Tokenization
import Model
import Base
import Inference

/// `/v1/rerank` and `/v2/rerank` as Cohere and Jina have them, and both forms of `/rerank`, of which TEI's has
/// `texts`.
///
/// No cross-encoder reads query and document together: what is compared are their embeddings, as `RerankScorer`
/// says, and every answer names the way.
enum RerankDialect {
  static let routes = [
    Route("POST", "/v1/rerank") { request, service in
      await rerank(request, service, version: .v1)
    },
    Route("POST", "/v2/rerank") { request, service in
      await rerank(request, service, version: .v2)
    },
    Route("POST", "/rerank") { request, service in
      if let fields = try? request.fields(), fields.value.object?["texts"] != nil {
        return await TEIRerank.response(to: request, of: service)
      }
      return await rerank(request, service, version: .v1)
    },
  ]

  private static func rerank(
    _ request: ServerRequest, _ service: EmbeddingService, version: CohereDialect.Version
  ) async -> ServerResponse {
    do throws(ServingError) {
      let fields = try request.fields()
      let documents = try EmbeddingInputs(options: service.options).texts(fields, "documents")
      let scorer = try RerankScorer(
        service.models.model(named: fields.optionalString("model")), service)
      try check(fields, scorer)
      let query = try fields.string("query")
      let count = try fields.optionalInteger("top_n", in: 1...Int(Int32.max))
      let returnsDocuments = try fields.optionalBool("return_documents") ?? false
      let ranking = try await scorer.ranking(of: documents, for: query, from: request.connection)
      let results = ranking.order.prefix(count ?? documents.count).map { index in
        var result = JSONObject()
        result.append("index", .integer(index))
        result.append("relevance_score", .number(ranking.scores[index]))
        if returnsDocuments { result.append("document", ["text": .string(documents[index])]) }
        return JSONValue.object(result)
      }
      return response(
        [
          "id": .string(CohereDialect.identifier()), "model": .string(scorer.served.name),
          "results": .array(results),
          "usage": [
            "prompt_tokens": .integer(ranking.tokenCount),
            "total_tokens": .integer(ranking.tokenCount),
          ],
          "meta": [
            "api_version": ["version": .string(version.rawValue)],
            "billed_units": ["search_units": 1], "scoring": .string(scorer.description),
          ],
        ], scorer, ranking)
    } catch {
      return CohereDialect.failure(error)
    }
  }

  /// An answer, whose headers name the way of scoring too.
  static func response(
    _ value: JSONValue, _ scorer: RerankScorer, _ ranking: RerankScorer.Ranking
  ) -> ServerResponse {
    var json = JSONBytes()
    json.append(value)
    var response = ServerResponse.vectors(
      json, of: scorer.served, truncatedCount: ranking.truncatedCount)
    response.headers.append(Header("x-rerank-scoring", scorer.description))
    return response
  }

  /// Refuses what would give other scores than were asked for.
  private static func check(
    _ fields: RequestFields, _ scorer: RerankScorer
  ) throws(ServingError) {
    if let names = try fields.optionalStrings("rank_fields"), names != ["text"] {
      throw .invalid(
        field: "rank_fields", expected: #"["text"]"#, found: "\(names.joined(separator: ", "))")
    }
    let limit = scorer.served.model.sentence.maximumTokenCount
    if let count = try fields.optionalInteger("max_tokens_per_doc", in: 1...Int(Int32.max)),
      count < limit
    {
      throw .invalid(
        field: "max_tokens_per_doc", expected: "at least \(limit), the model's own limit",
        found: "\(count)")
    }
  }
}

/// TEI's `/rerank`: `query` and `texts`, answered with a list. Scores are no logits, so `raw_scores` changes
/// nothing.
enum TEIRerank {
  static func response(
    to request: ServerRequest, of service: EmbeddingService
  ) async -> ServerResponse {
    do throws(ServingError) {
      let fields = try request.fields()
      let inputs = EmbeddingInputs(options: service.options)
      let texts = try inputs.list(fields.member("texts")).map { (element) throws(ServingError) in
        try element.string()
      }
      var scorer = try RerankScorer(service.models.model(named: nil), service)
      let query = try fields.string("query")
      if try fields.optionalBool("truncate") != true { scorer.overflow = .error }
      let returnsText = try fields.optionalBool("return_text") ?? false
      _ = try fields.optionalBool("raw_scores")
      let ranking = try await scorer.ranking(of: texts, for: query, from: request.connection)
      let list = ranking.order.map { index in
        var result = JSONObject()
        result.append("index", .integer(index))
        if returnsText { result.append("text", .string(texts[index])) }
        result.append("score", .number(ranking.scores[index]))
        return JSONValue.object(result)
      }
      return RerankDialect.response(.array(list), scorer, ranking)
    } catch {
      return failure(error)
    }
  }

  private static func failure(_ error: ServingError) -> ServerResponse {
    .failure(error, ["error": .string(error.description), "error_type": "Validation"])
  }
}
