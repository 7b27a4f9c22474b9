import Base
import TestSupport
import Testing

struct PruneTests {
  private func run(_ arguments: [String], input: String = "") throws -> ChildProcess.Result {
    try ChildProcess(
      arguments: [Tool.goldcrest.path] + arguments, input: .bytes(Array(input.utf8))
    ).wait()
  }

  @Test(arguments: ["int8", "int4", "f16"])
  func `converting with languages gives the bytes of converting and pruning`(scheme: String) throws
  {
    try TemporaryFolder.with { folder in
      let whole = try Models.converted(in: folder, scheme)
      let (one, two) = (folder.path("one.crest"), folder.path("two.crest"))
      let cut = ["--languages", "de,en"]
      let pruned = try run(["prune", whole, "-o", one, "--threads", "1"] + cut)
      #expect(pruned.status == 0, "\(pruned.error)")
      #expect(pruned.output.isEmpty)
      #expect(pruned.error.contains("kept for de, en"))
      let converted = try run(["convert", Models.tiny, "--quantize", scheme, "-o", two] + cut)
      #expect(converted.status == 0, "\(converted.error)")
      #expect(try Models.bytes(one) == Models.bytes(two))
      let again = try run(
        ["convert", Models.tiny, "--quantize", scheme, "-o", two, "--force"] + cut)
      #expect(again.status == 0, "\(again.error)")
      #expect(try Models.bytes(one) == Models.bytes(two))
      #expect(folder.names == ["one.crest", "tiny-\(scheme).crest", "two.crest"])
      #expect(try run(["inspect", one, "--check"]).status == 0)
    }
  }

