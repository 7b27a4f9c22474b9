import Hashing
import CrestWriting
import Model
import Base
import CrestFormat

/// The file `Golden/crest/all-encodings.crest`: every encoding, awkward shapes, two experts.
enum AllEncodings {
  static let tensors: [TensorDeclaration] = [
    TensorDeclaration(name: "embeddings.token.weight", encoding: .tableInt4, shape: [37, 64]),
    TensorDeclaration(name: "embeddings.type.weight", encoding: .tableInt8, shape: [3, 50]),
    TensorDeclaration(name: "embeddings.norm.weight", encoding: .f32, shape: [64]),
    TensorDeclaration(
      name: "layers.0.attention.qkv.weight", encoding: .int8, shape: [192, 64], rotation: 64,
      layer: 0),
    TensorDeclaration(
      name: "layers.0.attention.out.weight", encoding: .int8, shape: [21, 12], rotation: 4,
      layer: 0),
    TensorDeclaration(name: "layers.0.ffn.up.weight", encoding: .f16, shape: [7, 5], layer: 0),
    TensorDeclaration(name: "layers.1.router.weight", encoding: .f32, shape: [2, 64], layer: 1),
    TensorDeclaration(
      name: "layers.1.experts.0.up.weight", encoding: .int4, shape: [40, 64], rotation: 64,
      layer: 1, expert: 0),
    TensorDeclaration(
      name: "layers.1.experts.0.down.weight", encoding: .int8, shape: [64, 40], rotation: 8,
      layer: 1, expert: 0),
    TensorDeclaration(
      name: "layers.1.experts.1.up.weight", encoding: .int3, shape: [17, 96], rotation: 32,
      layer: 1, expert: 1),
    TensorDeclaration(
      name: "layers.1.experts.1.down.weight", encoding: .f16, shape: [64, 17], layer: 1, expert: 1),
    TensorDeclaration(name: "tokenizer.trie", encoding: .u32, shape: [11]),
    TensorDeclaration(name: "tokenizer.scores", encoding: .f32, shape: [30]),
    TensorDeclaration(name: "tokenizer.charsmap", encoding: .u8, shape: [13]),
  ]

  static let content = syntheticContent(vocabularySize: 37, hiddenSize: 64, scoreCount: 30)
}

/// A file of little over a kilobyte with every field of the manifest set: the bad files' base.
enum Small {
  static let tensors: [TensorDeclaration] = [
    TensorDeclaration(name: "embeddings.norm.weight", encoding: .f32, shape: [4]),
    TensorDeclaration(
      name: "layers.0.ffn.up.weight", encoding: .int4, shape: [3, 32], rotation: 32, layer: 0),
    TensorDeclaration(name: "layers.0.ffn.down.weight", encoding: .int8, shape: [4, 4], layer: 0),
    TensorDeclaration(name: "tokenizer.trie", encoding: .u32, shape: [3]),
    TensorDeclaration(name: "tokenizer.scores", encoding: .f32, shape: [5]),
  ]

  static let content = syntheticContent(vocabularySize: 7, hiddenSize: 4, scoreCount: 5)

  /// The file's bytes.
  static func bytes() throws -> [UInt8] { try fileBytes(tensors, content) }
}

/// The same with a WordPiece tokenizer: `Golden/crest/wordpiece.crest`, and the base of bad files.
enum SmallWordPiece {
  static let tensors = Array(Small.tensors.dropLast())

  static let content: ManifestContent = {
    var content = Small.content
    content.tokenizer?.kind = .wordpiece(
      WordPieceSettings(
        continuationPrefix: "##", maximumWordCharacterCount: 100, cleansText: true,
        separatesIdeographs: true, stripsAccents: false, lowercases: true))
    return content
  }()

  /// The file's bytes.
  static func bytes() throws -> [UInt8] { try fileBytes(tensors, content) }
}

/// The same with byte-level BPE, of version 1.2.
enum SmallBytePairs {
  static let tensors =
    SmallWordPiece.tensors + [
      TensorDeclaration(name: "tokenizer.merges", encoding: .u32, shape: [8])
    ]

  static let content: ManifestContent = {
    var content = Small.content
    content.tokenizer?.kind = .bpe(BytePairSettings(splitting: .gpt2, addsPrefixSpace: false))
    return content
  }()

  /// The file's bytes.
  static func bytes() throws -> [UInt8] { try fileBytes(tensors, content) }
}

