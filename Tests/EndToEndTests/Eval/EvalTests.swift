import Base
import TestSupport
import Testing

struct EvalTests {
  private static let sets = "\(Tool.root)/Golden/retrieval"

  @Test func `a table has a row for every language and their mean`() throws {
    let result = try Tool.goldcrest.run("eval", Models.tiny, "--beir", EvalTests.sets)
    #expect(result.status == 0, "\(result.error)")
    let names = result.outputLines.compactMap { $0.split(separator: " ").first }
    for name in ["de", "en", "fr", "ja", "ru", "zh", "mean"] {
      #expect(names.count { $0 == name } == 1, "\(name)")
    }
    #expect(result.output.contains("nDCG@10  Recall@10  Recall@100  MRR@10"))
    #expect(!result.output.contains("difference"))
  }

  @Test func `the difference to the original has an interval around it`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder, "int4")
      let result = try Tool.goldcrest.run(
        "eval", path, "--beir", "\(EvalTests.sets)/en", "--beir", "\(EvalTests.sets)/ru",
        "--against", Models.tiny, "--json", "--resamples", "500", "--seed", "3")
      #expect(result.status == 0, "\(result.error)")
      let object = try Models.json(result.output)
      #expect(object["command"] == "eval")
      #expect(object["query_prompt"] == "search_query: ")
      #expect(object["document_prompt"] == "search_document: ")
      #expect(object["bootstrap"]?.object?["resamples"] == 500)
      #expect(object["bootstrap"]?.object?["seed"] == "3")
      let rows = try #require(object["sets"]?.array).compactMap(\.object)
      #expect(rows.map { $0["name"] } == ["en", "ru"])
      for row in rows + [try #require(object["mean"]?.object)] {
        let figures = try #require(row["figures"]?.object)
        let reference = try #require(row["reference"]?.object)
        #expect(figures.names == ["ndcg_10", "recall_10", "recall_100", "mrr_10"])
        for name in figures.names {
          let difference = try #require(row["differences"]?.object?[name]?.object)
          let mean = try #require(difference["mean"]?.double)
          let figure = try #require(figures[name]?.double)
          let other = try #require(reference[name]?.double)
          #expect(abs(mean - (figure - other)) < 1e-12)
          #expect(try #require(difference["low"]?.double) <= mean)
          #expect(try #require(difference["high"]?.double) >= mean)
        }
        let wins = ["better", "worse", "equal"].compactMap { row[$0]?.integer }
        #expect(wins.reduce(0, +) == row["queries"]?.integer)
        #expect(wins[0] > 0 && wins[1] > 0)
      }
    }
  }

  @Test func `published figures are met or not, and sets without any are refused`() throws {
    try TemporaryFolder.with { folder in
      func figures(_ value: Double, documents: Int = 133) throws -> String {
        try folder.write(
          """
          {"schema_version": 1, "model": "tiny", "sources": {"s": "this test"}, "token_ids": [],
           "pairs": [], "vector_prefixes": [], "retrieval": [{"set": "ru", "split": "test",
           "documents": \(documents), "metric": "ndcg_10", "value": \(value), "tolerance": 0.001,
           "source": "s"}]}
          """, to: "published.json")
      }
      let set = "\(EvalTests.sets)/ru"
      let plain = try Models.json(
        try Tool.goldcrest.run("eval", Models.tiny, "--beir", set, "--json").output)
      let row = try #require(plain["sets"]?.array?.first?.object)
      let documents = try #require(row["documents"]?.integer)
      let value = try #require(row["figures"]?.object?["ndcg_10"]?.double)
      for (offset, status) in [(0.0005, 0), (0.01, 2)] {
        let result = try Tool.goldcrest.run(
          "eval", Models.tiny, "--beir", set, "--published",
          try figures(value + offset, documents: documents), "--json")
        #expect(result.status == status, "\(result.error)")
        let report = try #require(try Models.json(result.output)["published"]?.object)
        #expect(report["passed"]?.bool == (status == 0))
        #expect(report["checks"]?.array?.count == 1)
      }
      let path = try figures(value, documents: documents + 1)
      let result = try Tool.goldcrest.run("eval", Models.tiny, "--beir", set, "--published", path)
      #expect(result.status == 1)
      #expect(
        result.error
          == "error: \(path): expected a figure of ru with its split and size, found those of ru\n")
    }
  }

  @Test func `a model is no better than itself`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run(
        "eval", path, "--beir", "\(EvalTests.sets)/ru", "--against", path, "--json")
      let mean = try #require(try Models.json(result.output)["mean"]?.object)
      for (_, difference) in try #require(mean["differences"]?.object).members.map({
        ($0.name, $0.value)
      }) {
        #expect(difference == ["mean": 0.0, "low": 0.0, "high": 0.0])
      }
      #expect(mean["equal"]?.integer == 67)
    }
  }

  @Test func `prompts are taken as they are asked for`() throws {
    let usual = try Tool.goldcrest.run(
      "eval", Models.tiny, "--beir", "\(EvalTests.sets)/ru", "--json")
    let named = try Tool.goldcrest.run(
      "eval", Models.tiny, "--beir", "\(EvalTests.sets)/ru", "--json", "--query-prompt", "query",
      "--document-prompt-text", "search_document: ")
    let none = try Tool.goldcrest.run(
      "eval", Models.tiny, "--beir", "\(EvalTests.sets)/ru", "--json", "--query-prompt-text", "",
      "--document-prompt-text", "")
    #expect(usual.output == named.output)
    #expect(
      try Models.json(usual.output)["mean"]?.object?["figures"]
        != Models.json(none.output)["mean"]?.object?["figures"])
    let unknown = try Tool.goldcrest.run(
      "eval", Models.tiny, "--beir", EvalTests.sets, "--query-prompt", "nonsense")
    #expect(unknown.status == 1)
    #expect(unknown.error.hasPrefix("error: \(Models.tiny): prompt 'nonsense': expected one of"))
  }

  @Test func `a set that is not sound ends with one line and code 1`() throws {
    let folder = "\(Tool.root)/Golden/Bad/retrieval/corpus-not-json"
    let result = try Tool.goldcrest.run("eval", Models.tiny, "--beir", folder)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.error
        == "error: \(folder)/corpus.jsonl: line 2, byte 22: expected a value, "
        + "found the end of the text\n")
  }

  @Test func `what a figure does not count is said`() throws {
    try TemporaryFolder.with { folder in
      let long = String(repeating: "word ", count: 3000)
      try folder.write("{\"_id\":\"d\",\"text\":\"\(long)\"}\n", to: "set/corpus.jsonl")
      try folder.write("{\"_id\":\"q\",\"text\":\"x\"}\n", to: "set/queries.jsonl")
      try folder.write("query-id\tcorpus-id\tscore\nq\te\t0\n", to: "set/qrels/test.tsv")
      let arguments = ["eval", Models.tiny, "--beir", folder.path("set")]
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path] + arguments, input: .bytes([])
      ).wait()
      let place = "warning: \(folder.path("set")):"
      #expect(result.status == 0)
      #expect(
        result.error == """
          \(place) judged documents missing from the corpus: 1
          \(place) queries without relevant documents, whose metrics are 0: 1
          \(place) truncated to the model's maximum length: 0 queries, 1 documents

          """)
      let quiet = try ChildProcess(
        arguments: [Tool.goldcrest.path] + arguments + ["--quiet"], input: .bytes([])
      ).wait()
      #expect(quiet.error.isEmpty)
    }
  }
}
