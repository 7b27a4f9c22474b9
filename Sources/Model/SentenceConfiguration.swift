/// How token vectors become one vector.
public enum Pooling: String, Sendable, Hashable, CaseIterable {
  /// The mean over all tokens.
  case mean
  /// The first token's vector.
  case cls
}

/// A text that is put before the user's text.
public struct Prompt: Sendable, Hashable {
  /// The name by which it is chosen.
  public var name: String
  /// What is put before the text, as it is.
  public var text: String

  /// Takes both as they are.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// What the sentence-transformers files of a model say: how texts become vectors.
public struct SentenceConfiguration: Sendable, Hashable {
  /// How token vectors become one.
  public var pooling: Pooling
  /// Whether the vector is divided by its length.
  public var normalizes: Bool
  /// The most tokens of one text, special tokens included.
  public var maximumTokenCount: Int
  /// The prompts, in the order of the file.
  public var prompts: [Prompt]
  /// The prompt that is used when none is chosen.
  public var defaultPromptName: String?
  /// The sizes to which a vector may be cut, descending; the first is the hidden size.
  public var dimensions: [Int]
  /// The similarity that the model was trained for: cosine, dot, euclidean or manhattan.
  public var similarity: String
  /// Whether the prompt's tokens take part in pooling.
  public var includesPrompt: Bool
  /// Whether a vector that is cut to fewer sizes goes through LayerNorm without weights (epsilon
  /// 1e-5) first.
  public var layerNormBeforeCut: Bool

  /// Takes all fields as they are.
  public init(
    pooling: Pooling, normalizes: Bool, maximumTokenCount: Int, prompts: [Prompt],
    defaultPromptName: String?, dimensions: [Int], similarity: String, includesPrompt: Bool,
    layerNormBeforeCut: Bool
  ) {
    self.pooling = pooling
    self.normalizes = normalizes
    self.maximumTokenCount = maximumTokenCount
    self.prompts = prompts
    self.defaultPromptName = defaultPromptName
    self.dimensions = dimensions
    self.similarity = similarity
    self.includesPrompt = includesPrompt
    self.layerNormBeforeCut = layerNormBeforeCut
  }

  /// The sizes for a person: runs of more than two neighbours as `768 to 128`.
  public var dimensionsText: String { SentenceConfiguration.text(ofDimensions: dimensions) }

  /// Descending sizes for a person: runs of more than two neighbours as `768 to 128`.
  public static func text(ofDimensions dimensions: [Int]) -> String {
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
