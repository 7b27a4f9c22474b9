import Base
import Model
import Tokenization
import TokenizerCompilation
package import Inference

/// What a model is held against.
package enum FidelityReference: Sendable {
  /// A golden file, or vectors of another program.
  ///
  /// With texts in the file and a tokenizer in the model the ids are the model's own; otherwise they
  /// are the file's.
  case golden(Golden)
  /// Another model, whose answers count as the golden ones.
  ///
  /// Each model uses its own tokenizer, and one without the other's. The ids of a pruned vocabulary
  /// are compared as what they stand for. The prompt is one of the other model. Hidden states are
  /// compared of batches of up to 1024 tokens, as those of all layers of two models are in memory at
  /// a time.
  case model(
    EmbeddingModel, texts: [VerificationText] = VerificationText.builtIn,
    prompt: EmbeddingModel.PromptChoice = .modelDefault)
}

/// The answers that a model's are compared with, batch by batch.
protocol ReferenceAnswers {
  /// How many components of the vectors are compared.
  var dimensions: Int { get }
  /// The texts without their prompts, unless only ids are known.
  var texts: [String]? { get }
  /// The language of each text, if any is known.
  var languages: [String]? { get }
  /// What stands before every text.
  var prompt: String { get }
  /// The ids of each text that the model is run on.
  var tokens: [[Int32]] { get }
  /// For each text, whether those ids are the reference's.
  var isComparable: [Bool] { get }
  /// The texts that run together.
  var batches: [Range<Int>] { get }

  /// Answers the next batch.
  mutating func answer(_ batch: Range<Int>, keepsStates: Bool) throws(EvaluationError)

  /// The vectors of the texts that are answered, `[N][dimensions]`.
  var embeddings: [[Float]] { get }
  /// The lengths of the pooled vectors before the normalisation; `nil` if they are not known.
  var pooledNorms: [Double]? { get }
  /// Whether both sides are compared at length 1.
  var comparesDirections: Bool { get }
  /// The experts of a text `[layers with experts, tokens, chosen]`; `nil` if they are not known.
  func experts(of text: Int) -> [Int32]?
  /// The texts of a batch whose hidden states can be compared.
  func textsWithStates(in batch: Range<Int>) throws(EvaluationError) -> [Int]
  /// State number `index` of a text of the last batch, `[tokens, H]`.
  func state(_ index: Int, of text: Int) -> [Float]
}

/// What a golden file says.
struct GoldenAnswers: ReferenceAnswers {
  let dimensions: Int
  let tokens: [[Int32]]
  let isComparable: [Bool]
  let batches: [Range<Int>]
  let embeddings: [[Float]]
  let pooledNorms: [Double]?

  private let golden: Golden
  private let routing: GoldenRouting?
  /// The shape of the states of one token.
  private let stateShape: (count: Int, width: Int)

  var texts: [String]? { golden.texts }
  var languages: [String]? { golden.languages }
  var prompt: String { golden.prompt ?? "" }
  var comparesDirections: Bool { golden.comparesDirections }

  init(_ golden: Golden, for model: EmbeddingModel, dimensions: Int?) throws(EvaluationError) {
    let width = try checkedWidth(
      of: model, dimensions ?? golden.dimensions, limit: golden.dimensions)
    routing = try GoldenAnswers.routing(of: golden, for: model.configuration)
    let tokens: [[Int32]]
    if let ids = golden.inputIDs, model.tokenizer == nil || golden.texts == nil {
      tokens = ids
    } else {
      tokens = try EvaluationError.running(
        VectorRun(model, prompt: .text(golden.prompt ?? "")).tokens(of: golden.texts ?? []))
    }
    self.golden = golden
    self.tokens = tokens
    self.dimensions = width
    isComparable = tokens.indices.map { golden.inputIDs?[$0] ?? tokens[$0] == tokens[$0] }
    batches = VectorRun.batches(of: tokens, tokenCount: model.options.tokensPerBatch)
    embeddings = Verifier.cut(
      golden.embeddings, to: width, normalizes: model.sentence.normalizes)
    pooledNorms = golden.pooled?.map { Cosine.length(Array($0.prefix(width))) }
    stateShape = (model.configuration.layerCount + 1, model.configuration.hiddenSize)
  }

  func answer(_ batch: Range<Int>, keepsStates: Bool) {}

  /// The golden experts are known of the golden ids.
  func experts(of text: Int) -> [Int32]? {
    isComparable[text] ? routing?.experts[text].map { Int32($0) } : nil
  }

  func textsWithStates(in batch: Range<Int>) throws(EvaluationError) -> [Int] {
    var texts: [Int] = []
    for text in batch where isComparable[text] {
      guard let detail = golden.details[text], !detail.hiddenShape.isEmpty else { continue }
      let shape = [stateShape.count, tokens[text].count, stateShape.width]
      guard detail.hiddenShape == shape else {
        throw .hiddenStates(index: text, expected: shape, found: detail.hiddenShape)
      }
      texts.append(text)
    }
    return texts
  }

  func state(_ index: Int, of text: Int) -> [Float] {
    golden.details[text]?.state(index) ?? []
  }

