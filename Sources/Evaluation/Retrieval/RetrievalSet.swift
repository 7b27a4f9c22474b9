package import Base

/// Queries, documents and judgements in the layout of BEIR: `corpus.jsonl`, `queries.jsonl` and
/// `qrels/SPLIT.tsv` in a folder.
///
/// Documents stay on disk; queries and judgements are in memory.
package struct RetrievalSet: Sendable {
  /// What reports call the set: the folder's name.
  package let name: String
  /// The folder.
  package let path: String
  /// Which judgements were read: `test`, `dev`.
  package let split: String
  /// The queries that have judgements, in the order of these.
  package let queries: [JudgedQuery]
  /// How many documents there are; at least one.
  package let documentCount: Int
  /// How many judged documents the corpus lacks; they count as relevant and never found, as in BEIR.
  package let missingDocumentCount: Int

  /// A query and what was judged of it.
  package struct JudgedQuery: Sendable {
    /// The `_id`.
    package let identifier: Identifier
    package let text: String
    /// The scores of documents; relevant are those above 0.
    package let scores: [Identifier: Int]
  }

  /// How many queries have no relevant document; every figure of theirs is 0, as in trec_eval.
  package var queriesWithoutRelevantCount: Int {
    queries.count { query in query.scores.values.allSatisfy { $0 <= 0 } }
  }

  /// How many judgements there are.
  package var judgementCount: Int { queries.reduce(0) { $0 + $1.scores.count } }

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

extension RetrievalSet {
  /// The splits that are looked for if none is named.
  private static let usualSplits = ["test", "dev"]

  /// The sets in some folders: a folder that is one, or those of its folders that are, by name.
  ///
  /// Everything is read once and checked, documents too. With several folders, a set in a folder's
  /// folder is called by both names.
  ///
  /// - Throws: `EvaluationError.malformed` for a folder without any, others for the first file that is
  ///   refused.
  package static func sets(
    in paths: [String], split: String? = nil
  ) throws(EvaluationError) -> [RetrievalSet] {
    var sets: [RetrievalSet] = []
    for path in paths {
      let own = name(of: path)
      guard !RetrievalFiles.isSet(path) else {
        sets.append(try RetrievalSet(path: path, name: own, split: split))
        continue
      }
      var isFound = false
      for name in try folders(in: path) {
        let inner = Folder.join(path, name)
        guard RetrievalFiles.isSet(inner) else { continue }
        isFound = true
        let fullName = paths.count == 1 ? name : "\(own)/\(name)"
        sets.append(try RetrievalSet(path: inner, name: fullName, split: split))
      }
      guard isFound else {
        throw .malformed(
          place: path, expected: "corpus.jsonl, queries.jsonl and qrels, or folders that have them",
          found: "none")
      }
    }
    return sets
  }

  /// Reads and checks the set in the folder `path`.
  ///
  /// As in BEIR, queries without judgements are left out, and judged documents that the corpus lacks
  /// are counted; other than there, no line may contradict an earlier one.
  ///
  /// - Throws: `EvaluationError` naming the file and the line.
  package init(path: String, name: String? = nil, split: String? = nil) throws(EvaluationError) {
    let splits = split.map { [$0] } ?? RetrievalSet.usualSplits
    let folder = Folder.join(path, RetrievalFiles.judgements)
    guard let found = splits.first(where: { Folder.isFile(Folder.join(folder, "\($0).tsv")) })
    else {
      let names = splits.map { "\($0).tsv" }.joined(separator: " or ")
      throw .malformed(place: folder, expected: names, found: "none")
    }
    let judgements = try Judgements(path: Folder.join(folder, "\(found).tsv"))
    let queriesPath = Folder.join(path, RetrievalFiles.queries)
    let texts = try RetrievalSet.queryTexts(path: queriesPath)
    var queries: [JudgedQuery] = []
    var judged: Set<Identifier> = []
    for (query, scores, place) in judgements.queries {
      guard let text = texts[query] else {
        throw .malformed(
          place: place, expected: "a query of \(queriesPath)", found: "\"\(query)\"")
      }
      queries.append(JudgedQuery(identifier: query, text: text, scores: scores))
      judged.formUnion(scores.keys)
    }
    let scan = try CorpusScan(path: Folder.join(path, RetrievalFiles.corpus), judged: judged)
    self.init(
      name: name ?? RetrievalSet.name(of: path), path: path, split: found, queries: queries,
      documentCount: scan.documentCount, missingDocumentCount: scan.missing.count)
  }

  private static func queryTexts(path: String) throws(EvaluationError) -> [Identifier: String] {
    let reader = try TextRecordReader(path: path)
    var texts: [Identifier: String] = [:]
    var lines: [Identifier: Int] = [:]
    while let record = try reader.next() {
      if let firstLine = lines.updateValue(record.line, forKey: record.identifier) {
        throw record.isSecond(of: path, firstLine: firstLine)
      }
      texts[record.identifier] = record.text
    }
    guard !texts.isEmpty else {
      throw .malformed(place: path, expected: "at least one query", found: "none")
    }
    return texts
  }

  private static func folders(in path: String) throws(EvaluationError) -> [String] {
    try wrapping(EvaluationError.file, Folder.names(in: path, suffix: ""))
      .filter { Folder.isFolder(Folder.join(path, $0)) }
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// The files of a retrieval set.
enum RetrievalFiles {
  static let corpus = "corpus.jsonl"
  static let queries = "queries.jsonl"
  static let judgements = "qrels"

  /// Whether a folder is meant to be a retrieval set: it has at least one of the files.
  static func isSet(_ path: String) -> Bool {
    Folder.isFile(Folder.join(path, corpus)) || Folder.isFile(Folder.join(path, queries))
      || Folder.isFolder(Folder.join(path, judgements))
  }

  /// Refuses what is no regular file: it could not be read a second time.
  static func checkRegular(_ path: String) throws(EvaluationError) {
    _ = try wrapping(EvaluationError.file, ReadableFile(path: path))
  }
}

/// A first pass over a corpus, so that nothing is found wrong after hours of work.
///
/// Memory: a hash of 64 bits for each document.
struct CorpusScan {
  /// How many documents there are.
  private(set) var documentCount = 0
  /// Which of the judged documents are not there.
  private(set) var missing: Set<Identifier>

  /// - Throws: `EvaluationError` for a line that is no document, `.malformed`.
  init(path: String, judged: Set<Identifier>) throws(EvaluationError) {
    missing = judged
    let reader = try TextRecordReader(path: path)
    var hashes: Set<UInt64> = []
    while let record = try reader.next() {
      documentCount += 1
      missing.remove(record.identifier)
      guard !hashes.insert(record.identifier.shortHash).inserted else { continue }
      try CorpusScan.refuse(second: record, of: path)
    }
    guard documentCount > 0 else {
      throw .malformed(place: path, expected: "at least one document", found: "none")
    }
  }

  /// Refuses a record if one before it has its identifier and not only its hash.
  private static func refuse(
    second record: TextRecord, of path: String
  ) throws(EvaluationError) {
    let reader = try TextRecordReader(path: path)
    while let other = try reader.next(), other.line < record.line {
      guard other.identifier == record.identifier else { continue }
      throw record.isSecond(of: path, firstLine: other.line)
    }
  }
}

extension Identifier {
  /// FNV-1a of the bytes, 64 bits.
  fileprivate var shortHash: UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
