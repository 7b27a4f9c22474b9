package import Inference
package import Tokenization

/// What every dialect asks for: texts to vectors.
package struct EmbeddingCall: Sendable {
  /// The model's name; `nil` for the first.
  package var model: String?
  package var inputs: [VectorRun.Input]
  package var prompt = PromptSelection.modelDefault
  /// The size that vectors are cut to; `nil` for the model's usual one.
  package var dimensions: Int?
  package var overflow = OverflowPolicy.truncate
  package var outputs = OutputKinds()
  /// Whether vectors get length 1; `nil` for the model's own way.
  package var normalizes: Bool?
  /// The most tokens of all texts together, where the answer grows with them.
  package var maximumTokenCount: Int?

  package init(model: String?, inputs: [VectorRun.Input]) {
    self.model = model
    self.inputs = inputs
  }
}

/// What came of a call.
package struct EmbeddingAnswer: Sendable {
  package let model: ServedModel
  /// In the order of the inputs.
  package let outputs: [VectorRun.Output]

  /// How many tokens the model was given.
  package var tokenCount: Int { outputs.reduce(0) { $0 + $1.tokenCount } }
  /// How many texts were cut.
  package var truncatedCount: Int { outputs.count { $0.droppedTokenCount > 0 } }
}

extension EmbeddingService {
  /// The vectors of a call's inputs.
  ///
  /// - Throws: `ServingError`; of a text that the model does not take, `.inference(.text)`.
  package func answer(
    to call: EmbeddingCall, from connection: ConnectionID
  ) async throws(ServingError) -> EmbeddingAnswer {
    let record = RequestRecord.current
    record?.note(textCount: call.inputs.count)
    do throws(ServingError) {
      let answer = try await vectors(of: call, from: connection)
      record?.add(answer)
      return answer
    } catch {
      record?.note(failure: error)
      throw error
    }
  }

  private func vectors(
    of call: EmbeddingCall, from connection: ConnectionID
  ) async throws(ServingError) -> EmbeddingAnswer {
    let model = try await models.model(named: call.model)
    let begin = ContinuousClock.now
    let areTexts = call.inputs.allSatisfy { if case .text = $0 { true } else { false } }
    guard areTexts || call.prompt == .modelDefault else {
      throw .invalid(field: "prompt_name", expected: "no prompt for token ids", found: "a prompt")
    }
    let run = try run(for: call, model)
    let sequences = try await sequences(of: call.inputs, run)
    let tokenCount = sequences.reduce(0) { $0 + $1.ids.count }
    if let limit = call.maximumTokenCount, tokenCount > limit {
      throw .invalid(
        field: "inputs", expected: "at most \(limit) tokens together", found: "\(tokenCount)")
    }
    RequestRecord.current?.note(tokenization: .now - begin)
    let results = try await engine.outputs(of: sequences, run, from: connection)
    let outputs = try inference { () throws(InferenceError) in
      try results.enumerated().map { (index, result) throws(InferenceError) in
        do throws(InferenceError) { return try result.get() } catch { throw error.ofText(index) }
      }
    }
    return EmbeddingAnswer(model: model, outputs: outputs)
  }

  /// How a model makes the vectors of a call; refuses what it does not have before any text is read.
  ///
  /// - Throws: `ServingError.invalid` or `.inference`, as `VectorRun`.
  package func run(
    for call: EmbeddingCall, _ model: ServedModel
  ) throws(ServingError) -> VectorRun {
    let prompt = try call.prompt.choice(for: model.model, default: options.defaultPrompt)
    return try inference { () throws(InferenceError) in
      try VectorRun(
        model.model, prompt: prompt, overflow: call.overflow, outputs: call.outputs,
        dimensions: call.dimensions, normalizes: call.normalizes)
    }
  }

  /// The tokens of inputs; other requests get a turn between those of many.
  private func sequences(
    of inputs: [VectorRun.Input], _ run: VectorRun
  ) async throws(ServingError) -> [VectorRun.TokenSequence] {
    // A prompt is text: none stands before token ids.
    let bare = try inference { () throws(InferenceError) in try run.prompted(.text("")) }
    var sequences: [VectorRun.TokenSequence] = []
    sequences.reserveCapacity(inputs.count)
    for (index, input) in inputs.enumerated() {
      if Task.isCancelled { throw .cancelled }
      if index > 0, index.isMultiple(of: 16) { await Task.yield() }
      do throws(InferenceError) {
        if case .tokens = input {
          sequences.append(try bare.sequence(of: input))
        } else {
          sequences.append(try run.sequence(of: input))
        }
      } catch {
        throw .inference(error.ofText(index))
      }
    }
    return sequences
  }

  private func inference<Value>(
    _ body: () throws(InferenceError) -> Value
  ) throws(ServingError) -> Value {
    do throws(InferenceError) { return try body() } catch { throw .inference(error) }
  }
}
