import Base
import Conversion
import Goldcrest
import HuggingFace
import Inference
import Kernels
import Model
import Quantization
import Reference
import Tokenization

/// How a model is converted; as it is made, as `goldcrest convert` does without options.
public struct ConversionOptions: Sendable, Equatable {
  /// How the weights are stored; with `goal` it does not count.
  public var scheme: WeightScheme
  /// What bit widths of 8, 4 and 3 are searched for, matrix by matrix; `nil` for those of the scheme.
  public var goal: BitWidthGoal?
  /// The texts that guide the rounding of weights.
  public var calibration: CalibrationTexts
  /// Whether an interrupted calibration goes on from the layers in `PATH.calibration`.
  public var resumesCalibration: Bool
  /// How token vectors become one vector, for a model whose files do not say it.
  public var pooling: Pooling?
  /// The sizes that vectors may be cut to, descending, for a model whose files do not say them.
  public var dimensions: [Int]?
  /// The part of the vocabulary that stays; `nil` for all of it.
  public var vocabulary: KeptVocabulary?
  /// Whether a file that is there is replaced.
  public var overwriting: Bool
  /// Threads, by default as many as there are usable cores; the result does not depend on them.
  public var threadCount: Int?

  /// Sets what is given, and leaves the rest as the command does.
  public init(
    scheme: WeightScheme = .usual, goal: BitWidthGoal? = nil,
    calibration: CalibrationTexts = .usual, resumesCalibration: Bool = false,
    pooling: Pooling? = nil, dimensions: [Int]? = nil, vocabulary: KeptVocabulary? = nil,
    overwriting: Bool = false, threadCount: Int? = nil
  ) {
    self.scheme = scheme
    self.goal = goal
    self.calibration = calibration
    self.resumesCalibration = resumesCalibration
    self.pooling = pooling
    self.dimensions = dimensions
    self.vocabulary = vocabulary
    self.overwriting = overwriting
    self.threadCount = threadCount
  }
}

/// How the weights of a `.crest` are stored.
public enum WeightScheme: String, Sendable, CaseIterable {
  /// As they are, in binary32.
  case none
  /// IEEE binary16.
  case f16
  /// 8 bits.
  case int8
  /// 4 bits, attention 8 bits.
  case int4

  /// `int8`, which is used unless another is chosen.
  public static let usual = WeightScheme(.usual)
}

/// What the bit width of every weight is chosen for, by a search that runs the model on texts held out of the
/// calibration.
public enum BitWidthGoal: Sendable, Equatable {
  /// The smallest file whose vectors have at least this mean cosine to the original's, above 0 and at most 1.
  case minimumCosine(Double)
  /// The nearest vectors in a file of at most this many bytes.
  case maximumByteCount(Int)

  /// A mean cosine of 0.995, as `goldcrest convert --quantize auto` asks for.
  public static let usual = minimumCosine(Conversion.BitWidthGoal.usualMinimumCosine)
}

/// The texts whose activations guide the rounding of weights.
public enum CalibrationTexts: Sendable, Equatable {
  /// The built-in texts for `int4` and for a search of bit widths, none for other schemes.
  case usual
  /// Texts in many languages that come with the module.
  case builtIn
  /// One's own texts, in the languages and of the kind that will be embedded.
  case texts([String])
  /// Weights are rounded without data.
  case none
}

/// How the vectors of a text's tokens become one vector.
public enum Pooling: String, Sendable, CaseIterable {
  /// The first token's vector.
  case cls
  /// The largest value of each component.
  case max
  /// The mean.
  case mean
  /// The sum divided by the square root of the number of tokens.
  case meanBySquareRoot
  /// The mean, each token weighted by its place in the text.
  case weightedMean
  /// The last token's vector.
  case lastToken
}

/// What stays of a vocabulary that is pruned: texts in the languages, and the texts themselves, get the same
/// tokens and vectors as before.
public struct KeptVocabulary: Sendable, Equatable {
  /// Codes of languages in ISO 639-1, such as `de`.
  public var languages: [String]
  /// Texts like those that will be embedded.
  public var texts: [String]

  /// Keeps what the languages and the texts need.
  public init(languages: [String] = [], texts: [String] = []) {
    self.languages = languages
    self.texts = texts
  }
}

extension WeightScheme {
  private init(_ scheme: QuantizationScheme) {
    self =
      switch scheme {
      case .none: .none
      case .f16: .f16
      case .int8: .int8
      case .int4: .int4
      }
  }

  fileprivate var stored: QuantizationScheme {
    switch self {
    case .none: .none
    case .f16: .f16
    case .int8: .int8
    case .int4: .int4
    }
  }
}

