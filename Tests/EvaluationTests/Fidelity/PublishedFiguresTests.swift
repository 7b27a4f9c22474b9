import TestSupport
import Base
import Evaluation
import Testing

@Suite struct PublishedFiguresTests {
  static let file = "Golden/published/nomic-embed-text-v2-moe.json"

  @Test func `the published figures are read whole`() throws {
    let figures = try PublishedFigures(path: Repository.path(Self.file))
    #expect(figures.model == "nomic-ai/nomic-embed-text-v2-moe")
    #expect(figures.tokenIDs.count == 5)
    #expect(figures.tokenIDs[1].ids == [0, 33938, 454, 117432, 12, 35378, 38, 2])
    #expect(figures.pairs.map(\.cosine) == [0.911788])
    #expect(figures.pairs.map(\.tolerance) == [0.0005])
    #expect(figures.prefixes.map(\.prefix.count) == [10])
    let sources = figures.tokenIDs.map(\.source) + figures.pairs.map(\.source)
    #expect(
      (sources + figures.retrieval.map(\.source) + figures.notes.map(\.source)).allSatisfy {
        figures.sources[$0] != nil
      })
    #expect(figures.retrieval.first?.value == 0.7288)
    #expect(figures.retrieval.count { $0.split == "validation" } == 12)
    #expect(figures.notes.first?.value == 0.770231)
  }

  static let wrong: [(String, String, String)] = [
    (
      #""schema_version": 1"#, #""schema_version": 2"#,
      "'schema_version': expected 1, found the integer 2"
    ),
    (#""model":"#, #""modell":"#, "'model': expected a string, found nothing"),
    (
      "[0, 62723,", "[0, 6e9,",
      "'token_ids[4].ids[1]': expected token ids, found the number 6000000000.0"
    ),
    (
      "0.911788", "1.911788",
      "'pairs[0].cosine': expected a number from -1.0 to 1.0, found the number 1.911788"
    ),
    (
      "0.0005", "-1",
      "'pairs[0].tolerance': expected a number from 0.0 to 2.0, found the integer -1"
    ),
    ("768", "9", "'vector_prefixes[0].prefix': expected from 1 to 9 numbers, found 10"),
    (
      "768", "0",
      "'vector_prefixes[0].dimensions': expected a positive integer, found the integer 0"
    ),
    (
      #""metric": "ndcg_10""#, #""metric": "map_10""#,
      "'retrieval[0].metric': expected ndcg_10 or recall_10 or recall_100 or mrr_10, found the string \"map_10\""
    ),
    (
      "0.7288", "72.88",
      "'retrieval[0].value': expected a number from 0.0 to 1.0, found the number 72.88"
    ),
    (
      "0.770231", "77.0231",
      "'notes[0].value': expected a number from -1.0 to 1.0, found the number 77.0231"
    ),
    (#""pairs": ["#, #""pairs": [3,"#, "'pairs[0]': expected an object, found the integer 3"),
  ]

  @Test(arguments: wrong)
  func `a wrong field is named`(old: String, new: String, refusal: String) throws {
    let bytes = try ReadableFile(path: Repository.path(Self.file)).contents(limit: 1 << 20)
    let text = String(decoding: bytes, as: UTF8.self)
    let place = try #require(text.firstRange(of: old))
    let changed = text.replacingCharacters(place, new)
    let error = #expect(throws: EvaluationError.self) {
      try PublishedFigures(parsing: Array(changed.utf8), path: "p.json")
    }
    #expect(error?.description == "p.json: field \(refusal)")
  }

  @Test func `the vectors published for all-MiniLM-L6-v2 are whole`() throws {
    let figures = try PublishedFigures(
      path: Repository.path("Golden/published/all-MiniLM-L6-v2.json"))
    #expect(figures.prefixes.map(\.prefix.count) == [384, 384, 384, 128])
  }

  @Test func `text that is not JSON is refused with its place`() {
    let error = #expect(throws: EvaluationError.self) {
      try PublishedFigures(parsing: Array("{".utf8), path: "p.json")
    }
    #expect(error?.description.hasPrefix("p.json: invalid JSON at byte 1") == true)
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<String.Index>, _ new: String) -> String {
    self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
