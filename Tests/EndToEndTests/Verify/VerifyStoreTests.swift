import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Figures that are written into a `.crest` that is there already.
struct VerifyStoreTests {
  @Test func `what verify stores is what convert would have stored, byte for byte`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let before = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      #expect(before["fidelity"] == .null)
      let verified = folder.path("verified.crest")
      #expect(
        try Tool.goldcrest.run(
          "convert", Models.tiny, "-o", verified, "--verify", Models.tinyGolden
        ).status == 0)
      unsafe chmod(path, 0o600)
      let link = try folder.link("link.crest", to: path)
      let result = try Tool.goldcrest.run("verify", link, "--golden", Models.tinyGolden, "--store")
      #expect(result.status == 0, "\(result.error)")
      #expect(try Models.bytes(path) == Models.bytes(verified))
      var status = stat()
      #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
      #expect(unsafe lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
      let after = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      #expect(after["fingerprint"] == before["fingerprint"])
      #expect(try Tool.goldcrest.run("inspect", path, "--check").status == 0)
      // Once more, over the first figures.
      #expect(
        try Tool.goldcrest.run("verify", path, "--golden", Models.tinyGolden, "--store").status == 0
      )
      #expect(try Models.bytes(path) == Models.bytes(verified))
      #expect(folder.names == ["link.crest", "tiny-int8.crest", "verified.crest"])
    }
  }

  @Test func `a missed threshold stores nothing`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let before = try Models.bytes(path)
      let result = try Tool.goldcrest.run(
        "verify", path, "--golden", Models.tinyGolden, "--store", "--min-cosine", "1.5")
      #expect(result.status == 2)
      #expect(try Models.bytes(path) == before)
    }
  }

  @Test func `figures against a model are stored of the file's own original only`() throws {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let texts = try folder.write("one\ntwo\n", to: "texts.txt")
      let result = try Tool.goldcrest.run(
        "verify", path, "--against", Models.tiny, "--texts", texts, "--prompt", "query", "--store")
      #expect(result.status == 0, "\(result.error)")
      #expect(
        try Tool.goldcrest.run("inspect", path).output.contains("the original, 2 texts"))
      let stored = try Models.bytes(path)
      let other = try Models.copy(in: folder, without: ["sentence_bert_config.json"])
      try folder.write("{\"max_seq_length\": 128}", to: "model/sentence_bert_config.json")
      let refused = try Tool.goldcrest.run(
        "verify", path, "--against", other, "--texts", texts, "--store")
      #expect(refused.status == 1)
      #expect(refused.error.hasPrefix("error: \(other): expected the model that \(path) was made"))
      #expect(try Models.bytes(path) == stored)
    }
  }
}
