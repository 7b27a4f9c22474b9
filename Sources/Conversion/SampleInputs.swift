import CrestFormat
package import Inference
package import Model

/// Three inputs that every model takes: those of a new file's canaries, and what shows that the vectors of
/// a file without canaries are finite.
package struct SampleInputs {
  /// The scripts and the prompt of an ordinary text, an odd one and an empty one; token ids without a
  /// tokenizer.
  let inputs: [ManifestCanaryInput]
  private let promptName: String?

  /// The inputs for a model.
  package init(
    _ configuration: ModelConfiguration, _ sentence: SentenceConfiguration, hasTokenizer: Bool
  ) {
    promptName = sentence.prompts.first?.name
    guard !hasTokenizer else {
      inputs = [
        .text("The goldcrest weighs no more than a sheet of paper."),
        .text("Где находится вокзал? 駅はどこですか。 أين المحطة؟ 🐦"),
        .text(""),
      ]
      return
    }
    let length = min(12, sentence.maximumTokenCount)
    inputs = (1...3).map { seed in
      .tokenIDs((0..<length).map { ($0 * 7919 + seed * 104729) % configuration.vocabularySize })
    }
  }

  /// The first prompt, for texts.
  func promptName(for input: ManifestCanaryInput) -> String? {
    if case .text = input { promptName } else { nil }
  }

  /// Runs a model on all of them.
  ///
  /// - Throws: `InferenceError.text` with `.notFinite` if a vector is not finite, and what keeps the model
  ///   from running.
  package func check(_ model: EmbeddingModel) throws(InferenceError) {
    for input in inputs {
      _ = try model.vector(of: input, promptName: promptName(for: input))
    }
  }
}
