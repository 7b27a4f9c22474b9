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
      await rerank(request, service, version: .v1, isTEIAccepted: true)
    },
  ]

  private static func rerank(
    _ request: ServerRequest, _ service: EmbeddingService, version: CohereDialect.Version,
    isTEIAccepted: Bool = false
  ) async -> ServerResponse {
    do throws(ServingError) {
      let fields = try request.fields()
      if isTEIAccepted, fields.value.object?["texts"] != nil {
        return await TEIRerank.response(to: request, fields, of: service)
      }
      let documents = try EmbeddingInputs(options: service.options).texts(fields, "documents")
      let scorer = try await RerankScorer(
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

/// TEI's `/rerank`, which has `texts` and is answered with a list.
///
/// Scores are no logits, so `raw_scores` changes nothing.
enum TEIRerank {
  static func response(
    to request: ServerRequest, _ fields: RequestFields, of service: EmbeddingService
  ) async -> ServerResponse {
    do throws(TEIFailure) {
      return try await ranked(TEIRequest(request, fields, service))
    } catch {
      return error.response
    }
  }

  private static func ranked(_ read: TEIRequest) async throws(TEIFailure) -> ServerResponse {
    let (query, fields) = try refusing { () throws(ServingError) in
      (
        try read.fields.member("query", expected: "a string"),
        try read.fields.member("texts", expected: "an array of strings")
          .elements("an array of strings")
      )
    }
    try read.checkCount(fields.count, field: "texts")
    let asked = try read.text(query)
    var texts: [String] = []
    for field in fields { texts.append(try read.text(field)) }
    let (truncates, returnsText) = try refusing { () throws(ServingError) in
      _ = try read.fields.optionalBool("raw_scores")
      return (
        try read.fields.optionalBool("truncate") ?? true,
        try read.fields.optionalBool("return_text") ?? false
      )
    }
    let side = try read.truncationSide(read.fields)
    do throws(ServingError) {
      var scorer = try await RerankScorer(
        read.service.models.model(named: read.modelName), read.service)
      // A model cuts texts at one end; at the other one none is cut.
      let ownSide = scorer.served.model.tokenizer?.model.settings.truncationSide
      if !truncates || side != nil && side != ownSide { scorer.overflow = .error }
      let ranking = try await scorer.ranking(of: texts, for: asked, from: read.connection)
      let list = ranking.order.map { index in
        var result = JSONObject()
        result.append("index", .integer(index))
        if returnsText { result.append("text", .string(texts[index])) }
        result.append("score", .number(ranking.scores[index]))
        return JSONValue.object(result)
      }
      return RerankDialect.response(.array(list), scorer, ranking)
    } catch {
      throw TEIFailure(error)
    }
  }
}