extension BitWidthGoal {
  fileprivate var stored: Conversion.BitWidthGoal {
    switch self {
    case .minimumCosine(let cosine): .minimumCosine(cosine)
    case .maximumByteCount(let count): .targetByteCount(count)
    }
  }
}

extension Pooling {
  fileprivate var mode: PoolingMode {
    switch self {
    case .cls: .cls
    case .max: .max
    case .mean: .mean
    case .meanBySquareRoot: .meanBySquareRoot
    case .weightedMean: .weightedMean
    case .lastToken: .lastToken
    }
  }
}

extension ConversionOptions {
  private var usedThreadCount: Int { threadCount ?? WorkerPool.usableCoreCount }

  /// How the model's files are read.
  var source: SourceOptions {
    SourceOptions(
      pooling: pooling.flatMap { Model.Pooling([$0.mode]) }, matryoshka: dimensions,
      hashesAhead: usedThreadCount > 1)
  }

  /// How canaries of a pruned file are computed.
  var runtime: RuntimeOptions {
    RuntimeOptions(threadCount: usedThreadCount, floatProducts: OpenBLAS())
  }

  /// How the file is made.
  func conversion(_ cancellation: Cancellation) throws(GoldcrestError)
    -> Conversion.ConversionOptions
  {
    Conversion.ConversionOptions(
      scheme: goal == nil ? scheme.stored : .int8, threadCount: usedThreadCount,
      calibration: try calibrationTexts(), resumes: resumesCalibration, cancellation: cancellation)
  }

  /// What bit widths are searched for, if they are.
  ///
  /// - Throws: `GoldcrestError` if it cannot be reached, or not with the other options.
  func search() throws(GoldcrestError) -> Conversion.BitWidthGoal? {
    switch goal {
    case nil: return nil
    case .minimumCosine(let cosine):
      guard cosine > 0, cosine <= 1 else {
        throw GoldcrestError(
          code: .model,
          description: "goal: expected a cosine above 0 and at most 1, found \(cosine)")
      }
    case .maximumByteCount:
      guard vocabulary == nil else {
        throw GoldcrestError(
          code: .model,
          description: "goal: expected a cosine for a model that is pruned, found a size")
      }
    }
    guard !resumesCalibration else {
      throw GoldcrestError(
        code: .model, description: "goal: expected a search from the start, found one to go on with"
      )
    }
    return goal?.stored
  }

  private func calibrationTexts() throws(GoldcrestError) -> CalibrationTextSet? {
    guard goal == nil || calibration != .none else {
      throw GoldcrestError(
        code: .text,
        description: "calibration: expected texts to search bit widths with, found none")
    }
    guard goal != nil || scheme.stored.isQuantized || calibration == .usual || calibration == .none
    else {
      throw GoldcrestError(
        code: .text, description: "calibration: expected int8 or int4, found \(scheme.rawValue)")
    }
    switch calibration {
    case .usual: return goal != nil || scheme.stored.isUsuallyCalibrated ? .builtIn : nil
    case .builtIn: return .builtIn
    case .none: return nil
    case .texts(let texts):
      if let set = CalibrationTextSet(texts: texts, place: "texts") { return set }
      throw GoldcrestError(
        code: .text, description: "texts: expected texts to calibrate with, found none")
    }
  }
}

extension KeptVocabulary {
  /// The pieces that stay of the vocabulary of a model; `path` is its file in errors.
  func selection(
    of tokenizer: TokenizerModel, _ model: ModelConfiguration, _ sentence: SentenceConfiguration,
    path: String
  ) throws -> PieceSelection {
    guard !languages.isEmpty || !texts.isEmpty else {
      throw GoldcrestError(
        code: .text, description: "vocabulary: expected a language or a text to keep, found none")
    }
    var corpus: CorpusPieces?
    if !texts.isEmpty {
      var pieces = CorpusPieces(tokenizer: tokenizer, prompts: sentence.prompts.map(\.text))
      for text in texts { pieces.add(text) }
      corpus = pieces
    }
    return try PieceSelection(
      model: model, sentence: sentence, tokenizer: tokenizer, languages: try knownLanguages(),
      corpus: corpus, path: path)
  }

  private func knownLanguages() throws(GoldcrestError) -> [Language] {
    var found: [Language] = []
    for code in languages {
      guard let language = Language(code: code) else {
        let meant = Language.closest(to: code).map { "; did you mean '\($0.code)' (\($0.name))?" }
        throw GoldcrestError(
          code: .language,
          description: "languages: expected codes of known languages, found '\(code)'\(meant ?? "")"
        )
      }
      if !found.contains(language) { found.append(language) }
    }
    return found
  }
}
