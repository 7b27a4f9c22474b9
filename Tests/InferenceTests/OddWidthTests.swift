import Base
import Conversion
import CrestFormat
import CrestWriting
import HuggingFace
import Inference
import Kernels
import Model
import Quantization
import Reference
import TestSupport
import Testing

/// Models whose sizes are no multiples of 32, or of anything, against vectors that are not ours.
@Suite struct OddWidthTests {
  /// The sizes of a random model, as `Scripts/golden/make_width_goldens.py` names them.
  struct Case: CustomTestStringConvertible {
    let kind: RandomModel.Kind
    let hidden: Int
    let heads: Int
    let inner: Int

    var testDescription: String { "\(kind.rawValue).\(hidden).\(heads).\(inner)" }

    var model: RandomModel {
      var model = RandomModel(kind)
      (model.hidden, model.heads, model.inner) = (hidden, heads, inner)
      return model
    }

    /// The first is rubert-tiny2's.
    static let all: [Case] = [
      Case(kind: .bert, hidden: 312, heads: 12, inner: 600),
      Case(kind: .bert, hidden: 64, heads: 4, inner: 96),
      Case(kind: .bert, hidden: 160, heads: 2, inner: 320),
      Case(kind: .bert, hidden: 30, heads: 5, inner: 7),
      Case(kind: .bert, hidden: 33, heads: 3, inner: 50),
      Case(kind: .bert, hidden: 80, heads: 1, inner: 44),
      Case(kind: .nomicDense, hidden: 60, heads: 2, inner: 50),
      Case(kind: .nomicDense, hidden: 48, heads: 4, inner: 33),
      Case(kind: .nomicAbsolute, hidden: 40, heads: 2, inner: 22),
    ]
  }

  /// Token ids and, by case, the vectors that PyTorch makes of them.
  private static func golden() throws -> (ids: [[Int32]], vectors: [String: [[Float]]]) {
    let file = try Checkpoint(path: Repository.path("Golden/widths.golden.safetensors"))
    let lengths = try file.region("lengths").elements(as: Int32.self).map { Int($0) }
    let padded = try file.region("input_ids").elements(as: Int32.self)
    let longest = padded.count / lengths.count
    let ids = lengths.enumerated().map { Array(padded[$0 * longest..<$0 * longest + $1]) }
    var vectors: [String: [[Float]]] = [:]
    for one in Case.all {
      let values = try file.floats(one.testDescription)
      vectors[one.testDescription] = lengths.indices.map {
        Array(values[$0 * one.hidden..<($0 + 1) * one.hidden])
      }
    }
    return (ids, vectors)
  }

  private static func with(
    _ one: Case, _ body: (SourceModel, [[Int32]], [[Float]], TemporaryFolder) throws -> Void
  ) throws {
    let (ids, vectors) = try golden()
    let wanted = try #require(vectors[one.testDescription])
    try TemporaryFolder.with { folder in
      let path = try one.model.write(into: folder)
      let source = try SourceModel(path: path, options: SourceOptions(includesTokenizer: false))
      try body(source, ids, wanted, folder)
    }
  }

  private static func convert(
    _ source: SourceModel, _ scheme: QuantizationScheme, rules: [BitWidthRule] = [],
    in folder: TemporaryFolder
  ) throws -> CrestFile {
    let options = ConversionOptions(scheme: scheme, widths: rules, threadCount: 2)
    let path = folder.path("\(scheme.rawValue)-\(rules.count).crest")
    let plan = try ConversionPlan(source: source, options: options, path: path)
    _ = try Converter(plan: plan).run(to: path, overwriting: false)
    return try CrestFile(path: path)
  }

  // Cosine of a binary32 vector to the golden one, and the largest difference of a component of
  // vectors of length 1. Measured: at most 1.7e-7.
  static let leastCosine = 0.999_999
  static let largestDifference = 2e-6

  @Test(arguments: Case.all)
  func `the fp32 path gives the oracle's vectors at every width`(one: Case) throws {
    try Self.with(one) { source, ids, wanted, folder in
      let models = [
        try source.model(),
        try EmbeddingModel(
          file: Self.convert(source, .none, in: folder),
          options: RuntimeOptions(floatProducts: OpenBLAS())),
      ]
      for model in models {
        let found = try model.embed(tokens: ids)
        var largest = 0.0
        for (found, wanted) in zip(found, wanted) {
          #expect(found.count == one.hidden)
          #expect(Vectors.cosine(found, wanted) >= Self.leastCosine)
          largest = Vectors.larger(largest, Vectors.largestDifference(found, wanted))
        }
        print("\(one.testDescription) fp32: \(largest)")
        #expect(largest <= Self.largestDifference)
      }
    }
  }

  // Measured, at worst: 1 - 2.1e-7, 0.99977, 0.98864.
  static let leastCosines: [QuantizationScheme: Double] = [
    .f16: 0.999_999, .int8: 0.9995, .int4: 0.985,
  ]

