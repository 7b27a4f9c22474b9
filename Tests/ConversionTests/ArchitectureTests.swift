import CrestWriting
import HuggingFace
import Base
import Conversion
import CrestFormat
import Inference
import Kernels
import Model
import Reference
import TestSupport
import Testing
import Tokenization

/// Every architecture against PyTorch's vectors of a tiny model, `Golden/README.md`.
@Suite struct ArchitectureTests {
  // Cosine of a binary32 vector to the golden one. Measured: 1 - 5.4e-12 at worst.
  static let leastCosine = 0.999_999
  // Absolute, of components of vectors of length 1. Measured: at most 1.1e-6.
  static let largestDifference = 1e-5

  /// Opens a case and lets `body` use it.
  static func with(
    _ model: ArchitectureCase, tokenizer: Bool = false,
    _ body: (SourceModel, ArchitectureGolden, TemporaryFolder) throws -> Void
  ) throws {
    try TemporaryFolder.with { folder in
      let options = SourceOptions(
        matryoshka: [64, ArchitectureGolden.cutWidth], repository: model.repository,
        ropeScaling: model.ropeScaling, includesTokenizer: tokenizer)
      let source = try SourceModel(path: model.path(in: folder), options: options)
      let configuration = source.configuration
      let golden = try ArchitectureGolden(
        model, chosenCount: configuration.expertsPerToken,
        expertLayerCount: configuration.expertLayers.count { $0 })
      #expect(golden.texts.count == 26 && golden.ids.count == 26)
      try body(source, golden, folder)
    }
  }

  static func compare(_ found: [[Float]], _ wanted: [[Float]], _ what: String) {
    var (least, largest) = (1.0, 0.0)
    #expect(found.count == wanted.count)
    for (index, (found, wanted)) in zip(found, wanted).enumerated() {
      let cosine = Vectors.cosine(found, wanted)
      let difference = Vectors.largestDifference(found, wanted)
      #expect(cosine >= leastCosine, "\(what), text \(index)")
      #expect(difference <= largestDifference, "\(what), text \(index)")
      (least, largest) = (min(least, cosine), Vectors.larger(largest, difference))
    }
    print("\(what): cosine 1 - \(1 - least) at worst, difference \(largest)")
  }

  @Test(arguments: ArchitectureCase.all)
  func `the fp32 path gives the oracle's vectors`(model: ArchitectureCase) throws {
    try Self.with(model) { source, golden, folder in
      let vectors = try source.model().embed(tokens: golden.ids)
      Self.compare(vectors, golden.embeddings, "\(model.name) fp32")
    }
  }

  @Test(arguments: ArchitectureCase.all)
  func `the fp32 path's hidden states are the oracle's in every layer`(
    model: ArchitectureCase
  ) throws {
    try Self.with(model) { source, golden, folder in
      let running = try source.model()
      let configuration = source.configuration
      let error = FloatError.ofModel(
        layerCount: configuration.layerCount,
        inputCount: max(configuration.hiddenSize, configuration.feedForwardSize))
      #expect(!golden.hidden.isEmpty)
      var largest = 0.0
      for (text, wanted) in golden.hidden.sorted(by: { $0.key < $1.key }) {
        let trace = ForwardTrace(keeping: .all)
        _ = try running.embed(tokens: [golden.ids[text]], trace: trace)
        #expect(trace.hidden.count == wanted.count)
        let differences = zip(trace.hidden, wanted).map { Vectors.largestDifference($0, $1) }
        let bounds = wanted.map { state in
          error * state.reduce(0) { max($0, abs(Double($1))) }
        }
        for (difference, bound) in zip(differences, bounds) {
          largest = Vectors.larger(largest, difference / bound)
        }
        // Layer 0 is the embeddings behind their norm.
        let wrong = differences.indices.first { !(differences[$0] <= bounds[$0]) }
        #expect(wrong == nil, "text \(text): the first wrong layer of \(differences)")
      }
      print("\(model.name) fp32 hidden states: \(largest) of the bound")
    }
  }

  @Test(arguments: ArchitectureCase.all)
  func `a vector is cut as the oracle's`(model: ArchitectureCase) throws {
    try Self.with(model) { source, golden, folder in
      let names = ["arctic-l", "gte-new", "gte-arctic-m", "nomic-v1.5"]
      #expect((golden.cut != nil) == names.contains(model.name))
      guard let cut = golden.cut else { return }
      let (ids, width) = (golden.ids, ArchitectureGolden.cutWidth)
      let file = try convert(
        source.path, .none, to: folder.path("a.crest"), source: source.options)
      let stored = try EmbeddingModel(
        file: file, options: RuntimeOptions(floatProducts: OpenBLAS()))
      for running in [try source.model(), stored] {
        #expect(running.sentence.layerNormBeforeCut == (model.repository != nil))
        Self.compare(try running.embed(tokens: ids, dimensions: width), cut, "\(model.name) cut")
      }
    }
  }

