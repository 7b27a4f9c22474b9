package import Base
package import CrestFormat
package import Kernels
package import Model
import Synchronization
package import Tokenization

/// A model that turns texts into vectors.
///
/// Safe to use from several threads: runs follow one another, each using all the model's threads.
package final class EmbeddingModel: Sendable {
  package let configuration: ModelConfiguration
  /// Pooling, prompts, sizes.
  package let sentence: SentenceConfiguration
  /// The tokenizer, unless the model takes token ids only.
  package let tokenizer: Tokenizer?
  /// What identifies the vectors of a `.crest`; `nil` for a model run from its original files.
  package let fingerprint: Checksum?
  package let options: RuntimeOptions

  /// What the network's weights were found in; it tells whether they are still there.
  let weights: any WeightSource
  private let network: Network
  private let usualLane = Lane()
  /// Of what runs between the layers of another run.
  private let interludeLane = Lane()

  /// What all runs share; nothing of it changes.
  private struct Network: @unchecked Sendable {
    // Safety: only read once it is made.
    let graph: Graph
    let steps: VectorSteps
    let compute: Compute
  }

  /// The buffers of one of the runs that may be under way at once.
  private final class Lane: Sendable {
    let buffers = Mutex(Buffers())
  }

  private struct Buffers: @unchecked Sendable {
    // Safety: reached only through the lane's mutex.
    var workspace: Workspace?
  }

  /// Finds and checks all weights; nothing is copied or repacked.
  ///
  /// - Throws: `InferenceError` if a tensor is missing or wrong, the kernels cannot run it, or
  ///   weights are binary32 or binary16 and `options` has no products of those.
  package init(
    weights: any WeightSource, sentence: SentenceConfiguration, tokenizer: Tokenizer?,
    fingerprint: Checksum? = nil, options: RuntimeOptions = RuntimeOptions()
  ) throws(InferenceError) {
    configuration = weights.configuration
    self.weights = weights
    self.sentence = sentence
    self.tokenizer = tokenizer
    self.fingerprint = fingerprint
    self.options = options
    guard sentence.promptPooling != .excludedFromFirstToken || sentence.pooling == .cls else {
      throw .unsupportedModel(
        .includesPrompt, expected: "true, as means are over all tokens", found: "false")
    }
    let graph = try Graph(from: weights, maximumTokenCount: sentence.maximumTokenCount)
    let steps = try VectorSteps(sentence, from: weights)
    if let encoding = graph.floatEncoding ?? steps.floatEncoding {
      guard let products = options.floatProducts else { throw .noFloatProducts(found: encoding) }
      try wrapping(
        { InferenceError.unavailableFloatProducts(found: encoding, $0) }, products.load())
    }
    let compute = Compute(
      kernels: options.kernels, threadCount: options.threadCount,
      floatProducts: options.floatProducts, recorder: options.recorder)
    network = Network(graph: graph, steps: steps, compute: compute)
  }

  /// The vectors of token sequences, `[sequences][dimensions]`, normalised if the model does so.
  ///
  /// Sequences are packed into batches of `tokensPerBatch` tokens in the order given; neither the
  /// batch nor the position in it changes a vector of a quantised model.
  ///
  /// - Throws: `InferenceError.text` if a sequence is empty, too long or has an unknown id, or if its
  ///   vector is not finite; `.unsupportedDimensions` if the model does not list `dimensions`; `.file` if a file
  ///   of the model was shortened after it was opened.
  package func embed(
    tokens: [[Int32]], promptTokenCount: Int = 0, dimensions: Int? = nil,
    trace: ForwardTrace? = nil
  ) throws(InferenceError) -> [[Float]] {
    try embeddings(
      tokens: tokens, promptTokenCounts: tokens.map { _ in promptTokenCount },
      dimensions: dimensions, trace: trace
    ).map(\.dense)
  }

  /// All that is asked for of token sequences, in their order; see `embed(tokens:)`.
  ///
  /// `dimensions` cuts the pooled vector only; `normalizes` says whether it gets length 1, by default as the model does. Of a
  /// model that leaves out a prompt's tokens, `promptTokenCounts` says how many each sequence begins with;
  /// without it none has any.
  ///
  /// - Throws: `InferenceError` as `embed(tokens:)`; `.unsupportedOutput` if the model has no head
  ///   for an output, `.noTokenizer` if it does not know its special tokens, which have no weight.
  package func embeddings(
    tokens: [[Int32]], promptTokenCounts: [Int]? = nil, outputs: OutputKinds = [],
    dimensions: Int? = nil, normalizes: Bool? = nil, trace: ForwardTrace? = nil
  ) throws(InferenceError) -> [TextEmbedding] {
    precondition(promptTokenCounts.map { $0.count == tokens.count } ?? true)
    let width = try checkedDimensions(dimensions)
    try check(outputs)
    try check(tokens)
    let requests = tokens.enumerated().map { index, ids in
      SequenceRequest(
        ids: ids, promptTokenCount: promptTokenCounts?[index] ?? 0, dimensions: width,
        normalizes: normalizes)
    }
    return try results(of: requests, outputs: outputs, trace: trace).enumerated().map {
      (index, result) throws(InferenceError) in
      do throws(InferenceError) { return try result.get() } catch { throw error.ofText(index) }
    }
  }

  /// What is asked for of each sequence, in their order; one whose vector is not finite fails alone, all that
  /// are computed after a file of the model was shortened fail with `InferenceError.file`.
  ///
  /// `betweenLayers` is called on the caller's thread after every layer but the last. Meanwhile the model may
  /// run other sequences with `isInterlude`, from there, which a run of its own kind would wait for for ever.
  ///
  /// - Precondition: the model takes the ids and the dimensions, and has the outputs.
  package func results(
    of requests: [SequenceRequest], outputs: OutputKinds = [], isInterlude: Bool = false,
    trace: ForwardTrace? = nil, betweenLayers: (() -> Void)? = nil
  ) -> [Result<TextEmbedding, InferenceError>] {
    let lane = isInterlude ? interludeLane : usualLane
    return lane.buffers.withLock { buffers in
      VectorRun.batches(of: requests.map(\.ids), tokenCount: options.tokensPerBatch).flatMap {
        results(of: requests[$0], outputs, trace, &buffers, betweenLayers)
      }
    }
  }

  private func results(
    of requests: ArraySlice<SequenceRequest>, _ outputs: OutputKinds, _ trace: ForwardTrace?,
    _ buffers: inout Buffers, _ betweenLayers: (() -> Void)?
  ) -> [Result<TextEmbedding, InferenceError>] {
    let (steps, compute, heads) = (network.steps, network.compute, network.graph.heads)
    let sequences = requests.map(\.ids)
    let pass = pass(rowCount: sequences.reduce(0) { $0 + $1.count }, trace, &buffers)
    let ranges = pass.run(sequences, betweenLayers: betweenLayers)
    let leavesOutPrompts = sentence.promptPooling == .excluded
    let pooled = steps.run(
      pass.pool(
        zip(requests, ranges).map { request, range in
          PooledRows(range, excludedCount: leavesOutPrompts ? request.promptTokenCount : 0)
        }, sentence.pooling),
      textCount: requests.count, compute, sums: trace?.inputs)
    let sparse =
      outputs.contains(.sparse)
      ? heads.sparse.map { pass.tokenWeights($0, sequences, ranges, excluded: unweightedTokens) }
      : nil
    let colbert =
      outputs.contains(.colbert) ? heads.colbert.map { pass.tokenVectors($0, ranges) } : nil
    let states = outputs.contains(.states) ? pass.tokenStates(ranges) : nil
    do throws(InferenceError) {
      try weights.checkWhole()
    } catch {
      return requests.map { _ in .failure(error) }
    }
    return requests.enumerated().map { row, request in
      let first = row * sentence.vectorSize
      if sentence.layerNormBeforeCut, request.dimensions < sentence.vectorSize {
        normalizeChannels(of: pooled.slice(first..<first + sentence.vectorSize), compute)
      }
      var vector = pooled.values(first..<first + request.dimensions)
      trace?.record(pooled: vector)
      if request.normalizes ?? sentence.normalizes { compute.normalize(&vector) }
      let embedding = TextEmbedding(
        dense: vector, sparse: sparse?[row], colbert: colbert?[row], states: states?[row])
      return embedding.isFinite ? .success(embedding) : .failure(.notFinite)
    }
  }

  private func pass(
    rowCount: Int, _ trace: ForwardTrace?, _ buffers: inout Buffers
  ) -> ForwardPass {
    let workspace: Workspace
    if let kept = buffers.workspace, kept.rowCapacity >= rowCount {
      workspace = kept
    } else {
      // A first short query does not pay for a full batch's buffers.
      let capacity = rowCount <= 64 ? 64 : max(rowCount, options.tokensPerBatch)
      workspace = Workspace(
        model: configuration, graph: network.graph, rowCapacity: capacity,
        feedForwardCapacity: min(capacity, max(options.tokensPerBatch, 64)),
        compute: network.compute)
      buffers.workspace = workspace
    }
    return ForwardPass(
      model: configuration, graph: network.graph, compute: network.compute, workspace: workspace,
      options: options, trace: trace)
  }

  /// LayerNorm without weights; epsilon is that of `torch.nn.functional.layer_norm`.
  private func normalizeChannels(of pooled: FloatBuffer, _ compute: Compute) {
    let width = sentence.vectorSize
    compute.normalizeChannels(
      pooled, width: width, weight: FloatVector([Float](repeating: 1, count: width)),
      bias: FloatVector([Float](repeating: 0, count: width)), epsilon: 1e-5)
  }

  /// Refuses a model that cannot run whatever its weights are.
  ///
  /// - Throws: `InferenceError.unsupportedModel`.
  package static func check(
    _ configuration: ModelConfiguration, _ sentence: SentenceConfiguration
  ) throws(InferenceError) {
    try Graph.check(configuration, maximumTokenCount: sentence.maximumTokenCount)
  }

  func checkedDimensions(_ dimensions: Int?) throws(InferenceError) -> Int {
    guard let dimensions else { return sentence.vectorSize }
    guard sentence.dimensions.contains(dimensions) else {
      throw .unsupportedDimensions(expected: sentence.dimensions, found: dimensions)
    }
    return dimensions
  }

  /// Refuses outputs that the model has no head for.
  func check(_ outputs: OutputKinds) throws(InferenceError) {
    for (kind, name, isThere) in [
      (OutputKinds.sparse, "sparse", configuration.heads.sparse),
      (OutputKinds.colbert, "colbert", configuration.heads.colbert),
    ] where outputs.contains(kind) && !isThere {
      throw .unsupportedOutput(found: name)
    }
    guard !outputs.contains(.sparse) || tokenizer != nil else { throw .noTokenizer }
  }

  /// The ids that get no weight.
  private var unweightedTokens: Set<Int32> {
    guard let settings = tokenizer?.model.settings else { return [] }
    let special = [settings.beginID, settings.endID, settings.padID, settings.unknownID]
    return Set(special.map { Int32(truncatingIfNeeded: $0) })
  }

  private func check(_ tokens: [[Int32]]) throws(InferenceError) {
    for (index, sequence) in tokens.enumerated() {
      do throws(InferenceError) { try check(sequence) } catch { throw .text(index, error) }
    }
  }
}

