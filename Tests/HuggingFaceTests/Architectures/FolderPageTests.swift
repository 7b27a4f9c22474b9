import Base
import HuggingFace
import TestSupport
import Testing

/// `Formats/FOLDERS.md` against the key tables of the code.
///
/// A table of keys in the page begins with the comment `<!-- keys: TITLE -->` and ends at the first
/// empty line; `RECORD_GOLDENS=1` writes the rows anew.
@Suite struct FolderPageTests {
  private static let name = "Formats/FOLDERS.md"

  @Test func `the page has every key of every table with its rule, and no other key`() throws {
    let page = try #require(String(validating: Repository.bytes(Self.name), as: UTF8.self))
    let (expected, missing) = Self.filled(page)
    #expect(missing.isEmpty, "tables that are missing in the page: \(missing)")
    if unsafe getenv("RECORD_GOLDENS") != nil {
      try AtomicFileWriter.write(
        Array(expected.utf8), to: Repository.path(Self.name), overwriting: true)
      Issue.record("recorded \(Self.name)")
    }
    let difference = zip(Self.lines(page), Self.lines(expected)).first { $0 != $1 }
    #expect(difference.map { "expected \($0.1), found \($0.0)" } == nil)
    #expect(page == expected)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The page with the rows that the code has, and the tables that it has no place for.
  private static func filled(_ page: String) -> (page: String, missing: [String]) {
    var tables = [String: FolderTable](uniqueKeysWithValues: FolderTable.all.map { ($0.title, $0) })
    var lines: [Substring] = []
    var isInTable = false
    for line in Self.lines(page) {
      if line.isEmpty { isInTable = false }
      if !isInTable { lines.append(line) }
      guard line.hasPrefix("<!-- keys: "), line.hasSuffix(" -->") else { continue }
      isInTable = true
      let title = String(line.dropFirst(11).dropLast(4))
      lines.append("| key | rule |")
      lines.append("| --- | --- |")
      // An unknown or repeated title leaves an empty table, which is no page of the code's.
      lines += (tables.removeValue(forKey: title)?.rows ?? ["no such table"]).map { $0[...] }
    }
    return (lines.joined(separator: "\n"), tables.keys.sorted())
  }
}
