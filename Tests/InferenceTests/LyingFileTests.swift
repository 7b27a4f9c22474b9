import HuggingFace
import CrestWriting
import Base
import Conversion
import CrestFormat
import Inference
import Kernels
import Model
import TestSupport
import Testing

/// A `.crest` whose manifest is sound in itself, signed and fingerprinted, and lies about the model.
struct LyingFile: Sendable {
  let name: String
  /// What the error's text must contain.
  let names: String
  /// Whether it is about the gated model, which has no biases, and not about that with experts.
  let isGated: Bool
  let change: @Sendable (inout Manifest) -> Void

  init(
    _ name: String, _ names: String, gated isGated: Bool = false,
    _ change: @escaping @Sendable (inout Manifest) -> Void
  ) {
    self.name = name
    self.names = names
    self.isGated = isGated
    self.change = change
  }

  /// The bytes of a small int8 file, changed.
  func bytes() throws -> [UInt8] {
    let file = try (isGated ? LyingFile.gated : LyingFile.base).get()
    let offset = Int(file.littleEndian(UInt64.self, at: 24) ?? 0)
    var manifest = try Manifest.decode(
      ByteRegion(copying: Array(file[offset...])), minorVersion: 0, path: name
    ).manifest
    change(&manifest)
    manifest.fingerprint = ManifestEncoder.fingerprint(of: manifest)
    let encoded = ManifestEncoder.encode(manifest)
    let head = CrestHead(
      manifestOffset: offset, manifest: encoded, minorVersion: manifest.minorVersion)
    return head.bytes + file[64..<offset] + encoded
  }

  private static let base = Result {
    try TemporaryFolder.with { folder in
      let path = try RandomModel(.nomicAbsolute).write(into: folder)
      let source = try SourceModel(path: path, options: SourceOptions(includesTokenizer: false))
      _ = try Tiny.convert(source, .int8, to: folder.path("a.crest"))
      return try Repository.contents(folder.path("a.crest"))
    }
  }

  private static let gated = Result {
    try TemporaryFolder.with { folder in
      let source = try SourceModel(
        path: Repository.path("Golden/models/nomic-v1.5"),
        options: SourceOptions(includesTokenizer: false))
      _ = try Tiny.convert(source, .int8, to: folder.path("a.crest"))
      return try Repository.contents(folder.path("a.crest"))
    }
  }

  static let all: [LyingFile] = [
    LyingFile("no gate", "layers.0.ffn.up.weight", gated: true) {
      $0.content.model.isGated = false
      $0.content.model.activation = .gelu
    },
    LyingFile("biases of attention", "layers.0.attention.qkv.bias", gated: true) {
      $0.content.model.biases.attention = true
    },
    LyingFile("a bias of the first map", "layers.0.ffn.up.bias", gated: true) {
      $0.content.model.biases.up = true
    },
    LyingFile("a bias of the second map", "layers.0.ffn.down.bias", gated: true) {
      $0.content.model.biases.down = true
    },
    LyingFile("a head for weights", "heads.sparse.", gated: true) {
      $0.content.model.heads.sparse = true
    },
    LyingFile("a head for vectors", "heads.colbert.", gated: true) {
      $0.content.model.heads.colbert = true
    },
    LyingFile("wider stream", "shape") {
      $0.content.model.hiddenSize = 96
      $0.content.model.headDim = 48
      $0.content.sentence.dimensions = [96]
      $0.content.canaries = nil
    },
    LyingFile("wider feed-forward", "layers.0.ffn.up.weight") {
      $0.content.model.feedForwardSize = 1 << 30
    },
    LyingFile("another layer", "layers.2.attention") {
      $0.content.model.layerCount = 3
      $0.content.model.expertLayers.append(false)
    },
    LyingFile("a million layers", "layers.2.attention") {
      $0.content.model.layerCount = 1_000_000
      $0.content.model.expertLayers += [Bool](repeating: true, count: 999_998)
    },
    LyingFile("heads beyond the stream", "model.head_dim") {
      $0.content.model.headCount = 4
    },
    LyingFile("heads whose product is near 2^63", "model.head_dim") {
      ($0.content.model.headCount, $0.content.model.headDim) = (Int(Int32.max), Int(Int32.max))
    },
    LyingFile("more positions than rows", "embeddings.position.weight") {
      $0.content.model.positions = .absolute(rowCount: 41, offset: 0)
    },
    LyingFile("rotary positions for as many tokens as fit 31 bits", "maximum tokens") {
      $0.content.model.positions = .rotary(RotaryPositions(base: 10000))
      $0.content.sentence.maximumTokenCount = Int(Int32.max)
    },
    LyingFile("rotary positions that turn too fast", "rotary base and divisor") {
      $0.content.model.positions = .rotary(RotaryPositions(base: 1e-300))
    },
    LyingFile("a scaling that no base can follow", "rotary scaling factor") {
      $0.content.model.positions = .rotary(
        RotaryPositions(base: 10000, scaling: .init(factor: 1e308, trainedCount: 1)))
    },
    LyingFile("distances without their table", "embeddings.relative.weight") {
      $0.content.model.hasRelativePositions = true
    },
    LyingFile("distances of more heads than there is memory for", "biases of distances of 32 heads")
    {
      $0.content.model.hasRelativePositions = true
      $0.content.model.positions = .rotary(RotaryPositions(base: 10000))
      ($0.content.model.headCount, $0.content.model.headDim) = (32, 2)
      $0.content.sentence.maximumTokenCount = 1 << 16
    },
    LyingFile("more token types", "embeddings.type.weight") {
      $0.content.model.tokenTypeCount = Int(Int32.max)
    },
    LyingFile("a dense layer said to have experts", "layers.0.experts.0.up.weight") {
      $0.content.model.expertLayers[0] = true
    },
    LyingFile("more experts", "layers.1.experts.4.up.weight") { $0.content.model.expertCount = 5 },
    LyingFile("experts beyond any kernel", "experts") {
      $0.content.model.expertCount = Int(Int32.max)
      $0.content.model.expertsPerToken = Int(Int32.max)
    },
    LyingFile("experts with different rotations", "layers.1.experts.1.up.weight") { manifest in
      for index in manifest.tensors.indices
      where manifest.tensors[index].name == "layers.1.experts.1.up.weight" {
        manifest.tensors[index].declaration.rotation = 16
      }
    },
    LyingFile("a tensor of another name", "layers.0.attention.out.weight") { manifest in
      for index in manifest.tensors.indices
      where manifest.tensors[index].name == "layers.0.attention.out.weight" {
        manifest.tensors[index].declaration.name = "layers.0.attention.other.weight"
      }
    },
    LyingFile("a matrix turned on its side", "byte_count") { manifest in
      for index in manifest.tensors.indices
      where manifest.tensors[index].name == "layers.0.ffn.up.weight" {
        manifest.tensors[index].declaration.shape = [64, 96]
        manifest.tensors[index].declaration.rotation = 32
      }
    },
  ]
}

