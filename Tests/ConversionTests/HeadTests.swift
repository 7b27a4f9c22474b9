import Model
import Base
import Conversion
import HuggingFace
import Inference
import TestSupport
import Testing

/// Sparse and ColBERT heads against the goldens, whose values come from FlagEmbedding's formulas.
@Suite struct HeadTests {
  // Measured: 2.4e-7 in 1 - cosine.
  static let largestVectorError = 1e-6

  private static func folder(_ name: String) -> String { Repository.path("Golden/models/\(name)") }

  private func integers(_ golden: Checkpoint, _ name: String) throws -> [Int] {
    try golden.region(name).elements(as: Int32.self).map { Int($0) }
  }

  private func golden(_ name: String) throws -> Checkpoint {
    try Checkpoint(path: Repository.path("Golden/models/\(name).golden.safetensors"))
  }

  private func ids(_ golden: Checkpoint) throws -> [[Int32]] {
    let lengths = try integers(golden, "lengths")
    let ids = try integers(golden, "input_ids")
    let width = ids.count / lengths.count
    return lengths.enumerated().map { row, length in
      ids[row * width..<row * width + length].map { Int32($0) }
    }
  }

  @Test(arguments: ["xlm-roberta-cls", "gte-new"])
  func `token weights are the golden's`(name: String) throws {
    let golden = try golden(name)
    let model = try SourceModel(path: Self.folder(name)).model()
    let found = try model.embeddings(tokens: ids(golden), outputs: .sparse)
    let offsets = try integers(golden, "sparse.offsets")
    let expectedIDs = try integers(golden, "sparse.ids")
    let expected = try golden.floats("sparse.weights").map(Double.init)
    let configuration = model.configuration
    let error = FloatError.ofModel(
      layerCount: configuration.layerCount,
      inputCount: max(configuration.hiddenSize, configuration.feedForwardSize))
    let bound = error * (try #require(expected.max()))
    var largest = 0.0
    for (row, embedding) in found.enumerated() {
      let range = offsets[row]..<offsets[row + 1]
      let sparse = try #require(embedding.sparse)
      let ids = sparse.map { Int($0.id) }
      #expect(ids == ids.sorted())
      let weights = Dictionary(uniqueKeysWithValues: zip(ids, sparse.map { Double($0.weight) }))
      let wanted = Dictionary(uniqueKeysWithValues: zip(expectedIDs[range], expected[range]))
      // A token that is missing on one side has a weight of 0 there.
      for id in Set(ids).union(wanted.keys) {
        let difference = abs((weights[id] ?? 0) - (wanted[id] ?? 0))
        #expect(difference <= bound, "text \(row), token \(id)")
        largest = Vectors.larger(largest, difference / bound)
      }
      #expect(embedding.colbert == nil)
    }
    print("\(name): token weights differ by at most \(largest) of the bound")
  }

  @Test func `token vectors are the golden's`() throws {
    let golden = try golden("xlm-roberta-cls")
    let model = try SourceModel(path: Self.folder("xlm-roberta-cls")).model()
    let found = try model.embeddings(tokens: ids(golden), outputs: .colbert)
    for row in [2, 18, 24] {
      let vectors = try #require(found[row].colbert)
      let expected = try golden.floats("colbert.\(row)")
      let width = model.configuration.hiddenSize
      #expect(vectors.count * width == expected.count)
      for (index, vector) in vectors.enumerated() {
        let pairs = zip(vector, expected[index * width..<(index + 1) * width])
        let cosine = pairs.reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(1 - cosine <= Self.largestVectorError, "text \(row), vector \(index)")
      }
    }
  }

  @Test func `a converted model gives the same bits of all outputs alone and in a batch`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("a.crest")
      let model = try EmbeddingModel(
        file: convert(Self.folder("xlm-roberta-cls"), .int8, to: path))
      let tokens = try ids(golden("xlm-roberta-cls"))
      let together = try model.embeddings(tokens: tokens, outputs: [.sparse, .colbert])
      for (row, sequence) in tokens.enumerated() {
        let alone = try model.embeddings(tokens: [sequence], outputs: [.sparse, .colbert])
        #expect(alone == [together[row]], "text \(row)")
      }
    }
  }

  @Test func `an output that the model has no head for is refused`() throws {
    let model = try SourceModel(path: Self.folder("gte-new")).model()
    #expect(throws: InferenceError.unsupportedOutput(found: "colbert")) {
      try model.embeddings(tokens: [[0, 5, 2]], outputs: [.sparse, .colbert])
    }
  }

  @Test func `weights need a tokenizer that says which tokens are special`() throws {
    let model = try SourceModel(
      path: Self.folder("gte-new"), options: SourceOptions(includesTokenizer: false)
    ).model()
    #expect(throws: InferenceError.noTokenizer) {
      try model.embeddings(tokens: [[0, 5, 2]], outputs: .sparse)
    }
  }

  @Test func `the hybrid score is the mean of the scores by weight`() {
    let query = TextEmbedding(
      dense: [1, 0], sparse: [.init(id: 3, weight: 2), .init(id: 7, weight: 1)],
      colbert: [[1, 0], [0, 1]])
    let document = TextEmbedding(
      dense: [0.5, 0.5], sparse: [.init(id: 1, weight: 9), .init(id: 7, weight: 0.5)],
      colbert: [[0.6, 0.8]])
    let score = HybridScore(dense: 1, sparse: 0.5, colbert: 2).score(query, document)
    // 1 x 0.5, 0.5 x (1 x 0.5), 2 x ((0.6 + 0.8) / 2), over 3.5.
    #expect(abs(score - (0.5 + 0.25 + 1.4) / 3.5) < 1e-7)
    let plain = TextEmbedding(dense: [0.5, 0.5])
    #expect(HybridScore.trained.score(query, plain) == 0.5)
  }
}