/// A sequence of tokens, and how its vector is to be given.
package struct SequenceRequest: Sendable {
  /// The token ids, prompt and special ones included.
  package let ids: [Int32]
  /// How many of the first tokens are a prompt's; of a model that pools them it does not matter.
  package let promptTokenCount: Int
  /// How many components the pooled vector has.
  package let dimensions: Int
  /// Whether the pooled vector gets length 1; `nil` for the model's own way.
  package let normalizes: Bool?

  package init(ids: [Int32], promptTokenCount: Int, dimensions: Int, normalizes: Bool? = nil) {
    self.ids = ids
    self.promptTokenCount = promptTokenCount
    self.dimensions = dimensions
    self.normalizes = normalizes
  }
}

/// How a model is run; nothing here changes a quantised model's vectors.
package struct RuntimeOptions: Sendable {
  package var kernels: KernelSet
  /// Threads, the caller's included.
  package var threadCount: Int
  /// Tokens that are computed at a time; a longer text is taken alone.
  package var tokensPerBatch: Int
  /// Whether a layer's pages are given back to the system as soon as the layer has run.
  package var releasesPages: Bool
  /// What multiplies weights stored as f32 or f16; without it such a model is refused.
  package var floatProducts: (any FloatProducts)?
  /// What measures the tasks of all threads, run one after the other.
  package var recorder: TaskRecorder?

  /// The fastest kernels, all usable cores, 512 tokens at a time, pages kept, quantised models only.
  package init(
    kernels: KernelSet = .best, threadCount: Int = WorkerPool.usableCoreCount,
    tokensPerBatch: Int = 512, releasesPages: Bool = false,
    floatProducts: (any FloatProducts)? = nil
  ) {
    self.kernels = kernels
    self.threadCount = threadCount
    self.tokensPerBatch = tokensPerBatch
    self.releasesPages = releasesPages
    self.floatProducts = floatProducts
  }
}

