import Model
import Base
import Conversion
import CrestFormat
import Inference
import TestSupport
import Testing
import Tokenization
import TokenizerCompilation

/// Tokenizers of real vocabularies, whole and cut.
enum Vocabulary {
  static let folder = "Golden/tokenization"

  /// XLM-RoBERTa's, one word at a time.
  static let wordwise = Result {
    try TokenizerModel(
      tokenizerJSON: Repository.json("\(folder)/xlm-roberta/tokenizer.json"), file: "tokenizer.json"
    )
  }

  /// The same for whole texts.
  static let whole = Result {
    try TokenizerModel(
      sentencePiece: Repository.bytes("\(folder)/xlm-roberta/sentencepiece.bpe.model"),
      file: "sentencepiece.bpe.model", pipeline: .whole)
  }

  /// BERT's, uncased.
  static let uncased = Result {
    try TokenizerModel(
      vocabulary: Repository.bytes("\(folder)/bert-uncased/vocab.txt"), file: "vocab.txt",
      declaration: TokenizerDeclaration(
        TokenizerFiles(
          configuration: .init(
            Repository.json("\(folder)/bert-uncased/tokenizer_config.json"),
            name: "tokenizer_config.json"))))
  }

  /// A line of `lines.tsv`.
  struct Line {
    let language: String
    let text: String
  }

  /// The lines of the tokenization goldens.
  static func lines() throws -> [Line] {
    let text = String(decoding: try Repository.bytes("\(folder)/lines.tsv"), as: UTF8.self)
    return try text.split(separator: "\n").map { row in
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
      try #require(fields.count == 4)
      let text = try #require(try JSONValue(parsing: [UInt8](fields[1].utf8)).string)
      return Line(language: String(fields[0]), text: text)
    }
  }

  /// A tokenizer cut to languages or to texts.
  static func pruned(
    _ tokenizer: TokenizerModel, to codes: [String] = [], texts: [String] = [],
    prompts: [String] = []
  ) throws -> Cut {
    var corpus: CorpusPieces?
    if !texts.isEmpty {
      var pieces = CorpusPieces(tokenizer: tokenizer, prompts: prompts)
      for text in texts { pieces.add(text) }
      corpus = pieces
    }
    let size = tokenizer.settings.vocabularySize
    return Cut(
      selection: try PieceSelection(
        model: Manifests.model(vocabularySize: size), sentence: Manifests.sentence(prompts),
        tokenizer: tokenizer, languages: codes.map { try #require(Language(code: $0)) },
        corpus: corpus, path: "a.crest"))
  }

  /// A cut vocabulary beside the whole one.
  struct Cut {
    let selection: PieceSelection
    private let before: Tokenizer
    private let after: Tokenizer

    init(selection: PieceSelection) {
      self.selection = selection
      before = Tokenizer(selection.original)
      after = Tokenizer(selection.pruned)
    }

    /// Whether a text has the same pieces in both.
    func isSame(_ text: String) -> Bool { old(text) == new(text) }

    /// The whole vocabulary's ids.
    func old(_ text: String) -> [Int] { before.tokens(text).map(Int.init) }

    /// The cut one's, as those of the whole.
    func new(_ text: String) -> [Int] {
      after.tokens(text).map { selection.keptIDs[Int($0)] }
    }
  }
}

/// Settings of a model that has nothing but a vocabulary.
enum Manifests {
  static func model(vocabularySize: Int) -> ModelConfiguration {
    ModelConfiguration(
      architecture: "bert", vocabularySize: vocabularySize, hiddenSize: 4, layerCount: 1,
      headCount: 1, headDim: 4, feedForwardSize: 4,
      positions: .absolute(rowCount: 514, offset: 2), hasRelativePositions: false,
      tokenTypeCount: 0,
      layerNormEpsilon: 1e-5, activation: .gelu, isGated: false,
      biases: .all, expertLayers: [false], expertCount: 0, expertsPerToken: 0,
      normalizesExpertWeights: false)
  }

  static func sentence(_ prompts: [String]) -> SentenceConfiguration {
    SentenceConfiguration(
      pooling: .mean, normalizes: true, maximumTokenCount: 512,
      prompts: prompts.enumerated().map { Prompt(name: "p\($0)", text: $1) },
      defaultPromptName: nil, dimensions: [4], similarity: "cosine",
      layerNormBeforeCut: false)
  }
}
