import Foundation
import TestSupport
import Testing

/// What other packages may rely on; `RECORD_GOLDENS=1` writes the list anew.
@Suite struct PublicDeclarationTests {
  /// Every public declaration of a module up to its body, and the cases of its enumerations, below the
  /// name of its file.
  private static func declarations(of module: String) throws -> [String] {
    let folder = URL(filePath: Repository.path("Sources/\(module)"), directoryHint: .isDirectory)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    var lines: [String] = []
    for name in names where name.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      var found: [String] = []
      var open: String?
      for line in text.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) {
        let begins =
          line.hasPrefix("public ") || line.contains(" public ") && !line.hasPrefix("//")
          || line.wholeMatch(of: /case \w+(\(.+\))?/) != nil
        guard begins || open != nil else { continue }
        let whole = open.map { "\($0) \(line)" } ?? line
        open = nil
        if whole.filter({ $0 == "(" }).count > whole.filter({ $0 == ")" }).count {
          open = whole
        } else {
          found.append(String(whole.prefix { $0 != "{" }).trimmingCharacters(in: .whitespaces))
        }
      }
      if !found.isEmpty { lines += ["\(module)/\(name)"] + found.map { "  \($0)" } }
    }
    return lines
  }

  @Test func `public is what the committed list says`() throws {
    let found = try ["Goldcrest", "GoldcrestConversion"].flatMap { try Self.declarations(of: $0) }
    let path = Repository.path("Formats/PublicDeclarations.txt")
    if unsafe getenv("RECORD_GOLDENS") != nil {
      try (found.joined(separator: "\n") + "\n").write(
        toFile: path, atomically: true, encoding: .utf8)
    }
    let listed = try String(contentsOfFile: path, encoding: .utf8)
    #expect(listed.split(separator: "\n").map(String.init) == found)
  }

  @Test func `other modules are for this package alone`() throws {
    let root = Repository.path("Sources")
    for module in try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    where !module.hasPrefix("Goldcrest") || module == "GoldcrestCLI" {
      // A module of the system can only be passed on publicly; a line of text is no declaration.
      let found = try Self.declarations(of: module).filter {
        $0.hasPrefix("  public ")
      }
      #expect(found == [], "\(module)")
    }
  }
}
