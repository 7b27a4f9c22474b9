import Base

/// Ollama's routes in words, and their bodies.
enum OllamaOperations {
  static let all = [
    Operation(
      "POST", "/api/embed", tag: tag, "The vector of each text, of length 1.",
      request: "OllamaEmbedRequest",
      answers: [Operation.Answer(200, "The vectors.", .json("OllamaEmbeddings"))] + failures),
    Operation(
      "POST", "/api/embeddings", tag: tag, "The vector of one text.",
      request: "OllamaEmbeddingRequest",
      answers: [Operation.Answer(200, "The vector.", .json("OllamaEmbedding"))] + failures),
    Operation(
      "GET", "/api/tags", tag: tag, "The names of all models.",
      answers: [Operation.Answer(200, "The models.", .json("OllamaModels"))]),
    Operation(
      "POST", "/api/show", tag: tag, "What a model is.", request: "OllamaShowRequest",
      answers: [Operation.Answer(200, "The model.", .json("OllamaModel"))] + failures),
    Operation(
      "GET", "/api/version", tag: tag, "The server's version.",
      answers: [Operation.Answer(200, "The version.", .json("Version"))]),
  ]

  private static let tag = "Ollama"
  private static let failures = Operation.failures("Refusal")

  static func schemas(_ facts: ServedFacts) -> [Schema] { requests(facts) + answers }

  private static func requests(_ facts: ServedFacts) -> [Schema] {
    let ignored: JSONValue = ["description": "Ignored."]
    return [
      Schema(
        "OllamaEmbedRequest", "Texts whose vectors are wanted.", required: [],
        [
          "model": Schema.optional(facts.taggedModelName),
          "input": Schema.optional(
            Schema.any(
              Schema.string,
              Schema.array(Schema.string, maximum: facts.options.maximumTextCount))),
          "dimensions": Schema.optional(Schema.any(facts.dimension, ["const": 0])),
          "truncate": Schema.optional(
            Schema.bool,
            "Whether a text that is too long is cut; else it is an error. Default: true."),
          "prompt_name": facts.promptName, "options": ignored, "keep_alive": ignored,
        ]),
      Schema(
        "OllamaEmbeddingRequest", "A text whose vector is wanted.", required: [],
        [
          "model": Schema.optional(facts.taggedModelName),
          "prompt": Schema.optional(Schema.string), "prompt_name": facts.promptName,
          "options": ignored, "keep_alive": ignored,
        ]),
      Schema(
        "OllamaShowRequest",
        Schema.any(
          Schema.object("", required: ["model"], ["model": facts.taggedModelName]),
          Schema.object(
            "", required: ["name"], ["name": facts.taggedModelName, "model": Schema.null]))),
    ]
  }

  private static let answers = [
    Schema(
      "OllamaEmbeddings", "The vectors of a request.", required: ["model", "embeddings"],
      [
        "model": Schema.string, "embeddings": Schema.array(Schema.vector),
        "total_duration": Schema.count, "load_duration": Schema.count,
        "prompt_eval_count": Schema.count,
      ]),
    Schema(
      "OllamaEmbedding", "The vector of a text; none of an empty one.", required: ["embedding"],
      ["embedding": Schema.array(Schema.number)]),
    Schema(
      "OllamaModels", "All models.", required: ["models"],
      [
        "models": Schema.array(
          Schema.object(
            "A model.", required: ["name", "model"],
            ["name": Schema.string, "model": Schema.string, "details": ["type": "object"]]))
      ]),
    Schema(
      "OllamaModel", "A model.", required: ["details", "model_info", "capabilities"],
      [
        "modelfile": Schema.string, "parameters": Schema.string, "template": Schema.string,
        "details": ["type": "object"], "model_info": ["type": "object"],
        "capabilities": Schema.array(Schema.string),
      ]),
    Schema(
      "Version", "A version.", required: ["version"], ["version": Schema.string]),
  ]
}
