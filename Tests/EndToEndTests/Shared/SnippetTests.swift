import TestSupport
import Testing

/// The examples of `Snippets/`, built with the package and run as they are.
struct SnippetTests {
  private func run(_ snippet: String, _ arguments: String...) throws -> [String] {
    let program = Tool.goldcrest.path.split(separator: "/").dropLast() + [Substring(snippet)]
    let result = try ChildProcess(
      arguments: ["/" + program.joined(separator: "/")] + arguments, input: .bytes([])
    ).wait()
    #expect(result.status == 0, "\(result.error)")
    return result.output.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  @Test func `a model is converted, embeds, and stands behind a store's protocol`() throws {
    try TemporaryFolder.with { folder in
      let crest = folder.path("model.crest")
      let converted = try run("Convert", Models.tiny, crest)
      #expect(converted.count == 2)
      #expect(Double(converted.last ?? "") ?? 0 > 0.999)
      let other = folder.path("other.crest")
      #expect(try Tool.goldcrest.run("convert", Models.tiny, "-o", other).status == 0)
      #expect(try Models.bytes(crest) == Models.bytes(other))
      let embedded = try run("Embed", crest)
      #expect(embedded.count == 2)
      #expect(Double(embedded.last ?? "") ?? 2 <= 1)
      #expect(try run("VectorStore", crest) == [embedded.first ?? "", "2"])
    }
  }
}
