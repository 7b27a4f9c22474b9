import Base
import Evaluation
import TestSupport
import Testing

struct ReadingTests {
  @Test(arguments: BadSet.all)
  func `a set that is not sound is refused by its file and line`(bad: BadSet) throws {
    let error = try #require(throws: EvaluationError.self) {
      _ = try RetrievalSet.sets(in: [bad.path])
    }
    #expect(error.description == bad.path + bad.refusal)
  }

  @Test func `every bad set has its refusal`() {
    #expect(TemporaryFolder.names(in: BadSet.folder) == BadSet.all.map(\.name).sorted())
  }

  /// Writes a set of two documents and a query.
  private func write(
    _ folder: TemporaryFolder, _ name: String, split: String = "test",
    judgements: String = "query-id\tcorpus-id\tscore\nq1\td1\t1\n",
    corpus: String = #"{"_id":"d1","text":"first"}"# + "\n" + #"{"_id":"d2","text":"second"}"#
  ) throws {
    try folder.write(corpus, to: "\(name)/corpus.jsonl")
    try folder.write(
      #"{"_id":"q1","text":"which?","metadata":{}}"# + "\n\n" + #"{"_id":"q2","text":"why?"}"#,
      to: "\(name)/queries.jsonl")
    try folder.write(judgements, to: "\(name)/qrels/\(split).tsv")
  }

  @Test func `a folder is a set or holds sets, called by their folders`() throws {
    try TemporaryFolder.with { folder in
      for name in ["a/zh", "a/en", "b"] { try write(folder, name) }
      try folder.write("no set", to: "a/notes/readme.txt")
      let inner = try RetrievalSet.sets(in: [folder.path("a")])
      #expect(inner.map(\.name) == ["en", "zh"])
      let all = try RetrievalSet.sets(in: [folder.path("b"), folder.path("a/")])
      #expect(all.map(\.name) == ["b", "a/en", "a/zh"])
    }
  }

  @Test func `queries without judgements are left out, and dev stands in for test`() throws {
    try TemporaryFolder.with { folder in
      try write(folder, "a", split: "dev")
      let set = try RetrievalSet(path: folder.path("a"))
      #expect(set.split == "dev")
      #expect(set.queries.map(\.identifier) == [Identifier("q1")])
      #expect(set.queries[0].text == "which?")
      #expect(set.documentCount == 2)
      #expect(set.judgementCount == 1)
    }
  }

  @Test func `a named split is taken, and refused where it is not`() throws {
    try TemporaryFolder.with { folder in
      try write(folder, "a", split: "train")
      #expect(try RetrievalSet(path: folder.path("a"), split: "train").split == "train")
      let error = try #require(throws: EvaluationError.self) {
        _ = try RetrievalSet(path: folder.path("a"), split: "dev")
      }
      #expect(
        error
          == .malformed(
            place: "\(folder.path("a"))/qrels", expected: "dev.tsv", found: "none"))
    }
  }

  @Test func `judgements in TREC's form give the same as in BEIR's`() throws {
    try TemporaryFolder.with { folder in
      try write(
        folder, "beir",
        judgements: "query-id\tcorpus-id\tscore\r\nq1\td1\t2\r\nq2\td2\t0\r\n\nq1\td1\t2\r\n")
      try write(folder, "trec", judgements: "q1 0 d1 2\nq2\tQ0\td2\t0\nq1 0 d1 2")
      let sets = try RetrievalSet.sets(in: [folder.path])
      #expect(sets.map(\.name) == ["beir", "trec"])
      for set in sets {
        #expect(set.queries.map(\.identifier.text) == ["q1", "q2"])
        #expect(set.queries.map(\.scores) == [[Identifier("d1"): 2], [Identifier("d2"): 0]])
        #expect(set.queriesWithoutRelevantCount == 1)
      }
    }
  }

  @Test func `judged documents that the corpus lacks are counted`() throws {
    try TemporaryFolder.with { folder in
      try write(
        folder, "a",
        judgements: "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td8\t1\nq2\td8\t1\nq2\td9\t0\n")
      #expect(try RetrievalSet(path: folder.path("a")).missingDocumentCount == 2)
    }
  }

  @Test func `a document is title and text without white space around them`() {
    func document(_ title: String, _ text: String) -> String {
      TextRecord(identifier: Identifier("d"), text: text, title: title, line: 1).document
    }
    #expect(document("Title", "text") == "Title text")
    #expect(document("", "text\n") == "text")
    #expect(document(" \u{1c}\u{3000}T", " x \u{a0}") == "T  x")
    #expect(document("", " ") == "")
    #expect(document("\u{301}", "") == "\u{301}")
  }

  @Test func `a corpus that is no regular file is refused`() throws {
    try TemporaryFolder.with { folder in
      try write(folder, "a")
      try write(folder, "b")
      _ = folder.path("c/corpus.jsonl/")
      try folder.link("c/queries.jsonl", to: folder.path("a/queries.jsonl"))
      try folder.link("c/qrels", to: folder.path("a/qrels"))
      let error = try #require(throws: EvaluationError.self) {
        _ = try RetrievalSet(path: folder.path("c"))
      }
      #expect(error == .file(.notARegularFile(path: folder.path("c/corpus.jsonl"))))
    }
  }
}
