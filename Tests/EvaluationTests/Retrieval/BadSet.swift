import TestSupport
import Testing

/// What every set in `Golden/Bad/retrieval` is refused with, after its folder's path.
///
/// `Scripts/golden/make_bad_retrieval.py` makes the sets.
struct BadSet: CustomTestStringConvertible, Sendable {
  let name: String
  let refusal: String

  var testDescription: String { name }
  var path: String { BadSet.folder + "/" + name }

  static let folder = Repository.path("Golden/Bad/retrieval")

  init(_ name: String, _ refusal: String) {
    self.name = name
    self.refusal = refusal
  }

  static let all = files + corpus + queries + judgements

  static let files = [
    BadSet(
      "nothing",
      ": expected corpus.jsonl, queries.jsonl and qrels, or folders that have them, found none"),
    BadSet("corpus-missing", "/corpus.jsonl: cannot open: No such file or directory"),
    BadSet("queries-missing", "/queries.jsonl: cannot open: No such file or directory"),
    BadSet("qrels-missing", "/qrels: expected test.tsv or dev.tsv, found none"),
    BadSet("qrels-other-split", "/qrels: expected test.tsv or dev.tsv, found none"),
  ]

  static let corpus = [
    BadSet("corpus-empty", "/corpus.jsonl: expected at least one document, found none"),
    BadSet(
      "corpus-not-json",
      "/corpus.jsonl: line 2, byte 22: expected a value, found the end of the text"),
    BadSet(
      "corpus-array",
      "/corpus.jsonl: line 2: expected an object, found an array"),
    BadSet("corpus-no-id", "/corpus.jsonl: line 2: _id: expected a string, found nothing"),
    BadSet(
      "corpus-id-number", "/corpus.jsonl: line 2: _id: expected a string, found the integer 2"),
    BadSet("corpus-id-empty", "/corpus.jsonl: line 2: _id: expected a name, found an empty one"),
    BadSet("corpus-no-text", "/corpus.jsonl: line 2: text: expected a string, found nothing"),
    BadSet(
      "corpus-title-number",
      "/corpus.jsonl: line 2: title: expected a string, found the integer 2"),
    BadSet(
      "corpus-id-twice",
      "/corpus.jsonl: line 4: expected every _id once, found \"d1\" of line 1 again"),
  ]

  static let queries = [
    BadSet("queries-empty", "/queries.jsonl: expected at least one query, found none"),
    BadSet(
      "queries-not-json",
      "/queries.jsonl: line 1, byte 0: expected a value, found 'w'"),
    BadSet(
      "queries-id-twice",
      "/queries.jsonl: line 2: expected every _id once, found \"q1\" of line 1 again"),
  ]

  static let judgements = [
    BadSet("qrels-empty", "/qrels/test.tsv: expected at least one judgement, found none"),
    BadSet(
      "qrels-no-header",
      "/qrels/test.tsv: line 1: expected the header query-id, corpus-id, score between tabs, "
        + "found a judgement"),
    BadSet(
      "qrels-one-field",
      "/qrels/test.tsv: line 1: expected the header query-id, corpus-id, score between tabs, or "
        + "TREC's four fields, found 1 fields between tabs"),
    BadSet("qrels-two-fields", "/qrels/test.tsv: line 2: expected 3 fields, found 2"),
    BadSet(
      "qrels-score-float", "/qrels/test.tsv: line 2: score: expected an integer, found \"1.0\""),
    BadSet(
      "qrels-score-word", "/qrels/test.tsv: line 3: score: expected an integer, found \"yes\""),
    BadSet(
      "qrels-score-huge",
      "/qrels/test.tsv: line 2: score: expected an integer, found \"99999999999\""),
    BadSet("qrels-trec-fields", "/qrels/test.tsv: line 2: expected 4 fields, found 3"),
    BadSet("qrels-not-utf8", "/qrels/test.tsv: line 2: expected UTF-8, found an invalid sequence"),
    BadSet(
      "qrels-contradiction",
      "/qrels/test.tsv: line 3: expected the score 1 of an earlier line for \"q1\" and \"d1\", "
        + "found 2"),
    BadSet(
      "qrels-unknown-query",
      "/qrels/test.tsv: line 3: expected a query of "
        + "\(BadSet.folder)/qrels-unknown-query/queries.jsonl, found \"q2\""),
  ]
}