  @Test(arguments: ArchitectureCase.all.filter { $0.name.hasPrefix("nomic-moe") })
  func `the fp32 path routes every token as the oracle does`(model: ArchitectureCase) throws {
    try Self.with(model) { source, golden, folder in
      let layers = source.configuration.expertLayers.indices.filter {
        source.configuration.expertLayers[$0]
      }
      let trace = ForwardTrace()
      _ = try source.model().embed(tokens: golden.ids, trace: trace)
      #expect(trace.experts.keys.sorted() == layers)
      for (index, layer) in layers.enumerated() {
        #expect(trace.experts[layer] == golden.routing.flatMap { $0[index] }, "layer \(layer)")
      }
    }
  }

  @Test(arguments: ArchitectureCase.all)
  func `texts give the oracle's ids and vectors`(model: ArchitectureCase) throws {
    try Self.with(model, tokenizer: true) { source, golden, folder in
      let running = try source.model()
      for (text, ids) in zip(golden.texts, golden.ids) {
        #expect(try running.tokenize(text, prompt: .text("")).ids == ids, "\(text)")
      }
      let vectors = try running.embed(texts: golden.texts, prompt: .text(""))
      Self.compare(vectors, golden.embeddings, "\(model.name) texts")
    }
  }

  /// The least mean centred cosine of an int8 file; measured at least 0.9949.
  static let leastCentredCosine = 0.99

  @Test(arguments: ArchitectureCase.all)
  func `an int8 file stays close to the oracle's vectors`(model: ArchitectureCase) throws {
    try Self.with(model) { source, golden, folder in
      let file = try convert(
        source.path, .int8, to: folder.path("a.crest"), source: source.options)
      try file.verifyChecksums()
      let vectors = try EmbeddingModel(file: file).embed(tokens: golden.ids)
      let centre = Vectors.centre(golden.embeddings)
      let centred = zip(
        Vectors.centered(vectors, by: centre), Vectors.centered(golden.embeddings, by: centre)
      ).map { Vectors.cosine($0, $1) }
      let plain = zip(vectors, golden.embeddings).map { Vectors.cosine($0, $1) }
      print("\(model.name) int8: cosine \(Vectors.mean(plain)), centred \(Vectors.mean(centred))")
      #expect(Vectors.mean(centred) >= Self.leastCentredCosine)
    }
  }

  @Test(arguments: ArchitectureCase.all, [QuantizationScheme.int8, .int4])
  func `a quantised text has the same bits in any batch, on any threads and any kernel set`(
    model: ArchitectureCase, scheme: QuantizationScheme
  ) throws {
    try Self.with(model) { source, golden, folder in
      let file = try convert(
        source.path, scheme, to: folder.path("a.crest"), source: source.options)
      let alone = try EmbeddingModel(file: file)
      let wanted = try golden.ids.map { Vectors.bits(try alone.embed(tokens: [$0]))[0] }
      func expectSame(_ options: RuntimeOptions, _ texts: [Int], _ what: String) throws {
        let running = try EmbeddingModel(file: file, options: options)
        let found = Vectors.bits(try running.embed(tokens: texts.map { golden.ids[$0] }))
        #expect(found == texts.map { wanted[$0] }, "\(what)")
      }
      let all = Array(golden.ids.indices)
      for tokens in [16, 64, 512] {
        let options = RuntimeOptions(threadCount: 2, tokensPerBatch: tokens)
        try expectSame(options, all, "\(tokens) tokens per batch")
        try expectSame(options, all.reversed(), "\(tokens) tokens per batch, reversed")
      }
      for threads in [1, 3, 7] {
        try expectSame(RuntimeOptions(threadCount: threads), all, "\(threads) threads")
      }
      for kernels in KernelSet.testable {
        // Emulated instructions are slow: an empty text and one of one letter.
        let texts = kernels.isSlow ? [0, 8] : all
        try expectSame(
          RuntimeOptions(kernels: kernels, threadCount: 2, tokensPerBatch: 64), texts,
          kernels.name)
      }
    }
  }
}
