import Base
import TestSupport
import Testing

struct VerifyTests {
  @Test func `a good conversion passes its golden`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run(
        "verify", path, "--golden", Models.tinyGolden, "--min-cosine", "0.999",
        "--min-centered-cosine", "0.999", "--json")
      #expect(result.status == 0, "\(result.error)")
      #expect(result.error.isEmpty)
      let report = try Models.json(result.output)
      #expect(report["schema_version"]?.integer == 1)
      #expect(report["passed"]?.bool == true)
      #expect(report["count"]?.integer == 63)
      for name in ["cosine", "centered_cosine"] {
        for statistic in ["mean", "min", "p1", "p50"] {
          #expect(report[name]?.object?[statistic]?.double != nil, "\(name).\(statistic)")
        }
      }
      for name in ["top10_overlap", "router_agreement"] { #expect(report[name]?.double != nil) }
    }
  }

  @Test func `a missed threshold has an exit code of its own and still gives the report`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder, "int4")
      let result = try Tool.goldcrest.run(
        "verify", path, "--golden", Models.tinyGolden, "--min-cosine", "0.999999")
      #expect(result.status == 2)
      #expect(result.output.contains("FAILED"))
      #expect(result.error.isEmpty)
    }
  }

  @Test func `the original is the reference where no golden is`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let texts = try folder.write("Where is the station?\nOù est la gare ?\n", to: "texts.txt")
      let result = try Tool.goldcrest.run(
        "verify", path, "--against", Models.tiny, "--texts", texts, "--prompt", "query", "--json")
      #expect(result.status == 0, "\(result.error)")
      #expect(try Models.json(result.output)["count"]?.integer == 2)
    }
  }

  @Test(arguments: ["tiny-moe", "models/bert-mean"])
  func `without texts, sentences in the languages that the tokenizer knows judge`(name: String)
    throws
  {
    let model = "\(Tool.root)/Golden/\(name)"
    let result = try Tool.goldcrest.run("verify", model, "--against", model, "--json")
    #expect(result.status == 0, "\(result.error)")
    let report = try Models.json(result.output)
    #expect(report["reference_read_by"] == "goldcrest")
    let leftOut = try #require(report["languages_left_out"]?.array).compactMap(\.string)
    let judged = try #require(report["languages"]?.array).compactMap {
      $0.object?["language"]?.string
    }
    #expect(judged.contains("en") && leftOut.contains("el"))
    #expect(Set(judged).isDisjoint(with: leftOut) && judged.count + leftOut.count == 20)
    #expect(report["count"]?.integer == 309 - 11 * leftOut.count)
    let text = try Tool.goldcrest.run("verify", model, "--against", model).output
    #expect(text.contains("proof: against the original, read by Goldcrest itself"))
    #expect(text.contains("that the tokenizer does not know: \(leftOut.joined(separator: ", "))\n"))
  }

  @Test func `what convert was told about the original holds when it is the reference`() throws {
    try TemporaryFolder.with { folder in
      let model = try Models.copy(
        in: folder,
        without: ["modules.json", "1_Pooling/config.json", "config_sentence_transformers.json"])
      let path = folder.path("a.crest")
      let converted = try Tool.goldcrest.run(
        "convert", model, "--pooling", "mean", "--repository", "intfloat/multilingual-e5-base",
        "-o", path, "--quiet")
      #expect(converted.status == 0, "\(converted.error)")
      let result = try Tool.goldcrest.run("verify", path, "--against", model, "--prompt", "query")
      #expect(result.status == 0, "\(result.error)")
    }
  }

  @Test func `figures published for another model are not met`() throws {
    let figures = "\(Tool.root)/Golden/published/nomic-embed-text-v2-moe.json"
    let result = try Tool.goldcrest.run("verify", Models.tiny, "--published", figures, "--json")
    #expect(result.status == 2, "\(result.error)")
    #expect(try Models.json(result.output)["passed"]?.bool == false)
  }

  @Test func `a golden that is none is refused`() throws {
    let weights = "\(Models.tiny)/model.safetensors"
    let result = try Tool.goldcrest.run("verify", Models.tiny, "--golden", weights)
    #expect(result.status == 1)
    #expect(result.error.hasPrefix("error: \(weights)"))
  }
}
