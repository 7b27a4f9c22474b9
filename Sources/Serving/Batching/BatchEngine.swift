package import Inference

/// Runs the texts of all requests, those that fit together in one batch.
package final class BatchEngine: Sendable {
  package let options: BatchOptions

  package init(options: BatchOptions = BatchOptions()) { self.options = options }

  /// What the model makes of sequences, in their order; bit for bit what it makes of each alone.
  ///
  /// - Throws: `ServingError.overloaded`, `.timedOut`, `.cancelled`, `.stopping`.
  package func outputs(
    of sequences: [VectorRun.TokenSequence], _ run: VectorRun, from connection: ConnectionID
  ) async throws(ServingError) -> [Result<VectorRun.Output, InferenceError>] {
    run.results(of: sequences)
  }
}

/// How texts share the machine.
package struct BatchOptions: Sendable {
  /// Tokens that are computed at a time; a longer text is taken alone.
  package var maximumTokenCount = 512
  /// The most tokens of a text that overtakes longer ones.
  package var shortTokenCount = 64
  /// The most texts that may wait.
  package var maximumQueueCount = 4096

  package init() {}
}
