/// One way in which token vectors become one vector.
///
/// The names are those of sentence-transformers 6; x is a token's vector, t its place in the text from
/// 1 on and n the number of tokens.
///
/// Source: sentence-transformers 6.2, `sentence_transformer/modules/pooling.py`.
package enum PoolingMode: String, Sendable, Hashable, CaseIterable {
  /// The first token's vector.
  case cls
  /// The largest value of each channel.
  case max
  /// The sum of x over n.
  case mean
  /// The sum of x over the square root of n.
  case meanBySquareRoot = "mean_sqrt_len_tokens"
  /// The sum of t x over the sum of t.
  case weightedMean = "weightedmean"
  /// The last token's vector.
  case lastToken = "lasttoken"
}

/// How token vectors become one vector: by one mode, or by several whose vectors are put one behind
/// the other.
package struct Pooling: RawRepresentable, Sendable, Hashable {
  /// The modes in the order of their vectors: at least one, each once.
  package let modes: [PoolingMode]

  /// Takes modes; `nil` if there is none, or one twice.
  package init?(_ modes: [PoolingMode]) {
    guard !modes.isEmpty, Set(modes).count == modes.count else { return nil }
    self.modes = modes
  }

  /// Takes the names of modes with `+` between them, such as `cls+mean`; `nil` if they are no modes.
  package init?(rawValue: String) {
    var modes: [PoolingMode] = []
    for name in rawValue.split(separator: "+", omittingEmptySubsequences: false) {
      guard let mode = PoolingMode(rawValue: String(name)) else { return nil }
      modes.append(mode)
    }
    self.init(modes)
  }

  private init(_ mode: PoolingMode) { modes = [mode] }

  /// The names of the modes with `+` between them.
  package var rawValue: String { modes.map(\.rawValue).joined(separator: "+") }

  /// The first token's vector.
  package static let cls = Pooling(.cls)
  /// The mean over all tokens.
  package static let mean = Pooling(.mean)
}

/// What pooling does with the tokens of a prompt.
package enum PromptPooling: Sendable, Hashable {
  /// They are pooled like all others.
  case included
  /// They are left out: the first token is the first behind the prompt, a mean is over the others.
  ///
  /// How many there are: `EmbeddingModel.promptTokenCount`.
  case excluded
  /// They were to be left out of a `cls`, which takes the first token whatever precedes the text:
  /// sentence-transformers up to 5.1, and files of version 1.0.
  case excludedFromFirstToken
}

/// A text that is put before the user's text.
package struct Prompt: Sendable, Hashable {
  /// The name by which it is chosen.
  package var name: String
  /// What is put before the text, as it is.
  package var text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// What the sentence-transformers files of a model say: how texts become vectors.
package struct SentenceConfiguration: Sendable, Hashable {
  /// How token vectors become one.
  package var pooling: Pooling
  /// What is done to a pooled vector, in order.
  package var steps: [VectorStep]
  /// Whether the vector is divided by its length.
  package var normalizes: Bool
  /// The most tokens of one text, special tokens included.
  package var maximumTokenCount: Int
  /// The prompts, in the order of the file.
  package var prompts: [Prompt]
  /// The prompt that is used when none is chosen.
  package var defaultPromptName: String?
  /// The sizes to which a vector may be cut, descending; the first is that of a whole one.
  package var dimensions: [Int]
  /// The size that a vector is cut to unless another is asked for; `nil` for the whole.
  package var defaultDimension: Int?
  /// The similarity that the model was trained for: cosine, dot, euclidean or manhattan.
  package var similarity: String
  /// Whether the prompt's tokens take part in pooling.
  package var promptPooling: PromptPooling
  /// Whether a vector that is cut to fewer sizes goes through LayerNorm without weights (epsilon
  /// 1e-5) first.
  package var layerNormBeforeCut: Bool

  package init(
    pooling: Pooling, steps: [VectorStep] = [], normalizes: Bool, maximumTokenCount: Int,
    prompts: [Prompt], defaultPromptName: String?, dimensions: [Int], defaultDimension: Int? = nil,
    similarity: String, promptPooling: PromptPooling = .included, layerNormBeforeCut: Bool
  ) {
    self.pooling = pooling
    self.steps = steps
    self.normalizes = normalizes
    self.maximumTokenCount = maximumTokenCount
    self.prompts = prompts
    self.defaultPromptName = defaultPromptName
    self.dimensions = dimensions
    self.defaultDimension = defaultDimension
    self.similarity = similarity
    self.promptPooling = promptPooling
    self.layerNormBeforeCut = layerNormBeforeCut
  }

  /// The size of a whole vector.
  package var vectorSize: Int { dimensions.first ?? 0 }

  /// The size of the vectors that are given unless another is asked for.
  package var usualSize: Int { defaultDimension ?? vectorSize }

  /// The size that each step takes, of a model with this hidden size; and, last, what they give.
  package func stepSizes(hiddenSize: Int) -> [Int] {
    steps.reduce(into: [pooling.modes.count * hiddenSize]) { sizes, step in
      if case .dense(let dense) = step {
        sizes.append(dense.outputSize)
      } else {
        sizes.append(sizes[sizes.count - 1])
      }
    }
  }

  /// The sizes for a person: runs of more than two neighbours as `768 to 128`.
  package var dimensionsText: String { SentenceConfiguration.text(ofDimensions: dimensions) }

  /// Descending sizes for a person: runs of more than two neighbours as `768 to 128`.
  package static func text(ofDimensions dimensions: [Int]) -> String {
    var runs: [(first: Int, last: Int)] = []
    for size in dimensions {
      if let last = runs.last, last.last - 1 == size {
        runs[runs.count - 1].last = size
      } else {
        runs.append((size, size))
      }
    }
    return runs.map { run in
      switch run.first - run.last {
      case 0: "\(run.first)"
      case 1: "\(run.first), \(run.last)"
      default: "\(run.first) to \(run.last)"
      }
    }.joined(separator: ", ")
  }
}

/// What is done to a pooled vector.
package enum VectorStep: Sendable, Hashable {
  /// A linear map and a function of each component of its result.
  case dense(DenseStep)
  /// LayerNorm with weights and biases, epsilon 1e-5.
  case layerNorm
  /// The vector is divided by its length, but by no less than 1e-12.
  case normalize
}

/// A linear map from a vector to a vector.
///
/// Source: sentence-transformers 6.2, `base/modules/dense.py`.
package struct DenseStep: Sendable, Hashable {
  /// The size of the result.
  package var outputSize: Int
  /// Whether the map has a bias.
  package var hasBias: Bool
  /// The function of each component.
  package var activation: VectorActivation

  package init(outputSize: Int, hasBias: Bool, activation: VectorActivation) {
    self.outputSize = outputSize
    self.hasBias = hasBias
    self.activation = activation
  }
}

/// A function of one component of a vector.
package enum VectorActivation: String, Sendable, Hashable, CaseIterable {
  /// x.
  case identity
  /// (exp(2 x) - 1) / (exp(2 x) + 1).
  case tanh
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// max(0, x).
  case relu
  /// x / 2 (1 + erf(x / sqrt 2)), the exact form.
  case gelu
  /// x / (1 + exp(-x)).
  case silu
}
