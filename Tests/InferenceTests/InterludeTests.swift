import Base
import Inference
import Model
import TestSupport
import Testing

/// What runs between the layers of a batch leaves both as they are alone.
@Suite struct InterludeTests {
  @Test(arguments: BitContractTests.schemes)
  func `texts that run between the layers of others have the bits that they have alone`(
    scheme: QuantizationScheme
  ) throws {
    let ids = try TinyGolden.read().ids
    let wanted = try BitContractTests.wanted(scheme)
    let model = try Tiny.model(scheme, options: BitContractTests.options())
    let (long, short) = (Array(0..<20), [20, 21])
    var interludes: [[[UInt32]]] = []
    let found = model.results(of: long.map { request(ids[$0], of: model) }) {
      interludes.append(
        bits(model.results(of: short.map { request(ids[$0], of: model) }, isInterlude: true)))
    }
    #expect(bits(found) == long.map { wanted[$0] })
    #expect(interludes.count >= model.configuration.layerCount - 1)
    #expect(interludes.allSatisfy { $0 == short.map { wanted[$0] } })
  }

  @Test func `sizes and normalisation are those of each sequence`() throws {
    let ids = try TinyGolden.read().ids
    let model = try Tiny.model(.int8, options: BitContractTests.options())
    let size = model.sentence.vectorSize
    let sizes = [size, size / 2, size, size / 4]
    let requests = sizes.enumerated().map { index, size in
      SequenceRequest(
        ids: ids[index], promptTokenCount: 0, dimensions: size, normalizes: index % 2 == 0)
    }
    let together = bits(model.results(of: requests))
    #expect(together.map(\.count) == sizes)
    #expect(together == requests.map { bits(model.results(of: [$0]))[0] })
  }

  @Test func `hidden states are those that a trace keeps, and change no vector`() throws {
    let ids = try TinyGolden.read().ids
    let model = try Tiny.model(.int8, options: BitContractTests.options())
    let requests = ids[3..<6].map { request($0, of: model) }
    let found = model.results(of: requests, outputs: .states)
    #expect(bits(found) == bits(model.results(of: requests)))
    for (result, ids) in zip(found, ids[3..<6]) {
      let trace = ForwardTrace(keeping: .all)
      _ = try model.embed(tokens: [ids], trace: trace)
      let states = try #require(try result.get().states)
      #expect(states.count == ids.count)
      #expect(states.flatMap { $0.map(\.bitPattern) } == trace.hidden.last?.map(\.bitPattern))
    }
  }

  private func request(_ ids: [Int32], of model: EmbeddingModel) -> SequenceRequest {
    SequenceRequest(
      ids: ids, promptTokenCount: 0, dimensions: model.sentence.vectorSize)
  }

  private func bits(_ results: [Result<TextEmbedding, InferenceError>]) -> [[UInt32]] {
    results.map { ((try? $0.get().dense) ?? []).map(\.bitPattern) }
  }
}
