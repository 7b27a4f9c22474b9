import HuggingFace
import Conversion
import Evaluation
import TestSupport
import Testing

/// Goldens of models that choose another number of experts than two.
@Suite struct RouterChoiceTests {
  @Test(arguments: [
    ("nomic-moe-4-top-1", 1), ("nomic-moe-6-top-3", 3), ("nomic-moe-normalized", 2),
  ])
  func `a model's routing is compared whatever the number of experts chosen`(
    name: String, chosenCount: Int
  ) throws {
    let golden = try Golden(path: Repository.path("Golden/models/\(name).golden.safetensors"))
    let routing = try #require(golden.routing)
    #expect([routing.layerCount, routing.chosenCount] == [2, chosenCount])
    let model = try SourceModel(path: Repository.path("Golden/models/\(name)")).model()
    let report = try Verifier.run(model: model, against: .golden(golden))
    #expect(report.routerAgreement == 1)
    #expect(report.tokenMismatches == 0)
    #expect(report.cosine.min >= 0.999_999)
  }

  @Test func `a golden of another number of chosen experts is refused`() throws {
    let golden = try Golden(
      path: Repository.path("Golden/models/nomic-moe-4-top-1.golden.safetensors"))
    let model = try SourceModel(path: Repository.path("Golden/models/nomic-moe-normalized")).model()
    let error = #expect(throws: EvaluationError.self) {
      try Verifier.run(model: model, against: .golden(golden))
    }
    #expect(
      error?.description
        == "golden router_top1: experts per token: expected 2 as in the model, found 1")
  }
}
