import Base

extension RetrievalSet {
  /// The splits that are looked for if none is named.
  private static let usualSplits = ["test", "dev"]

  /// The sets in some folders: a folder that is one, or those of its folders that are, by name.
  ///
  /// Everything is read once and checked, documents too. With several folders, a set in a folder's
  /// folder is called by both names.
  ///
  /// - Throws: `RetrievalError.noSet` for a folder without any, others for the first file that is
  ///   refused.
  public static func sets(
    in paths: [String], split: String? = nil
  ) throws(RetrievalError) -> [RetrievalSet] {
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
      guard isFound else { throw .noSet(path: path) }
    }
    return sets
  }

  /// Reads and checks the set in the folder `path`.
  ///
  /// As in BEIR, queries without judgements are left out, and judged documents that the corpus lacks
  /// are counted; other than there, no line may contradict an earlier one.
  ///
  /// - Throws: `RetrievalError` naming the file and the line.
  public init(path: String, name: String? = nil, split: String? = nil) throws(RetrievalError) {
    let splits = split.map { [$0] } ?? RetrievalSet.usualSplits
    let folder = Folder.join(path, RetrievalFiles.judgements)
    guard let found = splits.first(where: { Folder.isFile(Folder.join(folder, "\($0).tsv")) })
    else { throw .noJudgements(path: folder, expected: splits.map { "\($0).tsv" }) }
    let judgements = try Judgements(path: Folder.join(folder, "\(found).tsv"))
    let queriesPath = Folder.join(path, RetrievalFiles.queries)
    let texts = try RetrievalSet.queryTexts(path: queriesPath)
    var queries: [JudgedQuery] = []
    var judged: Set<Identifier> = []
    for (query, scores, place) in judgements.queries {
      guard let text = texts[query] else {
        throw .unknownQuery(place: place, identifier: query.text, path: queriesPath)
      }
      queries.append(JudgedQuery(identifier: query, text: text, scores: scores))
      judged.formUnion(scores.keys)
    }
    let scan = try CorpusScan(path: Folder.join(path, RetrievalFiles.corpus), judged: judged)
    self.init(
      name: name ?? RetrievalSet.name(of: path), path: path, split: found, queries: queries,
      documentCount: scan.documentCount, missingDocumentCount: scan.missing.count)
  }

  private static func queryTexts(path: String) throws(RetrievalError) -> [Identifier: String] {
    let reader = try TextRecordReader(path: path)
    var texts: [Identifier: String] = [:]
    var lines: [Identifier: Int] = [:]
    while let record = try reader.next() {
      if let firstLine = lines.updateValue(record.line, forKey: record.identifier) {
        throw .twice(
          place: "\(path): line \(record.line)", identifier: record.identifier.text,
          firstLine: firstLine)
      }
      texts[record.identifier] = record.text
    }
    guard !texts.isEmpty else { throw .empty(path: path, expected: "query") }
    return texts
  }

  private static func folders(in path: String) throws(RetrievalError) -> [String] {
    let names: [String]
    do throws(FileError) {
      names = try Folder.names(in: path, suffix: "")
    } catch {
      throw .file(error)
    }
    return names.filter { Folder.isFolder(Folder.join(path, $0)) }
  }

  private static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
