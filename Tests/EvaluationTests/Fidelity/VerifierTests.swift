import Evaluation
import Inference
import Testing

@Suite struct VerifierTests {
  @Test func `the tiny model in binary32 gives the golden vectors, ids, routing and states`() throws
  {
    let (model, golden) = (try TinyModel.model(), try TinyModel.golden())
    var done: [Int] = []
    let report = try Verifier.run(model: model, against: .golden(golden)) { count, _ in
      done.append(count)
    }
    // Measured 1 - 6e-14 and 1 - 8e-14.
    #expect(report.cosine.min >= 0.999_999)
    #expect(report.centeredCosine.min >= 0.999_999)
    #expect(report.top10Overlap == 1)
    #expect(report.routerAgreement == 1)
    #expect(report.tokenMismatches == 0)
    #expect(report.comparesPooledNorms)
    // Measured 7e-8.
    #expect(abs(report.normRatio.min - 1) <= 1e-5)
    #expect(report.degenerate == [])
    #expect(done == done.sorted() && done.last == golden.count)
    let states = try HiddenComparison(model: model, golden: golden)
    #expect(states.maximumDifferences.count == 5)
    // Absolute; measured 1.9e-6 after the second layer, 6e-7 after the embedding norm.
    #expect(states.maximumDifferences.allSatisfy { $0 <= 1e-3 })
  }

  @Test(arguments: [
    ("config.json", "\"rotary_emb_base\": 10000", "\"rotary_emb_base\": 1000"),
    ("config.json", "\"layer_norm_epsilon\": 1e-05", "\"layer_norm_epsilon\": 1e-02"),
    (
      "config.json", "\"moe_normalize_expert_weights\": false",
      "\"moe_normalize_expert_weights\": true"
    ),
    (
      "1_Pooling/config.json",
      "\"pooling_mode_cls_token\": false,\n  \"pooling_mode_mean_tokens\": true",
      "\"pooling_mode_cls_token\": true,\n  \"pooling_mode_mean_tokens\": false"
    ),
  ])
  func `a model that is wrong in one place does not pass`(file: String, old: String, new: String)
    throws
  {
    let model = try TinyModel.variant(file: file, old, new)
    let golden = try TinyModel.golden()
    let report = try Verifier.run(model: model, against: .golden(golden))
    // Measured means: 0.976, 0.991, 0.944, 0.754.
    #expect(!report.passes(Thresholds(minCosine: 0.999)))
  }

  @Test func `a prompt that the golden texts have not changes ids and is counted`() throws {
    let golden = try TinyModel.golden()
    let prompted = Golden(
      path: "prompted", embeddings: golden.embeddings, texts: golden.texts, prompt: "query: ",
      inputIDs: golden.inputIDs, routing: golden.routing)
    let report = try Verifier.run(model: TinyModel.model(), against: .golden(prompted))
    #expect(report.tokenMismatches >= 60)
    #expect(report.cosine.mean < 0.999)
  }

  @Test func `without a tokenizer, or without texts, the golden ids are used`() throws {
    let golden = try TinyModel.golden()
    let first = try Verifier.run(model: TinyModel.model(tokenizer: false), against: .golden(golden))
    let ids = Golden(
      path: "ids", embeddings: golden.embeddings, inputIDs: golden.inputIDs)
    let second = try Verifier.run(model: TinyModel.model(), against: .golden(ids))
    for report in [first, second] {
      #expect(report.cosine.min >= 0.999_999)
      #expect(report.tokenMismatches == 0)
    }
    #expect(first.routerAgreement == 1)
    #expect(second.routerAgreement == nil)
    #expect(!second.comparesPooledNorms)
    #expect(second.worst.text == nil)
    let texts = Golden(path: "texts", embeddings: golden.embeddings, texts: golden.texts)
    #expect(throws: EvaluationError.inference(.noTokenizer)) {
      try Verifier.run(model: TinyModel.model(tokenizer: false), against: .golden(texts))
    }
  }

  @Test func `smaller sizes cut both sides, and golden vectors may be small themselves`() throws {
    let (model, golden) = (try TinyModel.model(), try TinyModel.golden())
    let cut = try Verifier.run(model: model, against: .golden(golden), dimensions: 64)
    let small = Golden(
      path: "small", embeddings: Verifier.cut(golden.embeddings, to: 64, normalizes: true),
      texts: golden.texts)
    let own = try Verifier.run(model: model, against: .golden(small))
    for report in [cut, own] {
      #expect(report.cosine.min >= 0.999_999)
      #expect(abs(report.normRatio.min - 1) <= 1e-5)
    }
    #expect(throws: EvaluationError.dimensions(expected: [128, 64, 32], found: 100)) {
      try Verifier.run(model: model, against: .golden(golden), dimensions: 100)
    }
    #expect(throws: EvaluationError.dimensions(expected: [128, 64, 32], found: 64)) {
      try Verifier.run(model: model, against: .golden(small), dimensions: 128)
    }
  }

  @Test func `a golden of another model is refused by what differs`() throws {
    let (model, golden) = (try TinyModel.model(), try TinyModel.golden())
    let wide = Golden(path: "wide", embeddings: [[Float](repeating: 1, count: 384)], texts: ["a"])
    #expect(throws: EvaluationError.dimensions(expected: [128, 64, 32], found: 384)) {
      try Verifier.run(model: model, against: .golden(wide))
    }
    func error(_ routing: GoldenRouting) -> EvaluationError? {
      let golden = Golden(
        path: "routing", embeddings: [golden.embeddings[0]], inputIDs: [[0]], routing: routing)
      return #expect(throws: EvaluationError.self) {
        try Verifier.run(model: model, against: .golden(golden))
      }
    }
    #expect(
      error(GoldenRouting(layerCount: 6, chosenCount: 2, experts: [[0, 1]]))
        == .routing(tensor: "router_top2", field: "layers with experts", expected: 2, found: 6))
    #expect(
      error(GoldenRouting(layerCount: 2, chosenCount: 1, experts: [[0, 1]]))
        == .routing(
          tensor: "router_top1", field: "experts per token", expected: 2, found: 1))
    #expect(
      error(GoldenRouting(layerCount: 2, chosenCount: 2, experts: [[0, 1, 0, 8]]))
        == .routing(tensor: "router_top2", field: "experts", expected: 8, found: 9))
    let detail = GoldenDetail(hidden: [0], hiddenShape: [1, 1, 1])
    let states = Golden(
      path: "states", embeddings: [golden.embeddings[0]], inputIDs: [[0]], details: [0: detail])
    #expect(
      throws: EvaluationError.hiddenStates(index: 0, expected: [5, 1, 128], found: [1, 1, 1])
    ) {
      try Verifier.run(model: model, against: .golden(states), comparesStates: true)
    }
  }

  @Test func `a text that the model cannot take is named by its own index`() throws {
    let golden = try TinyModel.golden()
    var ids = try #require(golden.inputIDs)
    ids[62][1] = 9984
    let bad = Golden(path: "bad", embeddings: golden.embeddings, inputIDs: ids)
    #expect(
      throws: EvaluationError.inference(.text(62, .unknownToken(expected: 9984, found: 9984)))
    ) { try Verifier.run(model: TinyModel.model(), against: .golden(bad)) }
  }
}
