import Base

/// The routes of Cohere, and those that rank, in words, and their bodies.
enum CohereOperations {
  static let all = [
    post("/v1/embed", "The vector of each text.", "CohereEmbedV1Request", "CohereEmbeddings"),
    post("/v2/embed", "The vector of each text.", "CohereEmbedV2Request", "CohereEmbeddings"),
    post("/v1/rerank", ranking, "RerankRequest", "Ranking"),
    post("/v2/rerank", ranking, "RerankRequest", "Ranking"),
    Operation(
      "POST", "/rerank", tag: tag, ranking, request: "AnyRerankRequest",
      answers: [
        Operation.Answer(200, "The documents by falling score.", .json("AnyRanking"))
      ] + Operation.failures("AnyRerankError")
        + [
          Operation.Answer(422, "Not what the route or the model takes.", .json("TEIError")),
          Operation.Answer(424, "The model gives no vectors.", .json("TEIError")),
        ]),
  ]

  private static let tag = "Cohere and reranking"
  private static let ranking =
    "Documents by how near they are to a query, by what the model says of each alone."

  private static func post(
    _ path: String, _ summary: String, _ request: String, _ answer: String
  ) -> Operation {
    Operation(
      "POST", path, tag: tag, summary, request: request,
      answers: [Operation.Answer(200, "One for each text.", .json(answer))]
        + Operation.failures("CohereError"))
  }

  static func schemas(_ facts: ServedFacts) -> [Schema] {
    embedding(facts) + reranking(facts) + answers
  }

  private static func embedding(_ facts: ServedFacts) -> [Schema] {
    let texts = Schema.array(Schema.string, minimum: 1, maximum: facts.options.maximumTextCount)
    let model = Schema.optional(facts.modelName)
    let dimension = Schema.optional(facts.dimension)
    let types = Schema.optional(Schema.array(Schema.words(facts.embeddingTypes)))
    let truncate = Schema.optional(
      Schema.words(["NONE", "END"]), "NONE: a text that is too long is an error. Default: END.")
    let limit = Schema.optional(facts.tokenLimit)
    let none = Schema.optional(["type": "array", "maxItems": 0])
    return [
      Schema(
        "CohereEmbedV1Request", "Texts whose vectors are wanted.", required: ["texts"],
        [
          "texts": texts, "model": model, "input_type": Schema.optional(facts.purpose),
          "embedding_types": types, "truncate": truncate, "output_dimension": dimension,
          "max_tokens": limit, "images": none,
        ]),
      Schema(
        "CohereEmbedV2Request",
        Schema.any(
          Schema.object(
            "With texts.", required: ["texts", "input_type"],
            [
              "texts": texts, "model": model, "input_type": facts.purpose,
              "embedding_types": types, "truncate": truncate, "output_dimension": dimension,
              "max_tokens": limit, "images": none, "inputs": Schema.null,
            ]),
          Schema.object(
            "With inputs.", required: ["inputs", "input_type"],
            [
              "inputs": Schema.array(
                facts.document, minimum: 1, maximum: facts.options.maximumTextCount),
              "model": model, "input_type": facts.purpose,
              "embedding_types": types, "truncate": truncate, "output_dimension": dimension,
              "max_tokens": limit, "images": none, "texts": Schema.null,
            ]))),
    ]
  }

  private static func reranking(_ facts: ServedFacts) -> [Schema] {
    [
      Schema(
        "RerankRequest", "A query and documents.", required: ["query", "documents"],
        [
          "query": Schema.string,
          "documents": Schema.array(
            facts.document, minimum: 1, maximum: facts.options.maximumTextCount),
          "model": Schema.optional(facts.modelName),
          "top_n": Schema.optional(
            ["type": "integer", "minimum": 1, "maximum": .integer(Int(Int32.max))]),
          "return_documents": Schema.optional(Schema.bool),
          "rank_fields": Schema.optional(["const": ["text"]]),
          "max_tokens_per_doc": Schema.optional(facts.tokenLimit),
        ]),
      Schema(
        "TEIRerankRequest", "A query and texts.", required: ["query", "texts"],
        [
          "query": Schema.text,
          "texts": Schema.array(
            Schema.text, minimum: 1, maximum: facts.options.maximumTextCount),
          "truncate": Schema.optional(Schema.bool),
          "raw_scores": Schema.optional(Schema.bool, "Changes nothing."),
          "return_text": Schema.optional(Schema.bool),
        ]),
      Schema(
        "AnyRerankRequest",
        Schema.any(Schema.named("RerankRequest"), Schema.named("TEIRerankRequest"))),
    ]
  }

  private static let answers = [
    Schema(
      "CohereEmbeddings", "The vectors of a request.",
      required: ["id", "response_type", "embeddings", "texts", "meta"],
      [
        "id": Schema.string,
        "response_type": Schema.words(["embeddings_floats", "embeddings_by_type"]),
        "embeddings": Schema.any(Schema.array(Schema.vector), ["type": "object"]),
        "texts": Schema.array(Schema.string), "meta": ["type": "object"],
      ]),
    Schema(
      "Ranking", "The documents by falling score.", required: ["id", "model", "results", "meta"],
      [
        "id": Schema.string, "model": Schema.string,
        "results": Schema.array(
          Schema.object(
            "A document.", required: ["index", "relevance_score"],
            [
              "index": Schema.count, "relevance_score": Schema.number,
              "document": ["type": "object"],
            ])),
        "usage": ["type": "object"], "meta": ["type": "object"],
      ]),
    Schema(
      "TEIRanking",
      Schema.array(
        Schema.object(
          "A text.", required: ["index", "score"],
          ["index": Schema.count, "score": Schema.number, "text": Schema.string]))),
    Schema("AnyRanking", Schema.any(Schema.named("Ranking"), Schema.named("TEIRanking"))),
    Schema(
      "CohereError", "Why there is no answer.", required: ["id", "message"],
      ["id": Schema.string, "message": Schema.string]),
    Schema(
      "AnyRerankError", Schema.any(Schema.named("CohereError"), Schema.named("TEIError"))),
  ]
}
