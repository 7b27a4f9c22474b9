package import Inference

/// The vector of one text.
public struct Embedding: Sendable, Equatable {
  /// The components `[D]`, of length 1 if the model normalises.
  public let vector: [Float]
  /// How many tokens the model was given, prompt and special tokens included.
  public let tokenCount: Int
  /// How many tokens of the text did not fit; 0 if it was read whole.
  public let droppedTokenCount: Int
  /// The weights above 0 of the text's tokens, by ascending id; `nil` unless asked for.
  public let sparse: [TokenWeight]?
  /// A vector `[H]` of length 1 for every token but the first, as ColBERT compares them; `nil` unless asked for.
  public let colbert: [[Float]]?

  /// The vector in a precision that vector stores take, little-endian, as NumPy's arrays hold it.
  ///
  /// `bitOrder` is that of `binary` and `ubinary`.
  public func bytes(_ precision: Precision, bitOrder: BitOrder = .big) -> [UInt8] {
    VectorEncoder(precision.stored, bitOrder: bitOrder.stored).stored(vector).bytes
  }
}

/// The weight of a token in a sparse vector.
public struct TokenWeight: Sendable, Equatable {
  /// The token's id in the model's vocabulary.
  public let id: Int
  /// Above 0.
  public let weight: Float
}

/// What a model computes of a text besides its vector.
public struct EmbeddingOutputs: OptionSet, Sendable {
  /// One bit for each kind.
  public let rawValue: Int

  /// The kinds whose bits are set.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// A weight for every distinct token.
  public static let sparse = EmbeddingOutputs(rawValue: OutputKinds.sparse.rawValue)
  /// A vector for every token but the first.
  public static let colbert = EmbeddingOutputs(rawValue: OutputKinds.colbert.rawValue)
}

/// How vectors are stored.
public enum Precision: String, Sendable, CaseIterable {
  /// IEEE binary32, as the model gives it.
  case float32
  /// IEEE binary16, to nearest, ties to even.
  case float16
  /// A signed byte for each component of a vector of length 1, as sqlite-vec's `vec_quantize_int8` makes it.
  case int8
  /// A bit for each component, set where it is above 0, eight to a byte; the byte less 128.
  case binary
  /// The bits of `binary`, the byte as it is.
  case ubinary

  var stored: VectorPrecision {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .int8: .int8
    case .binary: .binary
    case .ubinary: .ubinary
    }
  }
}

/// Where the first of eight components has its bit in a byte; an index and its queries must have the same.
public enum BitOrder: String, Sendable, CaseIterable {
  /// The highest bit, as `numpy.packbits`, faiss and sentence-transformers.
  case big
  /// The lowest bit, as sqlite-vec's `vec_quantize_binary`.
  case little

  var stored: Inference.BitOrder {
    switch self {
    case .big: .big
    case .little: .little
    }
  }
}

/// How texts are embedded.
public struct EmbeddingOptions: Sendable, Equatable {
  /// What is put before every text.
  public var prompt: PromptChoice
  /// The size that vectors are cut to, one of the model's; `nil` for its usual one.
  public var dimensions: Int?
  /// Whether a text that is too long is cut; otherwise it is an error.
  public var truncatesLongTexts: Bool
  /// What is computed besides the vectors; only `embeddings(of:options:)` gives it.
  public var outputs: EmbeddingOutputs

  /// The model's own prompt and size, and the vectors alone; texts that are too long are cut.
  public init(
    prompt: PromptChoice = .modelDefault, dimensions: Int? = nil, truncatesLongTexts: Bool = true,
    outputs: EmbeddingOutputs = []
  ) {
    self.prompt = prompt
    self.dimensions = dimensions
    self.truncatesLongTexts = truncatesLongTexts
    self.outputs = outputs
  }
}

/// A text that a model was trained to see before texts of one kind.
public struct Prompt: Sendable, Equatable {
  /// The name by which it is chosen, such as `query`.
  public let name: String
  /// What is put before the text.
  public let text: String
}

/// The prompt that is put before texts.
public enum PromptChoice: Sendable, Equatable {
  /// The model's default prompt, if it has one.
  case modelDefault
  /// The model's prompt of this name.
  case named(String)
  /// This text as it is; empty for none.
  case text(String)

  package var choice: EmbeddingModel.PromptChoice {
    switch self {
    case .modelDefault: .modelDefault
    case .named(let name): .named(name)
    case .text(let text): .text(text)
    }
  }
}
