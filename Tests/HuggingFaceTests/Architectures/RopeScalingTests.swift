import Base
import HuggingFace
import Model
import Testing

@Suite struct RopeScalingTests {
  private func read(_ config: JSONValue, _ factor: Double) throws -> ModelConfiguration {
    try Architecture.resolve(config: config, file: "config.json")
      .settings(from: config, file: "config.json", ropeScaling: factor).configuration
  }

  @Test(arguments: [JSONValue.null, 8])
  func `a factor replaces that of the configuration`(written: JSONValue) throws {
    let config = ConfigurationFixture.nomicMoE.setting(["rotary_scaling_factor": written])
    guard case .rotary(let positions) = try read(config, 4).positions else {
      Issue.record("not rotary")
      return
    }
    #expect(positions.scaling?.factor == 4)
    #expect(positions.scaling?.trainedCount == 2048)
    #expect(positions.base == 10_000)
  }

  @Test func `other architectures are refused`() {
    let error = #expect(throws: HuggingFaceError.self) {
      try read(ConfigurationFixture.miniLM, 2)
    }
    #expect(
      error?.description == "config.json: model_type: expected \"nomic_bert\", as a rope scaling "
        + "was asked for, found \"bert\"")
  }

  @Test func `absolute positions are refused`() {
    let config = ConfigurationFixture.nomicMoE.setting(["rotary_emb_fraction": 0])
    let error = #expect(throws: HuggingFaceError.self) { try read(config, 2) }
    #expect(error?.description.contains("rotary_emb_fraction: expected 1") == true)
  }

  @Test func `a factor below 1 is refused`() {
    let error = #expect(throws: HuggingFaceError.self) {
      try read(ConfigurationFixture.nomicMoE, 0.5)
    }
    #expect(error?.description.contains("rotary_scaling_factor: expected at least 1") == true)
  }
}
