import Base

/// The routes that no other server has, in words, and their bodies.
enum OwnOperations {
  static let all = [
    Operation(
      "GET", "/", tag: tag, "A page to try the models on.",
      answers: [Operation.Answer(200, "The page.", .text("text/html"))]),
    Operation(
      "GET", "/openapi.json", tag: tag, "This document.",
      answers: [Operation.Answer(200, "The document.", .json("Document"))]),
    Operation(
      "GET", "/goldcrest/models", tag: tag, "The names of all models.",
      answers: [Operation.Answer(200, "The names.", .json("ModelNames"))]),
    Operation(
      "GET", "/goldcrest/models/{name}", tag: tag,
      "What a model is, and how near it is to its original.", parameters: ["ModelPath"],
      answers: [
        Operation.Answer(200, "The model.", .json("ModelFacts")),
        Operation.Answer(404, "There is no such model.", .json("Refusal")),
        Operation.Answer(500, "The model cannot be opened.", .json("Refusal")),
      ]),
    Operation(
      "GET", "/metrics", tag: tag, "What the server does, for Prometheus.",
      answers: [Operation.Answer(200, "The figures.", .text("text/plain"))]),
    Operation(
      "GET", "/health/live", tag: tag, "Whether the server answers.",
      answers: [Operation.Answer(200, "It does.", .json("Status"))]),
    Operation(
      "GET", "/health/ready", tag: tag, "Whether the first model opens.",
      answers: [Operation.Answer(200, "It does.", .json("Status"))]),
  ]

  private static let tag = "Goldcrest"

  static let schemas = [
    Schema(
      "Refusal", "Why there is no answer.", required: ["error"], ["error": Schema.string]),
    Schema(
      "Document", "An OpenAPI document.", required: ["openapi", "info", "paths"],
      ["openapi": Schema.string, "info": ["type": "object"], "paths": ["type": "object"]]),
    Schema(
      "ModelNames", "The names of all models.", required: ["models"],
      ["models": Schema.array(Schema.string, minimum: 1)]),
    Schema(
      "ModelFacts", "A model.", required: ["name", "dimensions", "fingerprint"],
      [
        "name": Schema.string, "dimensions": Schema.array(Schema.count, minimum: 1),
        "usual_dimensions": Schema.count, "maximum_tokens": Schema.count,
        "pooling": Schema.string, "normalizes": Schema.bool,
        "prompts": Schema.array(["type": "object"]),
        "default_prompt": Schema.optional(Schema.string), "parameters": Schema.count,
        "fingerprint": Schema.string, "file_bytes": Schema.count, "memory_bytes": Schema.count,
        "kernel": Schema.string, "threads": Schema.count,
        "fidelity": Schema.optional(["type": "object"]),
      ]),
    Schema("Status", "That all is well.", required: ["status"], ["status": Schema.string]),
  ]
}