@Suite struct LyingFileTests {
  @Test(arguments: LyingFile.all.indices)
  func `a file that lies about its model is refused and not run`(index: Int) throws {
    let lie = LyingFile.all[index]
    try TemporaryFolder.with { folder in
      let path = try folder.write(lie.bytes(), to: "lie.crest")
      let error = #expect(throws: InferenceError.self, "\(lie.name)") {
        try EmbeddingModel.open(crest: path)
      }
      let text = error?.description ?? "opened"
      #expect(text.contains(lie.names), "\(lie.name): \(text)")
    }
  }

  @Test func `the file they are made from opens`() throws {
    try TemporaryFolder.with { folder in
      for isGated in [false, true] {
        let truth = LyingFile("truth", "", gated: isGated) { _ in }
        let path = try folder.write(truth.bytes(), to: "\(isGated).crest")
        let model = try EmbeddingModel.open(crest: path)
        #expect(try model.embed(tokens: [[1, 2, 3]])[0].count == 64)
      }
    }
  }

  @Test(arguments: [
    RotaryPositions(base: 1e-300), RotaryPositions(base: 1000, divisor: .leastNonzeroMagnitude),
    RotaryPositions(
      base: 1000,
      scaling: RotaryPositions.DynamicScaling(factor: .greatestFiniteMagnitude, trainedCount: 1)),
  ])
  func `angles beyond all bounds are refused`(rotary: RotaryPositions) throws {
    let lie = LyingFile("angles", "", gated: true) { $0.content.model.positions = .rotary(rotary) }
    try TemporaryFolder.with { folder in
      let path = try folder.write(lie.bytes(), to: "a.crest")
      let error = #expect(throws: InferenceError.self) { try EmbeddingModel.open(crest: path) }
      #expect(error?.description.contains("rotary") == true)
    }
  }

  @Test func `a file that is no .crest, or is not there, is refused by name`() throws {
    for path in [Repository.path("Golden/README.md"), Repository.path("none.crest")] {
      let error = #expect(throws: InferenceError.self) { try EmbeddingModel.open(crest: path) }
      #expect(error?.description.hasPrefix(path) == true)
    }
  }
}

/// An int8 model in which one matrix of one expert is binary32.
private struct HalfQuantizedExpert: WeightSource {
  let base: CrestWeights
  let name = "layers.1.experts.2.down.weight"

  var configuration: ModelConfiguration { base.configuration }

  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
    guard name.description == self.name else { return try base.linear(name) }
    let (outputs, inputs) = (configuration.hiddenSize, configuration.feedForwardSize)
    return .float([
      FloatMatrix(
        region: FloatBuffer(count: outputs * inputs).bytes, outputCount: outputs,
        inputCount: inputs, firstOutput: 0, isTransposed: false)
    ])
  }

  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector { try base.vector(name) }

  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    try base.tokenEmbedding(name)
  }

  func checkWhole() throws(InferenceError) { try base.checkWhole() }
}

@Suite struct MixedExpertTests {
  @Test func `an expert that is quantised in part is refused`() throws {
    let file = try Tiny.file(.int8)
    let weights = HalfQuantizedExpert(base: CrestWeights(file))
    let sentence = try Tiny.model().sentence
    #expect(
      throws: InferenceError.wrongTensor(
        weights.name, expected: "a quantised matrix, as the expert's up", found: "the other")
    ) {
      _ = try EmbeddingModel(weights: weights, sentence: sentence, tokenizer: nil)
    }
  }
}
