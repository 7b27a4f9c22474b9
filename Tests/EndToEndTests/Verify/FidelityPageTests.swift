import Hashing
import Base
import CrestFormat
import Evaluation
import GoldcrestCLI
import TestSupport
import Testing

struct FidelityPageTests {
  @Test func `a verification becomes one page, the same each time, with all its parts`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder, "int4")
      let pages = try ["a.html", "b.html"].map { name in
        let result = try Tool.goldcrest.run(
          "verify", path, "--golden", Models.tinyGolden, "--report", folder.path(name), "--threads",
          name == "a.html" ? "1" : "3")
        #expect(result.status == 0, "\(result.error)")
        return String(decoding: try Models.bytes(folder.path(name)), as: UTF8.self)
      }
      #expect(pages[0] == pages[1])
      let page = pages[0]
      #expect(WellFormed.problem(of: page) == nil)
      for part in [
        "PASSED", "Cosines", "Centered cosines", "By language", "By length", "Error by layer",
        "Router agreement by layer", "Expert load", "Bits per weight", "Worst texts",
        "fingerprint",
        "<bdi lang=\"", "tiny-int4.crest",
      ] where !page.contains(part) { Issue.record("no \(part)") }
      #expect(!page.contains(folder.path), "a path of this machine")
      #expect(!page.contains("Not measured"))
    }
  }

  @Test func `a page overwrites nothing that is read`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let golden = folder.path("golden.safetensors")
      let bytes = try Models.bytes(Models.tinyGolden)
      try AtomicFileWriter.write(bytes, to: golden, overwriting: false)
      for input in [path, golden] {
        let before = try Models.bytes(input)
        let result = try Tool.goldcrest.run(
          "verify", path, "--golden", golden, "--report", input, "--force")
        #expect(result.status == 1)
        #expect(result.error.contains("\(input): output would overwrite an input"))
        #expect(try Models.bytes(input) == before)
      }
      let result = try Tool.goldcrest.run(
        "convert", Models.tiny, "--verify", golden, "-o", golden, "--force")
      #expect(result.status == 1)
      #expect(try Models.bytes(golden) == bytes)
    }
  }

  @Test func `against a model there are layers, too, and scripts where there are no languages`()
    throws
  {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let hostile = "</p><script>alert(1)</script> \"&' \u{1b}[31m \u{202e}abc"
      let texts = try folder.write("Where is it?\nГде вокзал?\n\(hostile)\n", to: "texts.txt")
      let result = try Tool.goldcrest.run(
        "verify", path, "--against", Models.tiny, "--texts", texts, "--report",
        folder.path("a.html"))
      #expect(result.status == 0, "\(result.error)")
      let page = String(decoding: try Models.bytes(folder.path("a.html")), as: UTF8.self)
      #expect(WellFormed.problem(of: page) == nil)
      for part in ["By script", "Cyrillic", "Latin", "Error by layer", "3 of 3 texts"]
      where !page.contains(part) { Issue.record("no \(part)") }
      #expect(!page.contains("<script"))
      #expect(page.contains("&lt;script&gt;alert(1)"))
      #expect(!page.contains("\u{1b}"))
    }
  }

  @Test func `a golden file without routers and states says what is not measured`() throws {
    try TemporaryFolder.with { folder in
      let page = folder.path("a.html")
      let golden = "\(Tool.root)/Golden/models/gte-new.golden.safetensors"
      let model = "\(Tool.root)/Golden/models/gte-new"
      let result = try Tool.goldcrest.run(
        "verify", model, "--golden", golden, "--report", page, "--dimensions", "64")
      #expect(result.status == 0, "\(result.error)")
      let text = String(decoding: try Models.bytes(page), as: UTF8.self)
      #expect(text.contains("no experts"))
      #expect(text.contains("Not measured: the original is run as it is, in binary32."))
    }
  }

  @Test func `a missed threshold writes the page and says so on it`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let result = try Tool.goldcrest.run(
        "verify", path, "--golden", Models.tinyGolden, "--min-centered-cosine", "0.9999999",
        "--report", folder.path("a.html"))
      #expect(result.status == 2)
      let page = String(decoding: try Models.bytes(folder.path("a.html")), as: UTF8.self)
      #expect(page.contains("<span class=\"verdict failed\">FAILED</span>"))
    }
  }

  @Test func `a page that is there stays unless force is given, and nothing else is written`()
    throws
  {
    try TemporaryFolder.with { folder in
      let page = try folder.write("mine", to: "a.html")
      let arguments = ["verify", Models.tiny, "--golden", Models.tinyGolden, "--report"]
      func run(_ more: [String]) throws -> ChildProcess.Result {
        try ChildProcess(
          arguments: [Tool.goldcrest.path] + arguments + more, input: .bytes([])
        ).wait()
      }
      let refused = try run([page])
      #expect(refused.status == 1)
      #expect(refused.error == "error: \(page): already exists (use --force to replace it)\n")
      #expect(refused.output.isEmpty)
      #expect(try Models.bytes(page) == Array("mine".utf8))
      let nowhere = try run(["\(folder.path)/none/a.html"])
      #expect(nowhere.status == 1)
      #expect(nowhere.error.contains("\(folder.path)/none"))
      #expect(try run([page, "--force"]).status == 0)
      #expect(try Models.bytes(page).count > 4)
      #expect(folder.names == ["a.html"])
    }
  }

  @Test func `figures that are not finite fail, in words`() {
    let report = FidelityReport(
      golden: [[1, 0], [0, 1]], ours: [[.nan, 0], [0, 1]],
      context: .init(
        details: FidelityDetails(
          texts: ["one", "<two>"], tokenCounts: [1, 2],
          states: [
            StateFidelity(relativeError: .nan, cosine: .nan),
            StateFidelity(relativeError: 0.1, cosine: 0.9),
          ], stateTextCount: 2,
          routing: [RoutingFidelity(layer: 1, agreement: nil, tokenCounts: [3, 0])])))
    let page = FidelityPage(
      report: report, thresholds: Thresholds(minCosine: 0.5),
      subject: FidelitySubject(name: "<model>", facts: [("a", "b")], byteCount: 1),
      reference: .init(name: "\"golden\"", stored: .golden(Checksum(of: []))), proof: "a <proof>"
    ).text
    #expect(WellFormed.problem(of: page) == nil)
    #expect(page.contains("<span class=\"verdict failed\">FAILED</span>"))
    #expect(page.contains("a figure is not finite"))
    #expect(page.contains("a &lt;proof&gt;"))
    #expect(page.contains("<td><span class=\"failed\">failed</span></td>"))
    #expect(page.contains("cosine not finite"))
    #expect(page.contains("1 experts received no tokens"))
    #expect(!page.lowercased().contains("nan\""))
  }
}
