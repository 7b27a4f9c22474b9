import Base

/// Members by which other servers with OpenAI's route change vectors; they are taken with the value that is meant
/// here anyway, and refused with any other.
enum OtherMembers {
  /// - Throws: `ServingError.invalid`.
  static func check(_ fields: RequestFields) throws(ServingError) {
    for (name, value, expected) in all {
      guard let field = try fields.optional(name) else { continue }
      guard field.value == value else { throw field.failure(expected: expected) }
    }
  }

  private static let all: [(name: String, value: JSONValue, expected: String)] = [
    // llama-server: by which norm a vector is divided.
    ("embd_normalize", 2, "2, the Euclidean norm"),
    // vLLM.
    ("truncate_prompt_tokens", -1, "-1, as texts are cut to the model's own limit"),
    ("truncation_side", "right", "\"right\""),
    ("add_special_tokens", true, "true"),
    // Jina.
    ("return_multivector", false, "false"),
    // Voyage.
    ("output_dtype", "float", "\"float\""),
  ]
}
