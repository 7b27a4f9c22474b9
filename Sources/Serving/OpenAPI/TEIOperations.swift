/// TEI's routes in words.
enum TEIOperations {
  static let all =
    [
      post("/embed", "The vector of each text.", request: "EmbedRequest", answer: "Vectors"),
      post("/", "The same as /embed.", request: "EmbedRequest", answer: "Vectors"),
      post("/invocations", "The same as /embed.", request: "EmbedRequest", answer: "Vectors"),
      post(
        "/embed_all", "The hidden state of each token, before they are pooled.",
        request: "EmbedTokensRequest", answer: "TokenVectors"),
      post(
        "/embed_sparse", "The weight of each token of a text, of a model that has a head for it.",
        request: "EmbedTokensRequest", answer: "SparseVectors"),
      post(
        "/similarity", "The cosine of one text and each of others.", request: "SimilarityRequest",
        answer: "Similarities"),
      post(
        "/tokenize", "The tokens of each text.", request: "TokenizeRequest", answer: "Tokens"),
      post("/decode", "The text of token ids.", request: "DecodeRequest", answer: "Texts"),
    ] + [
      Operation(
        "GET", "/info", tag: tag, "What a model is and what requests it takes.",
        parameters: models,
        answers: [
          Operation.Answer(200, "The model.", .json("Info")),
          Operation.Answer(422, "There is no such model.", .json("TEIError")),
          Operation.Answer(424, "The model cannot be opened.", .json("TEIError")),
        ]),
      health("/health"), health("/ping"),
    ]

  private static let tag = "text-embeddings-inference"
  private static let models = ["ModelHeader", "ModelQuery"]

  private static func post(
    _ path: String, _ summary: String, request: String, answer: String
  ) -> Operation {
    Operation(
      "POST", path, tag: tag, summary, request: request, parameters: models,
      answers: [
        Operation.Answer(200, "One element for each text.", .json(answer)),
        Operation.Answer(400, "No JSON, no text, or an empty one.", .json("TEIError")),
        Operation.Answer(
          422, "Not what the route or the model takes, or a text that is too long.",
          .json("TEIError")),
        Operation.Answer(424, "The model does not give this.", .json("TEIError")),
        Operation.Answer(429, "There is no room in the queue.", .json("TEIError")),
        Operation.Answer(503, "The server is about to end.", .json("TEIError")),
      ])
  }

  private static func health(_ path: String) -> Operation {
    Operation(
      "GET", path, tag: tag, "Whether the server answers.",
      answers: [Operation.Answer(200, "It does.", .nothing)])
  }
}
