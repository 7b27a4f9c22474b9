import Base

/// The routes of OpenAI and Jina in words, and their bodies.
enum OpenAIOperations {
  static let all = ["/v1", ""].flatMap { base in
    [
      Operation(
        "POST", "\(base)/embeddings", tag: tag, "The vector of each text.",
        request: "EmbeddingsRequest",
        answers: [Operation.Answer(200, "The vectors.", .json("Embeddings"))] + failures),
      Operation(
        "GET", "\(base)/models", tag: tag, "The names of all models.",
        answers: [Operation.Answer(200, "The models.", .json("Models"))]),
      Operation(
        "GET", "\(base)/models/{name}", tag: tag, "What a model takes and gives.",
        parameters: ["ModelPath"],
        answers: [Operation.Answer(200, "The model.", .json("Model"))] + failures),
    ]
  }

  private static let tag = "OpenAI and Jina"
  private static let failures = Operation.failures("OpenAIError")

  static func schemas(_ facts: ServedFacts) -> [Schema] { [request(facts)] + answers }

  /// OpenAI's members or Jina's: the ways in which a vector may be written exclude one another.
  private static func request(_ facts: ServedFacts) -> Schema {
    let model = Schema.optional(facts.modelName)
    let truncate = Schema.optional(
      Schema.bool, "Whether a text that is too long is cut; else it is an error. Default: true.")
    let dimensions = Schema.optional(facts.dimension)
    return Schema(
      "EmbeddingsRequest",
      Schema.any(
        Schema.object(
          "As OpenAI has it.", required: ["input"],
          [
            "input": facts.inputs, "model": model, "dimensions": dimensions, "truncate": truncate,
            "encoding_format": Schema.optional(
              Schema.words(["float", "base64"]), "Default: float."),
            "prompt_name": facts.promptName, "user": ["description": "Ignored."],
          ]),
        Schema.object(
          "As Jina has it.", required: ["input", "task"],
          [
            "input": facts.texts, "model": model, "dimensions": dimensions, "truncate": truncate,
            "task": facts.purpose,
            "embedding_type": Schema.optional(
              Schema.words(["float", "base64", "binary", "ubinary"]), "Default: float."),
            "normalized": Schema.optional(
              Schema.bool, "Whether vectors get length 1 even if the model does not give it."),
            "late_chunking": ["enum": [false, nil]],
          ])))
  }

  private static let answers = [
    Schema(
      "Embeddings", "The vectors of a request.", required: ["object", "data", "model", "usage"],
      [
        "object": Schema.words(["list"]), "model": Schema.string,
        "data": Schema.array(
          Schema.object(
            "A vector.", required: ["object", "index", "embedding"],
            [
              "object": Schema.words(["embedding"]), "index": Schema.count,
              "embedding": Schema.any(Schema.vector, Schema.string),
            ]), minimum: 1),
        "usage": Schema.object(
          "How many tokens the model was given.", required: ["prompt_tokens", "total_tokens"],
          ["prompt_tokens": Schema.count, "total_tokens": Schema.count]),
      ]),
    Schema(
      "Models", "All models.", required: ["object", "data"],
      ["object": Schema.words(["list"]), "data": Schema.array(Schema.named("Model"), minimum: 1)]),
    Schema(
      "Model", "A model.", required: ["id", "object", "created", "owned_by"],
      [
        "id": Schema.string, "object": Schema.words(["model"]), "created": Schema.count,
        "owned_by": Schema.string,
        "meta": Schema.object(
          "What it takes and gives.", required: ["dimensions", "max_tokens", "prompts"],
          [
            "dimensions": Schema.array(Schema.count, minimum: 1), "usual_dimension": Schema.count,
            "max_tokens": Schema.count, "prompts": Schema.array(Schema.string),
            "default_prompt": Schema.optional(Schema.string),
            "fingerprint": Schema.optional(Schema.string),
          ]),
      ]),
    Schema(
      "OpenAIError", "Why there is no answer.", required: ["error"],
      [
        "error": Schema.object(
          "The error.", required: ["message", "type", "param", "code"],
          [
            "message": Schema.string, "type": Schema.string,
            "param": Schema.optional(Schema.string), "code": Schema.optional(Schema.string),
          ])
      ]),
  ]
}
