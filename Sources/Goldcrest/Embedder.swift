import Base
import Kernels
import Inference
import Model
import Tokenization

/// An embedding model in a `.crest` file, mapped and ready to run.
///
/// Safe to share between threads and tasks: runs follow one another, each using all the model's threads.
/// The same file and text give the same bits on every CPU, for any number of threads, alone or among others.
public struct Embedder: Sendable {
  private let model: EmbeddingModel

  /// Maps the file at `path`; its weights are not touched until they are used.
  ///
  /// `threadCount` is by default the number of usable cores.
  ///
  /// - Throws: `GoldcrestError` with code `.file` if the file cannot be opened or is damaged, `.model` if
  ///   this program cannot run it, as it cannot run weights stored as f32 or f16.
  /// - Precondition: `threadCount` is above 0.
  public init(path: String, threadCount: Int? = nil) throws(GoldcrestError) {
    precondition(threadCount.map { $0 > 0 } ?? true, "threadCount must be above 0")
    model = try GoldcrestError.mapping(path) { () throws(InferenceError) in
      try EmbeddingModel.open(
        crest: path,
        options: RuntimeOptions(threadCount: threadCount ?? WorkerPool.usableCoreCount))
    }
  }

  /// The size of the vectors that are given unless another is asked for.
  public var dimension: Int { model.sentence.usualSize }

  /// The sizes that vectors may be cut to, descending; the first is that of a whole vector.
  public var dimensions: [Int] { model.sentence.dimensions }

  /// The most tokens of one text, prompt and special tokens included.
  public var maximumTokenCount: Int { model.sentence.maximumTokenCount }

  /// The model's prompts, in the order of its files.
  public var prompts: [Prompt] {
    model.sentence.prompts.map { Prompt(name: $0.name, text: $0.text) }
  }

  /// The name of the prompt that is used if none is chosen.
  public var defaultPromptName: String? { model.sentence.defaultPromptName }

  /// What the model can compute of a text besides its vector.
  public var outputs: EmbeddingOutputs {
    var outputs: EmbeddingOutputs = []
    if model.configuration.heads.sparse { outputs.insert(.sparse) }
    if model.configuration.heads.colbert { outputs.insert(.colbert) }
    return outputs
  }

  /// What identifies the vectors: an index holds vectors of one fingerprint.
  public var fingerprint: String { model.fingerprint?.description ?? "" }

  /// The vector `[D]` of one text.
  ///
  /// - Throws: `GoldcrestError` as `embeddings(of:options:)`.
  public func embed(
    _ text: String, options: EmbeddingOptions = EmbeddingOptions()
  ) throws(GoldcrestError) -> [Float] {
    try embed(texts: [text], options: options)[0]
  }

  /// The vector `[D]` of one text, computed off the caller's actor.
  ///
  /// - Throws: `GoldcrestError` as `embeddings(of:options:)`, `CancellationError` if the task is cancelled
  ///   before it begins.
  @concurrent
  public func embed(
    _ text: String, options: EmbeddingOptions = EmbeddingOptions()
  ) async throws -> [Float] {
    try await embed(texts: [text], options: options)[0]
  }

  /// The vectors `[N][D]` of texts, in their order.
  ///
  /// - Throws: `GoldcrestError` as `embeddings(of:options:)`.
  public func embed(
    texts: [String], options: EmbeddingOptions = EmbeddingOptions()
  ) throws(GoldcrestError) -> [[Float]] {
    try embeddings(of: texts, options: options).map(\.vector)
  }

  /// The vectors `[N][D]` of texts, in their order, computed off the caller's actor.
  ///
  /// - Throws: `GoldcrestError` as `embeddings(of:options:)`, `CancellationError` if the task is cancelled
  ///   between two batches of texts.
  @concurrent
  public func embed(
    texts: [String], options: EmbeddingOptions = EmbeddingOptions()
  ) async throws -> [[Float]] {
    try await embeddings(of: texts, options: options).map(\.vector)
  }

  /// The vectors of texts, in their order, with how many tokens each has and how many were cut off.
  ///
  /// An empty text gives the vector of the special tokens alone.
  ///
  /// - Throws: `GoldcrestError` with code `.prompt`, `.dimensions` or `.output` if the model does not have
  ///   what is asked for, `.text` if a text is too long and `options` refuse such, or its vector is not finite,
  ///   `.model` if the file was made without a tokenizer.
  public func embeddings(
    of texts: [String], options: EmbeddingOptions = EmbeddingOptions()
  ) throws(GoldcrestError) -> [Embedding] {
    let run = try run(options)
    var embeddings: [Embedding] = []
    for batch in Embedder.batches(of: texts) { embeddings += try outputs(of: batch, run) }
    return embeddings
  }

  /// The vectors of texts with their token counts, computed off the caller's actor.
  ///
  /// - Throws: `GoldcrestError` as the blocking form, `CancellationError` if the task is cancelled between two
  ///   batches of texts.
  @concurrent
  public func embeddings(
    of texts: [String], options: EmbeddingOptions = EmbeddingOptions()
  ) async throws -> [Embedding] {
    let run = try run(options)
    var embeddings: [Embedding] = []
    for batch in Embedder.batches(of: texts) {
      try Task.checkCancellation()
      embeddings += try outputs(of: batch, run)
    }
    return embeddings
  }

  /// How many tokens a text has with its prompt and the special tokens, whether or not they fit.
  ///
  /// - Throws: `GoldcrestError` with code `.prompt` or `.model`.
  public func tokenCount(
    of text: String, prompt: PromptChoice = .modelDefault
  ) throws(GoldcrestError) -> Int {
    let encoding = try GoldcrestError.mapping { () throws(InferenceError) in
      try model.tokenize(text, prompt: prompt.choice)
    }
    return encoding.ids.count + encoding.droppedTokenCount
  }

  /// The cosine of two vectors, from -1 to 1; 0 if one of them is zero.
  ///
  /// - Precondition: both have the same size.
  public static func cosineSimilarity(_ first: [Float], _ second: [Float]) -> Float {
    Float(Cosine.of(first, second))
  }

  private func run(_ options: EmbeddingOptions) throws(GoldcrestError) -> VectorRun {
    try GoldcrestError.mapping { () throws(InferenceError) in
      try VectorRun(
        model, prompt: options.prompt.choice,
        overflow: options.truncatesLongTexts ? .truncate : .error,
        outputs: OutputKinds(rawValue: options.outputs.rawValue), dimensions: options.dimensions)
    }
  }

  /// Texts that are embedded together: what is in memory at a time is bounded by them.
  private static func batches(of texts: [String]) -> [ArraySlice<String>] {
    stride(from: 0, to: texts.count, by: VectorRun.textCount).map {
      texts[$0..<min($0 + VectorRun.textCount, texts.count)]
    }
  }

  /// The embeddings of some of the texts; an error counts texts from the first of all.
  private func outputs(
    of texts: ArraySlice<String>, _ run: VectorRun
  ) throws(GoldcrestError) -> [Embedding] {
    let outputs = try GoldcrestError.mapping { () throws(InferenceError) in
      do throws(InferenceError) {
        return try run.outputs(of: texts.map { .text($0) })
      } catch {
        throw error.shifted(by: texts.startIndex)
      }
    }
    return outputs.map {
      Embedding(
        vector: $0.embedding.dense, tokenCount: $0.tokenCount,
        droppedTokenCount: $0.droppedTokenCount,
        sparse: $0.embedding.sparse?.map { TokenWeight(id: Int($0.id), weight: $0.weight) },
        colbert: $0.embedding.colbert)
    }
  }
}