  /// The golden routing, if the file has it and the model has experts.
  private static func routing(
    of golden: Golden, for model: ModelConfiguration
  ) throws(EvaluationError) -> GoldenRouting? {
    let layerCount = model.expertLayers.count { $0 }
    guard let routing = golden.routing, layerCount > 0 else { return nil }
    let largest = Int(routing.experts.lazy.compactMap { $0.max() }.max() ?? 0)
    for (field, expected, found, fits) in [
      (
        "layers with experts", layerCount, routing.layerCount, routing.layerCount == layerCount
      ),
      (
        "experts per token", model.expertsPerToken, routing.chosenCount,
        routing.chosenCount == model.expertsPerToken
      ),
      ("experts", model.expertCount, largest + 1, largest < model.expertCount),
    ] where !fits {
      throw .routing(
        tensor: "router_top\(routing.chosenCount)", field: field, expected: expected, found: found)
    }
    return routing
  }
}

/// What another model says to the same texts.
struct ModelAnswers: ReferenceAnswers {
  /// The tokens of a batch whose hidden states are compared.
  private static let largestStateTokenCount = 1024

  let dimensions: Int
  let texts: [String]?
  let languages: [String]?
  let tokens: [[Int32]]
  let isComparable: [Bool]
  let batches: [Range<Int>]
  let prompt: String

  private let ownTokens: [[Int32]]
  private let hasComparableRouting: Bool
  private let hasComparableStates: Bool
  private var run: ModelRun
  /// The states of the last batch, and where each of its texts lies in them.
  private var states: [[Float]] = []
  private var rows: [Int: Range<Int>] = [:]

  var embeddings: [[Float]] { run.embeddings }
  var pooledNorms: [Double]? { run.pooledNorms }
  var comparesDirections: Bool { false }

  init(
    _ reference: EmbeddingModel, _ texts: [VerificationText],
    prompt: EmbeddingModel.PromptChoice, for model: EmbeddingModel, dimensions: Int?
  ) throws(EvaluationError) {
    guard !texts.isEmpty else { throw .noTexts(path: "texts") }
    let (own, other) = (model.configuration, reference.configuration)
    let width = try checkedWidth(
      of: reference, dimensions ?? reference.sentence.vectorSize,
      limit: reference.sentence.vectorSize)
    _ = try checkedWidth(of: model, width, limit: width)
    let lines = texts.map(\.text)
    let text = try EvaluationError.running(reference.promptText(prompt))
    func tokens(by model: EmbeddingModel) throws(EvaluationError) -> [[Int32]] {
      try EvaluationError.running(VectorRun(model, prompt: .text(text)).tokens(of: lines))
    }
    let expected = try tokens(by: reference.tokenizer == nil ? model : reference)
    let isOwn = model.tokenizer != nil && reference.tokenizer != nil
    let tokens = isOwn ? try tokens(by: model) : expected
    let translated = try EvaluationError.running(
      ModelAnswers.translate(tokens, of: model, for: reference))
    self.dimensions = width
    self.texts = lines
    self.prompt = text
    languages = VerificationText.languages(of: texts)
    self.tokens = tokens
    ownTokens = expected
    isComparable = zip(expected, translated).map { $0 == $1 }
    batches = VectorRun.batches(of: expected, tokenCount: model.options.tokensPerBatch)
    hasComparableRouting = RoutingComparison(of: own).fits(other)
    hasComparableStates = own.layerCount == other.layerCount && own.hiddenSize == other.hiddenSize
    run = try ModelRun(
      of: reference, prompt: text, dimensions: width, keepsPooledNorms: true)
  }

  mutating func answer(_ batch: Range<Int>, keepsStates: Bool) throws(EvaluationError) {
    states = try run.append(Array(ownTokens[batch]), keepsStates: keepsStates)
    var row = 0
    rows = [:]
    for text in batch {
      rows[text] = row..<row + ownTokens[text].count
      row += ownTokens[text].count
    }
  }

  func experts(of text: Int) -> [Int32]? { hasComparableRouting ? run.experts[text] : nil }

  func textsWithStates(in batch: Range<Int>) -> [Int] {
    let tokenCount = ownTokens[batch].reduce(0) { $0 + $1.count }
    guard hasComparableStates, tokenCount <= ModelAnswers.largestStateTokenCount,
      isComparable[batch].allSatisfy({ $0 })
    else { return [] }
    return Array(batch)
  }

  func state(_ index: Int, of text: Int) -> [Float] {
    guard let rows = rows[text] else { preconditionFailure("a text of another batch") }
    let width = run.model.configuration.hiddenSize
    return Array(states[index][rows.lowerBound * width..<rows.upperBound * width])
  }

  /// The model's ids as the reference writes them, -1 for one that it does not have.
  private static func translate(
    _ tokens: [[Int32]], of model: EmbeddingModel, for reference: EmbeddingModel
  ) throws(InferenceError) -> [[Int32]] {
    guard let own = model.tokenizer?.model, let other = reference.tokenizer?.model,
      own.settings.vocabularySize != other.settings.vocabularySize
    else { return tokens }
    let names = try wrapping(InferenceError.tokenization, own.ids(in: other))
    return tokens.map { $0.map { names[Int($0)] ?? -1 } }
  }
}

/// The size to compare at: `dimensions`, one that `model` lists, at most `limit`.
private func checkedWidth(
  of model: EmbeddingModel, _ dimensions: Int, limit: Int
) throws(EvaluationError) -> Int {
  let listed = model.sentence.dimensions.filter { $0 <= limit }
  guard dimensions == model.sentence.vectorSize || listed.contains(dimensions),
    dimensions <= limit
  else { throw .dimensions(expected: model.sentence.dimensions, found: min(dimensions, limit)) }
  return dimensions
}