extension EmbeddingModel {
  /// Maps a `.crest` and makes it ready to run; its weights are not touched until they are used.
  ///
  /// - Throws: `InferenceError.crest` if the file is refused, others if the model cannot run.
  package static func open(
    crest path: String, options: RuntimeOptions = RuntimeOptions()
  ) throws(InferenceError) -> EmbeddingModel {
    try EmbeddingModel(
      file: wrapping(InferenceError.crest, CrestFile(path: path)), options: options)
  }

  /// Makes an open `.crest` ready to run.
  ///
  /// - Throws: `InferenceError` if a tensor is missing or wrong, or the tokenizer is broken.
  package convenience init(
    file: CrestFile, options: RuntimeOptions = RuntimeOptions()
  ) throws(InferenceError) {
    try self.init(
      weights: CrestWeights(file), sentence: file.manifest.sentence,
      tokenizer: EmbeddingModel.tokenizer(of: file), fingerprint: file.manifest.fingerprint,
      options: options)
  }

  /// The tokenizer of an open `.crest`, its tables where they lie; `nil` if it has none.
  ///
  /// - Throws: `InferenceError.tokenization` if the tokenizer is broken.
  package static func tokenizer(of file: CrestFile) throws(InferenceError) -> Tokenizer? {
    guard let stored = file.manifest.tokenizer else { return nil }
    // Opening the file has checked which tables there are.
    func table(_ table: TensorName.TokenizerTable) -> ByteRegion {
      file[TensorName.tokenizer(table).description].map { file.region(of: $0) }
        ?? ByteRegion(copying: [])
    }
    return Tokenizer(
      try wrapping(
        InferenceError.tokenization,
        TokenizerModel(
          settings: stored, trie: table(.trie), scores: table(.scores), charsmap: table(.charsmap),
          merges: table(.merges))
      ))
  }

  /// The vector of what a canary feeds to the model.
  ///
  /// - Throws: `InferenceError` as `tokenize` and `embed` do.
  package func vector(
    of input: ManifestCanaryInput, promptName: String?
  ) throws(InferenceError) -> [Float] {
    let tokens = try tokens(of: input, promptName: promptName)
    let prompt = try promptText(promptName.map { .named($0) } ?? .text(""))
    return try embed(tokens: [tokens], promptTokenCount: promptTokenCount(prompt))[0]
  }

  /// The ids of what a canary feeds to the model.
  ///
  /// - Throws: `InferenceError` as `tokenize` does.
  package func tokens(
    of input: ManifestCanaryInput, promptName: String?
  ) throws(InferenceError) -> [Int32] {
    switch input {
    case .tokenIDs(let ids): ids.map { Int32(truncatingIfNeeded: $0) }
    case .text(let text):
      try tokenize(text, prompt: promptName.map { .named($0) } ?? .text("")).ids
    }
  }
}
