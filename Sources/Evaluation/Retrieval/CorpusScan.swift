import Base

/// A first pass over a corpus, so that nothing is found wrong after hours of work.
///
/// Memory: a hash of 64 bits for each document.
struct CorpusScan {
  /// How many documents there are.
  private(set) var documentCount = 0
  /// Which of the judged documents are not there.
  private(set) var missing: Set<Identifier>

  /// - Throws: `RetrievalError` for a line that is no document, `.twice`, `.empty`.
  init(path: String, judged: Set<Identifier>) throws(RetrievalError) {
    missing = judged
    let reader = try TextRecordReader(path: path)
    var hashes: Set<UInt64> = []
    while let record = try reader.next() {
      documentCount += 1
      missing.remove(record.identifier)
      guard !hashes.insert(record.identifier.shortHash).inserted else { continue }
      try CorpusScan.refuse(second: record, of: path)
    }
    guard documentCount > 0 else { throw .empty(path: path, expected: "document") }
  }

  /// Refuses a record if one before it has its identifier and not only its hash.
  private static func refuse(
    second record: TextRecord, of path: String
  ) throws(RetrievalError) {
    let reader = try TextRecordReader(path: path)
    while let other = try reader.next(), other.line < record.line {
      guard other.identifier == record.identifier else { continue }
      throw .twice(
        place: "\(path): line \(record.line)", identifier: record.identifier.text,
        firstLine: other.line)
    }
  }
}

extension Identifier {
  /// FNV-1a of the bytes, 64 bits.
  fileprivate var shortHash: UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