  @Test func `a corpus from standard input, files of lines and JSON lines are kept together`()
    throws
  {
    try TemporaryFolder.with { folder in
      let whole = try Models.converted(in: folder)
      let lines = try folder.write("Wo ist der Bahnhof?\n\nGrüße\n", to: "a.txt")
      let objects = try folder.write(
        #"{"_id": 1, "text": "où est la gare ?"}"# + "\n", to: "b.jsonl")
      let path = folder.path("pruned.crest")
      let result = try run(
        [
          "prune", whole, "-o", path, "--keep-tokens-from", lines, "--keep-tokens-from", objects,
          "--keep-tokens-from", "-", "--check", objects, "--json",
        ], input: "Где вокзал?\n")
      #expect(result.status == 0, "\(result.error)")
      let report = try Models.json(result.output)
      #expect(report["schema_version"]?.integer == 1)
      #expect(report["command"]?.string == "prune")
      #expect(report["file_bytes"]?.integer == (try ReadableFile(path: path).byteCount))
      let pruning = try #require(report["pruning"]?.object)
      let texts = pruning["kept"]?.object?["texts"]?.string
      #expect(texts?.hasPrefix("5, sha256 ") == true)
      #expect(pruning["check"]?.object?["texts"]?.integer == 1)
      #expect(pruning["check"]?.object?["changed_texts"]?.integer == 0)
      for text in ["Wo ist der Bahnhof?", "où est la gare ?", "Где вокзал?"] {
        let before = try run(["embed", whole, "--prompt", "query", text])
        let after = try run(["embed", path, "--prompt", "query", text])
        #expect(before.status == 0)
        #expect(before.output == after.output, "\(text)")
      }
      let other = "駅はどこですか"
      #expect(try run(["embed", whole, other]).output != run(["embed", path, other]).output)
    }
  }

  @Test func `a dry run tells what would be dropped and how large the file would be`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Models.converted(in: folder)
      let path = folder.path("pruned.crest")
      let check = try folder.write("Where is it?\nГде вокзал?\n", to: "check.txt")
      let arguments = ["--languages", "en", "-o", path, "--check", check]
      let planned = try run(["prune", whole, "--dry-run", "--json"] + arguments)
      let convert = try run(["convert", Models.tiny, "--dry-run", "--json"] + arguments)
      let text = try run(["prune", whole, "--dry-run"] + arguments)
      #expect(folder.names == ["check.txt", "tiny-int8.crest"])
      #expect(try run(["prune", whole, "--quiet"] + arguments).error.isEmpty)
      let size = try ReadableFile(path: path).byteCount
      for result in [planned, convert] {
        #expect(result.status == 0, "\(result.error)")
        let report = try Models.json(result.output)
        #expect(report["dry_run"] == true)
        #expect(report["file_bytes"]?.integer == size)
        let pruning = try #require(report["pruning"]?.object)
        #expect(pruning["after"]?.object?["file_bytes"]?.integer == size)
        #expect(
          pruning["before"]?.object?["file_bytes"]?.integer
            == (try ReadableFile(path: whole).byteCount))
        #expect(pruning["check"]?.object?["changed_texts"]?.integer == 1)
        #expect(pruning["unknown_characters"]?.array?.isEmpty == false)
      }
      for part in ["would be written", "Cyrillic", "Now unknown", "tokenised differently"] {
        #expect(text.output.contains(part), "\(part)")
      }
    }
  }

  @Test func `inspect shows what was kept`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Models.converted(in: folder)
      let result = try Tool.shell(
        "cd '\(folder.path)' && \"$goldcrest\" prune '\(whole)' --languages fr,de --quiet")
      #expect(result.status == 0, "\(result.error)")
      #expect(folder.names == ["tiny-int8-pruned.crest", "tiny-int8.crest"])
      let path = folder.path("tiny-int8-pruned.crest")
      #expect(try run(["inspect", path]).output.contains("token ids to de, fr"))
      let before = try Models.json(try run(["inspect", whole, "--json"]).output)
      let after = try Models.json(try run(["inspect", path, "--json"]).output)
      let kept = after["tokenizer"]?.object?["pruned"]?.object
      #expect(kept?["languages"] == ["de", "fr"])
      #expect(kept?["from_fingerprint"] == before["fingerprint"])
      #expect(before["tokenizer"]?.object?["pruned"] == .null)
    }
  }

  @Test func `verify compares a pruned file with the whole one by pieces`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Models.converted(in: folder)
      let path = folder.path("pruned.crest")
      #expect(try run(["prune", whole, "--languages", "de,en", "-o", path]).status == 0)
      let texts = try folder.write("Wo ist er?\nWhere is it?\nГде вокзал?\n", to: "texts.txt")
      let result = try run(["verify", path, "--against", whole, "--texts", texts, "--json"])
      let report = try Models.json(result.output)
      #expect(report["token_mismatches"]?.integer == 1)
      #expect(report["router_agreement"]?.double == 1)
    }
  }

  @Test func `bad input is named, has code 1 and leaves nothing`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Models.converted(in: folder)
      let path = folder.path("pruned.crest")
      let empty = try folder.write("", to: "empty.txt")
      let ids = try folder.write(#"{"input_ids": [1]}"#, to: "ids.jsonl")
      let latin = try folder.write([0x61, 0x0a, 0xe9, 0x0a], to: "latin.txt")
      let corpora = [
        (empty, "\(empty): expected at least one text, found none"),
        (ids, "\(ids): line 1: expected \"text\", found \"input_ids\""),
        (latin, "\(latin): line 2: expected UTF-8, found an invalid sequence at byte 0"),
        (
          folder.path("none.txt"), "\(folder.path)/none.txt: cannot open: No such file or directory"
        ),
      ]
      let names = folder.names
      for (corpus, message) in corpora {
        for model in [["prune", whole], ["convert", Models.tiny]] {
          let result = try run(model + ["--keep-tokens-from", corpus, "-o", path])
          #expect(result.status == 1)
          #expect(result.error == "error: \(message)\n")
        }
      }
      let itself = try run(["prune", whole, "--languages", "en", "-o", whole, "--force"])
      #expect(itself.status == 1)
      #expect(itself.error.hasPrefix("error: \(whole): output would overwrite"))
      #expect(folder.names == names)
    }
  }

  @Test(arguments: [
    ["prune"], ["prune", "x.crest"], ["prune", "x.crest", "--languages", "xx"],
    ["prune", "x.crest", "--languages", "de,de"], ["prune", "x.crest", "--languages", ""],
    ["prune", Models.tiny, "--languages", "de"],
    ["prune", "x.crest", "--keep-tokens-from", "-", "--check", "-"],
    ["prune", "x.crest", "--languages", "de", "-o", "-"],
    ["convert", "x", "--languages", "de", "--no-tokenizer"], ["convert", "x", "--check", "a.txt"],
  ])
  func `wrong usage is told before anything is read`(arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.status == 64, "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test func `an unknown language is answered with the known ones`() throws {
    let result = try run(["prune", "x.crest", "--languages", "de,klingon"])
    #expect(result.status == 64)
    #expect(result.error.contains("ar, az, be, bg"))
  }
}
