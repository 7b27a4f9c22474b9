import Base
import TestSupport
import Testing

/// Vectors of another program as the reference, or as what is judged.
struct VerifyVectorsTests {
  private static let texts = ["Where is the station?", "Où est la gare ?", "Wo ist der Bahnhof?"]

  /// A `.crest`, a file of the texts, and the original's vectors of them in the form that is asked for.
  private struct Case {
    let folder: TemporaryFolder
    let model: String
    let texts: String

    init(in folder: TemporaryFolder) throws {
      self.folder = folder
      model = try Models.converted(in: folder)
      texts = try folder.write(
        VerifyVectorsTests.texts.joined(separator: "\n") + "\n", to: "texts.txt")
    }

    /// What `embed` gives of the original, in one of its formats.
    func embedded(_ format: String, _ options: String...) throws -> String {
      let path = folder.path("vectors.\(format)")
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path, "embed", Models.tiny, "-i", texts, "-o", path]
          + ["--output-format", format, "--force"] + options, input: .bytes([])
      ).wait()
      #expect(result.status == 0, "\(result.error)")
      return path
    }

    /// The vectors as `embed` gives them.
    func vectors() throws -> [[Double]] {
      let object = try Models.json(
        String(decoding: try Models.bytes(embedded("json")), as: UTF8.self))
      return try #require(object["embeddings"]?.array).map { row in
        try #require(row.object?["embedding"]?.array).compactMap(\.double)
      }
    }

    func verify(_ path: String, _ options: String...) throws -> ChildProcess.Result {
      try ChildProcess(
        arguments: [Tool.goldcrest.path, "verify", model, "--vectors", path, "--texts", texts]
          + options, input: .bytes([])
      ).wait()
    }
  }

  @Test func `every form in which programs write vectors is read`() throws {
    try TemporaryFolder.with { folder in
      let files = try Case(in: folder)
      let vectors = try files.vectors()
      func list(_ row: Int) -> String { "\(vectors[row])" }
      let forms = [
        "lines.jsonl": (0..<3).map { #"{"embedding": \#(list($0))}"# }.joined(separator: "\n"),
        "vectors.jsonl": (0..<3).map { list($0) }.joined(separator: "\n"),
        // OpenAI: any order, with an index.
        "openai.json": #"{"object": "list", "data": ["#
          + [2, 0, 1].map { #"{"index": \#($0), "embedding": \#(list($0))}"# }.joined(
            separator: ",") + "]}",
        "responses.jsonl": #"{"data": [{"index": 0, "embedding": \#(list(0))}]}"# + "\n"
          + #"{"data": [{"index": 1, "embedding": \#(list(2))}, {"index": 0, "embedding": \#(list(1))}]}"#,
        "ollama.json": #"{"model": "m", "embeddings": [\#(list(0)), \#(list(1)), \#(list(2))]}"#,
        "tei.json": "[\(list(0)), \(list(1)), \(list(2))]",
        "llama-server.json": "["
          + (0..<3).map { #"{"index": \#($0), "embedding": [\#(list($0))]}"# }.joined(
            separator: ",") + "]",
      ]
      var paths = try forms.sorted { $0.key < $1.key }.map { try folder.write($1, to: $0) }
      paths += [try files.embedded("jsonl"), try files.embedded("npy")]
      for path in paths {
        let result = try files.verify(path, "--min-cosine", "0.999", "--json")
        #expect(result.status == 0, "\(path): \(result.error)")
        let report = try Models.json(result.output)
        #expect(report["count"] == 3)
        #expect(report["reference_read_by"] == "other_program")
      }
    }
  }

  @Test func `vectors of any length and of fewer dimensions are compared by their directions`()
    throws
  {
    try TemporaryFolder.with { folder in
      let path = folder.path("a.crest")
      let made = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", path, "--matryoshka", "128,64", "--quiet")
      #expect(made.status == 0, "\(made.error)")
      let files = try Case(in: folder)
      let scaled = try files.vectors().map { row in "\(row.prefix(64).map { $0 * 7 })" }
      let vectors = try folder.write(scaled.joined(separator: "\n"), to: "scaled.jsonl")
      let result = try Tool.goldcrest.run(
        "verify", path, "--vectors", vectors, "--texts", files.texts, "--min-centered-cosine",
        "0.999", "--json")
      #expect(result.status == 0, "\(result.error)")
    }
  }

  @Test func `the prompt is put before the texts, and other texts are not the same`() throws {
    try TemporaryFolder.with { folder in
      let files = try Case(in: folder)
      let prompted = try files.embedded("npy", "--prompt", "query")
      #expect(try files.verify(prompted, "--prompt", "query", "--min-cosine", "0.999").status == 0)
      #expect(try files.verify(prompted, "--min-cosine", "0.999").status == 2)
      let unknown = try files.verify(prompted, "--prompt", "nonsense")
      #expect(unknown.status == 1)
      #expect(unknown.error.hasPrefix("error: \(files.model): "))
    }
  }

  @Test func `a conversion can be verified by them, and the file remembers which`() throws {
    try TemporaryFolder.with { folder in
      let files = try Case(in: folder)
      let vectors = try files.embedded("npy")
      let path = folder.path("b.crest")
      let result = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", path, "--verify", vectors, "--texts", files.texts, "--json")
      #expect(result.status == 0, "\(result.error)")
      let report = try Models.json(result.output)["verification"]?.object
      #expect(report?["reference_read_by"] == "other_program")
      let inside = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      #expect(inside["fidelity"]?.object?["count"] == 3)
      #expect(try Tool.goldcrest.run("inspect", path, "--check").status == 0)
    }
  }

  @Test func `a rival's vectors are judged by a golden file without any model`() throws {
    try TemporaryFolder.with { folder in
      let texts = try folder.write("Where is the station?\n", to: "one.txt")
      let files = try Case(in: folder)
      let golden = "\(Tool.root)/Golden/tiny-moe.golden.safetensors"
      let rival = try folder.write(
        try Self.goldenTexts().map { #"{"text": \#(JSONValue.string($0).text)}"# }.joined(
          separator: "\n"), to: "golden.jsonl")
      let vectors = folder.path("rival.npy")
      let embedded = try Tool.goldcrest.run(
        "embed", files.model, "-i", rival, "--prompt-text", "", "--output-format", "npy", "-o",
        vectors)
      #expect(embedded.status == 0, "\(embedded.error)")
      let page = folder.path("rival.html")
      let result = try Tool.goldcrest.run(
        "verify", "--vectors", vectors, "--golden", golden, "--report", page, "--json")
      #expect(result.status == 0, "\(result.error)")
      let report = try Models.json(result.output)
      #expect(report["count"] == 63)
      #expect(report["kernel"] == .null)
      let own = try Models.json(
        try Tool.goldcrest.run("verify", files.model, "--golden", golden, "--json").output)
      let means = try [report, own].map { try #require($0["cosine"]?.object?["mean"]?.double) }
      #expect(abs(means[0] - means[1]) < 1e-6)
      #expect(
        WellFormed.problem(of: String(decoding: try Models.bytes(page), as: UTF8.self)) == nil)
      let missed = try Tool.goldcrest.run(
        "verify", "--vectors", vectors, "--golden", golden, "--min-cosine", "0.99999999")
      #expect(missed.status == 2)
      #expect(missed.output.contains("proof: against vectors of another program"))
      let few = try Tool.goldcrest.run(
        "embed", files.model, "-i", texts, "--output-format", "npy", "-o", vectors, "--force")
      #expect(few.status == 0)
      let refused = try Tool.goldcrest.run("verify", "--vectors", vectors, "--golden", golden)
      #expect(refused.status == 1)
      #expect(
        refused.error == "error: \(vectors): vectors: expected 63, as many as texts, found 1\n")
    }
  }

  /// The texts of the bundled model's golden file.
  private static func goldenTexts() throws -> [String] {
    let bytes = try Models.bytes("\(Tool.root)/Golden/texts/tiny.json")
    let object = try Models.json(String(decoding: bytes, as: UTF8.self))
    return try #require(object["texts"]?.array).compactMap { $0.object?["text"]?.string }
  }

  /// What every file in `Golden/Bad/vectors` is refused with, after its path;
  /// `Scripts/golden/make_bad_vectors.py` makes the files.
  static let bad = [
    "base64.jsonl":
      ": line 1: embedding: expected an array of numbers, found the string \"AAAAPwAAgD4AAIC/\"",
    "data-number.json": ": data: expected an array, found the integer 3",
    "double-nan.npy": ": value [1, 0]: expected a finite number, found nan",
    "double-too-large.npy": ": value [0, 0]: expected a finite number, found inf",
    "empty.jsonl": ": line 1: embedding: expected numbers, found none",
    "error.json": ": expected \"embedding\" or \"embeddings\" or \"data\", found neither",
    "half-infinite.npy": ": value [1, 1]: expected a finite number, found inf",
    "index-large.json": ": data[1].index: expected an integer from 0 to 1, found the integer 2",
    "index-missing.json": ": data[1].index: expected an integer from 0 to 1, found nothing",
    "index-twice.json": ": data[1].index: expected every index once, found 0 again",
    "integers.npy": ": descr: expected '<f2' or '<f4' or '<f8', found '|i1'",
    "nan.jsonl": ": line 2: embedding[2]: expected a number, found the number nan",
    "no-columns.npy": ": shape: expected [N, D] with N at least 1, found [2, 0]",
    "no-vector.jsonl":
      ": line 2: expected \"embedding\" or \"embeddings\" or \"data\", found neither",
    "none.jsonl": ": vectors: expected 2, as many as texts, found 0",
    "not-json.json": ", byte 10: expected a value, found the end of the text",
    "number.jsonl": ": line 2: expected an object, found the integer 7",
    "one-dimension.npy": ": shape: expected [N, D] with N at least 1, found [6]",
    "one.jsonl": ": vectors: expected 2, as many as texts, found 1",
    "other-width.jsonl": ": vectors: expected 128 dimensions, found 3",
    "three.npy": ": vectors: expected 2, as many as texts, found 3",
    "token-vectors.jsonl": ": line 1: embedding[0]: expected a number, found an array",
    "too-large.jsonl":
      ": vector 1, component 2: expected a finite number of binary32, found inf",
    "two-members.jsonl":
      ": line 1: expected \"embedding\" or \"embeddings\" or \"data\", found embedding and data",
    "values-cut.npy": ": values: expected 2 rows of 24 bytes, found 47 bytes",
    "width.jsonl": ": vector 1: expected 3 components as in vector 0, found 2",
    "word.jsonl": ": line 2: embedding[2]: expected a number, found the string \"x\"",
  ]

  @Test func `vectors that cannot be compared are refused by their place`() throws {
    let folder = "\(Tool.root)/Golden/Bad/vectors"
    #expect(TemporaryFolder.names(in: folder) == Self.bad.keys.sorted())
    try TemporaryFolder.with { temporary in
      let texts = try temporary.write("one\ntwo\n", to: "two.txt")
      for (name, refusal) in Self.bad {
        let path = "\(folder)/\(name)"
        let result = try Tool.goldcrest.run(
          "verify", Models.tiny, "--vectors", path, "--texts", texts)
        #expect(result.status == 1, "\(name)")
        #expect(result.output.isEmpty)
        #expect(result.error == "error: \(path)\(refusal)\n")
      }
    }
  }
}
