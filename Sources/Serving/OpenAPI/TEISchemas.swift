import Base

/// The bodies of TEI's routes.
enum TEISchemas {
  static func all(_ facts: ServedFacts) -> [Schema] { requests(facts) + answers }

  private static func requests(_ facts: ServedFacts) -> [Schema] {
    let truncate = Schema.optional(
      Schema.bool, "Whether a text that is too long is cut; else it is an error. Default: true.")
    let direction = Schema.optional(
      Schema.words(["Left", "left", "Right", "right"]),
      "The end that a text loses. At the other end than the model's own, a text that is too long is an error."
    )
    let texts = Schema.array(
      Schema.text, minimum: 1, maximum: facts.options.maximumTextCount)
    return [
      Schema(
        "EmbedRequest", "Texts whose vectors are wanted.", required: ["inputs"],
        [
          "inputs": facts.nonemptyInputs, "truncate": truncate, "truncation_direction": direction,
          "prompt_name": facts.promptName,
          "normalize": Schema.optional(
            Schema.bool,
            "Whether vectors get length 1. Default: true. With false they are as the model gives them, and some "
              + "models give them length 1."),
          "dimensions": Schema.optional(facts.dimension),
        ]),
      Schema(
        "EmbedTokensRequest", "Texts.", required: ["inputs"],
        [
          "inputs": facts.nonemptyInputs, "truncate": truncate, "truncation_direction": direction,
          "prompt_name": facts.promptName,
        ]),
      Schema(
        "SimilarityRequest", "A text and those that it is compared with.", required: ["inputs"],
        [
          "inputs": Schema.object(
            "The texts.", required: ["source_sentence", "sentences"],
            [
              "source_sentence": Schema.text,
              "sentences": Schema.array(
                Schema.text, minimum: 1, maximum: facts.options.maximumTextCount - 1),
            ]),
          "parameters": Schema.optional(
            Schema.object(
              "How the texts are read.", required: [],
              [
                "truncate": truncate, "truncation_direction": direction,
                "prompt_name": facts.promptName,
              ])),
        ]),
      Schema(
        "TokenizeRequest", "Texts.", required: ["inputs"],
        [
          "inputs": Schema.any(Schema.text, texts),
          "add_special_tokens": Schema.optional(
            Schema.bool, "Whether the tokens around a text are given too. Default: true."),
          "prompt_name": facts.promptName,
        ]),
      Schema(
        "DecodeRequest", "Token ids of one text or of several.", required: ["ids"],
        [
          "ids": Schema.any(
            Schema.array(facts.tokenID, minimum: 1),
            Schema.array(
              Schema.array(facts.tokenID, minimum: 1), minimum: 1,
              maximum: facts.options.maximumTextCount)),
          "skip_special_tokens": Schema.optional(
            Schema.bool, "Whether special tokens are left out. Default: true."),
        ]),
    ]
  }

  private static let answers = [
    Schema("Vectors", Schema.array(Schema.vector)),
    Schema("TokenVectors", Schema.array(Schema.array(Schema.vector))),
    Schema(
      "SparseVectors",
      Schema.array(
        Schema.array(
          Schema.object(
            "A token's weight.", required: ["index", "value"],
            ["index": Schema.count, "value": Schema.number])))),
    Schema("Similarities", Schema.array(Schema.number, minimum: 1)),
    Schema(
      "Tokens",
      Schema.array(
        Schema.array(
          Schema.object(
            "A token; `start` and `stop` are its bytes in the text where they are known.",
            required: ["id", "text", "special", "start", "stop"],
            [
              "id": Schema.count, "text": Schema.string, "special": Schema.bool,
              "start": Schema.optional(Schema.count), "stop": Schema.optional(Schema.count),
            ])))),
    Schema("Texts", Schema.array(Schema.string, minimum: 1)),
    Schema(
      "Info", "A model and the limits of the server.",
      required: ["model_id", "model_dtype", "model_type", "max_input_length", "version"],
      [
        "model_id": Schema.string, "model_sha": Schema.optional(Schema.string),
        "model_dtype": Schema.string, "served_model_name": Schema.string,
        "model_type": Schema.object(
          "What it gives.", required: ["embedding"],
          [
            "embedding": Schema.object(
              "Vectors.", required: ["pooling"], ["pooling": Schema.string])
          ]),
        "max_concurrent_requests": Schema.count, "max_input_length": Schema.count,
        "max_batch_tokens": Schema.count, "max_batch_requests": Schema.optional(Schema.count),
        "max_client_batch_size": Schema.count, "auto_truncate": Schema.bool,
        "tokenization_workers": Schema.count, "version": Schema.string,
        "sha": Schema.optional(Schema.string), "docker_label": Schema.optional(Schema.string),
        "fingerprint": Schema.optional(Schema.string),
      ]),
    Schema(
      "TEIError", "Why there is no answer.", required: ["error", "error_type"],
      [
        "error": Schema.string,
        "error_type": Schema.words([
          "Unhealthy", "Backend", "Overloaded", "Validation", "Tokenizer", "Empty",
        ]),
      ]),
  ]
}