  @Test(arguments: Case.all, [QuantizationScheme.f16, .int8, .int4])
  func `every encoding comes near the oracle's vectors at every width`(
    one: Case, scheme: QuantizationScheme
  ) throws {
    try Self.with(one) { source, ids, wanted, folder in
      let file = try Self.convert(source, scheme, in: folder)
      try file.verifyChecksums()
      let model = try EmbeddingModel(
        file: file, options: RuntimeOptions(floatProducts: OpenBLAS()))
      let found = try model.embed(tokens: ids)
      let least = zip(found, wanted).map { Vectors.cosine($0, $1) }.min() ?? 0
      print("\(one.testDescription) \(scheme.rawValue): \(least)")
      #expect(least >= Self.leastCosines[scheme] ?? 1)
    }
  }

  /// int8, int4 and int3 in one model, each padded.
  static let mixed = [
    BitWidthRule(pattern: "layers.1.*", width: .int3),
    BitWidthRule(pattern: "*.down.*", width: .int8),
  ]

  @Test(arguments: Case.all)
  func `every kernel set, thread count and batch gives the same bits at every width`(
    one: Case
  ) throws {
    try Self.with(one) { source, ids, _, folder in
      let file = try Self.convert(source, .int4, rules: Self.mixed, in: folder)
      try file.verifyChecksums()
      let definition = try #require(KernelSet.testable.first { $0.name == "scalar" })
      let alone = try EmbeddingModel(
        file: file, options: RuntimeOptions(kernels: definition, threadCount: 1))
      let wanted = try ids.map { Vectors.bits(try alone.embed(tokens: [$0]))[0] }
      for kernels in KernelSet.testable {
        for (threads, tokens) in kernels.isSlow ? [(2, 512)] : [(1, 512), (3, 512), (2, 16)] {
          let model = try EmbeddingModel(
            file: file,
            options: RuntimeOptions(
              kernels: kernels, threadCount: threads, tokensPerBatch: tokens))
          let texts = kernels.isSlow ? Array(ids.prefix(4)) : ids
          #expect(
            Vectors.bits(try model.embed(tokens: texts)) == Array(wanted.prefix(texts.count)),
            "\(kernels.name), \(threads) threads, \(tokens) tokens")
        }
      }
    }
  }

  @Test func `only what has a stored width names the feature, and only quantised tensors have one`()
    throws
  {
    try Self.with(Case.all[0]) { source, _, _, folder in
      for scheme in QuantizationScheme.allCases {
        let file = try Self.convert(source, scheme, in: folder)
        let padded = file.manifest.tensors.filter { $0.storedWidth != nil }
        #expect(padded.allSatisfy { [312: 320, 600: 608][$0.shape[1]] == $0.storedWidth })
        #expect(file.manifest.requiredFeatures == (padded.isEmpty ? [] : [.paddedInputs]))
        #expect(padded.isEmpty == !scheme.isQuantized)
        #expect(file.manifest.model.headDim == 26 && file.manifest.model.hiddenSize == 312)
      }
    }
  }

  /// The first experts' first matrices, of which one is padded and the other is not.
  private struct MixedPadding: WeightSource {
    let base: CrestWeights

    var configuration: ModelConfiguration { base.configuration }

    func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
      guard case .weight(.expert(_, let expert, .up)) = name, expert < 2,
        let layout = try? WeightLayout(encoding: .int8, shape: [22, 40], isPadded: expert == 0)
      else { return try base.linear(name) }
      let region = AlignedBuffer(byteCount: layout.byteCount).region
      return .quantized(QuantizedMatrix(layout: layout, region: region, rotation: 8))
    }

    func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
      try base.vector(name)
    }

    func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
      try base.tokenEmbedding(name)
    }

    func checkWhole() throws(InferenceError) { try base.checkWhole() }
  }

  @Test func `experts that are not all padded alike are refused`() throws {
    let one = try #require(Case.all.last)
    try Self.with(one) { source, _, _, folder in
      let file = try Self.convert(source, .int8, in: folder)
      let error = #expect(throws: InferenceError.self) {
        try EmbeddingModel(
          weights: MixedPadding(base: CrestWeights(file)), sentence: file.manifest.sentence,
          tokenizer: nil)
      }
      #expect(
        error
          == .wrongTensor(
            "layers.1.experts.1.up.weight", expected: "64 stored inputs, as the experts before",
            found: "40"))
    }
  }

  @Test func `what the first version of the format took keeps its encodings`() throws {
    try TemporaryFolder.with { folder in
      var model = RandomModel(.bert)
      model.inner = 100
      let source = try SourceModel(
        path: try model.write(into: folder), options: SourceOptions(includesTokenizer: false))
      let file = try Self.convert(source, .int4, in: folder)
      #expect(file.manifest.tensors.allSatisfy { $0.storedWidth == nil })
      let down = try #require(file["layers.0.ffn.down.weight"])
      #expect(down.encoding == .int8 && down.rotation == 4)
    }
  }
}
