public import Base

/// Queries, documents and judgements in the layout of BEIR: `corpus.jsonl`, `queries.jsonl` and
/// `qrels/SPLIT.tsv` in a folder.
///
/// Documents stay on disk; queries and judgements are in memory.
public struct RetrievalSet: Sendable {
  /// What reports call the set: the folder's name.
  public let name: String
  /// The folder.
  public let path: String
  /// Which judgements were read: `test`, `dev`.
  public let split: String
  /// The queries that have judgements, in the order of these.
  public let queries: [JudgedQuery]
  /// How many documents there are; at least one.
  public let documentCount: Int
  /// How many judged documents the corpus lacks; they count as relevant and never found, as in BEIR.
  public let missingDocumentCount: Int

  /// A query and what was judged of it.
  public struct JudgedQuery: Sendable {
    /// The `_id`.
    public let identifier: Identifier
    /// The text.
    public let text: String
    /// The scores of documents; relevant are those above 0.
    public let scores: [Identifier: Int]

    /// Takes all values as they are.
    public init(identifier: Identifier, text: String, scores: [Identifier: Int]) {
      self.identifier = identifier
      self.text = text
      self.scores = scores
    }
  }

  /// How many queries have no relevant document; every figure of theirs is 0, as in trec_eval.
  public var queriesWithoutRelevantCount: Int {
    queries.count { query in query.scores.values.allSatisfy { $0 <= 0 } }
  }

  /// How many judgements there are.
  public var judgementCount: Int { queries.reduce(0) { $0 + $1.scores.count } }

  init(
    name: String, path: String, split: String, queries: [JudgedQuery], documentCount: Int,
    missingDocumentCount: Int
  ) {
    self.name = name
    self.path = path
    self.split = split
    self.queries = queries
    self.documentCount = documentCount
    self.missingDocumentCount = missingDocumentCount
  }
}