/// `Golden/crest/padded-inputs.crest`, of version 1.1: every encoding whose inputs may be padded.
enum PaddedInputs {
  static let tensors: [TensorDeclaration] =
    [
      TensorDeclaration(
        name: "embeddings.type.weight", encoding: .tableInt4, shape: [3, 4], storedWidth: 32),
      TensorDeclaration(
        name: "layers.0.attention.qkv.weight", encoding: .int8, shape: [12, 6], storedWidth: 32,
        layer: 0),
      TensorDeclaration(
        name: "layers.0.attention.out.weight", encoding: .int8, shape: [5, 70], storedWidth: 96,
        rotation: 32, layer: 0),
      TensorDeclaration(
        name: "layers.0.ffn.up.weight", encoding: .int4, shape: [3, 40], storedWidth: 64,
        rotation: 64, layer: 0),
      TensorDeclaration(
        name: "layers.0.ffn.down.weight", encoding: .int3, shape: [17, 33], storedWidth: 64,
        rotation: 32, layer: 0),
    ] + Small.tensors.suffix(2)

  static let content = Small.content

  /// The file's bytes.
  static func bytes() throws -> [UInt8] { try fileBytes(tensors, content) }
}

/// The bytes of a file with synthetic tensors.
func fileBytes(_ tensors: [TensorDeclaration], _ content: ManifestContent) throws -> [UInt8] {
  let folder = TemporaryFolder()
  try write(tensors, content, to: "\(folder.path)/small.crest")
  return try folder.bytes("small.crest")
}

extension CrestWriter {
  /// Writes `bytes` of tensor number `index` at `offset`, counted from the tensor's first byte.
  func write(_ bytes: [UInt8], tensor index: Int, at offset: Int) throws(CrestError) {
    try write(ByteRegion(copying: bytes), tensor: index, at: offset)
  }
}

/// Writes a file with synthetic tensors.
@discardableResult
func write(
  _ tensors: [TensorDeclaration], _ content: ManifestContent, to path: String,
  overwriting: Bool = false
) throws -> CrestWriter {
  let writer = try CrestWriter(
    path: path, plan: CrestPlan(tensors, path: path), overwriting: overwriting)
  for (index, tensor) in tensors.enumerated() {
    try writer.write(syntheticBytes(tensor, seed: UInt64(index)), tensor: index, at: 0)
  }
  try writer.finish(content)
  return writer
}

func syntheticContent(
  vocabularySize: Int, hiddenSize: Int, scoreCount: Int
) -> ManifestContent {
  var numbers = SeededNumbers(state: 7)
  return ManifestContent(
    model: ModelConfiguration(
      architecture: "nomic_bert", vocabularySize: vocabularySize, hiddenSize: hiddenSize,
      layerCount: 2, headCount: 2, headDim: hiddenSize / 2, feedForwardSize: 40,
      positions: .rotary(RotaryPositions(base: 10000)), hasRelativePositions: false,
      tokenTypeCount: 1, layerNormEpsilon: 1e-5, activation: .gelu, isGated: false,
      biases: .all, expertLayers: [false, true], expertCount: 2, expertsPerToken: 1,
      normalizesExpertWeights: false),
    sentence: SentenceConfiguration(
      pooling: .mean, normalizes: true, maximumTokenCount: 512,
      prompts: [
        Prompt(name: "query", text: "search_query: "),
        Prompt(name: "passage", text: "search_document: "),
      ], defaultPromptName: "passage", dimensions: [hiddenSize, hiddenSize / 2],
      similarity: "cosine", layerNormBeforeCut: false),
    tokenizer: TokenizerSettings(
      kind: .unigram(pipeline: .wordwise, unknownScore: -19.5), vocabularySize: scoreCount,
      unknownID: 3, beginID: 0, endID: 2, padID: 1,
      addedTokens: [
        AddedToken(
          id: 0, content: "<s>", stripsLeft: false, stripsRight: false, singleWord: false,
          normalized: false, special: true),
        AddedToken(
          id: vocabularySize - 1, content: "<mask>", stripsLeft: true, stripsRight: false,
          singleWord: false, normalized: false, special: true),
      ], prefixIDs: [0], suffixIDs: [2]),
    provenance: ManifestProvenance(
      sources: [
        ManifestSourceFile(name: "config.json", byteCount: 5, checksum: Checksum(of: [1])),
        ManifestSourceFile(name: "model.safetensors", byteCount: 77, checksum: Checksum(of: [2])),
      ], repository: "example/model", revision: "main", licence: "apache-2.0",
      toolName: "goldcrest", toolVersion: "0.1.0",
      options: [ManifestOption(key: "quantize", value: "int4")]),
    fidelity: ManifestFidelity(
      reference: .golden(Checksum(of: [3])), count: 12,
      metrics: [
        ManifestMetric(name: "cosine.mean", value: 0.9999),
        ManifestMetric(name: "cosine.min", value: 0.998),
      ]),
    canaries: ManifestCanaries(
      kernelContract: 1,
      canaries: [
        ManifestCanary(
          input: .text("Où est la gare ?"), promptName: "query",
          vector: (0..<hiddenSize).map { _ in numbers.float() }),
        ManifestCanary(
          input: .tokenIDs([0, 4, 2]), promptName: nil,
          vector: (0..<hiddenSize).map { _ in numbers.float() }),
      ]))
}
