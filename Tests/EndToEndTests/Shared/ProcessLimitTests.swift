import TestSupport
import Testing

/// Limits of the process that leave less than is usual.
struct ProcessLimitTests {
  @Test(arguments: ["-n 4", "-n 5", "-n 8", "-s 128", "-s 256", "-s 1024"])
  func `embed and convert do their work with few open files and little stack`(limit: String) throws
  {
    try TemporaryFolder.with { folder in
      let path = try Models.converted(in: folder)
      let expected = try Tool.goldcrest.run("embed", path, "a text")
      let found = try Tool.shell("ulimit \(limit); exec \"$goldcrest\" embed '\(path)' 'a text'")
      #expect(found.status == 0, "\(found.error)")
      #expect(found.output == expected.output)
      let other = folder.path("other.crest")
      let made = try Tool.shell(
        "ulimit \(limit); exec \"$goldcrest\" convert '\(Models.tiny)' -o '\(other)' --quiet")
      if made.status == 0 {
        #expect(try Models.bytes(other) == Models.bytes(path))
      } else {
        #expect(made.status == 1)
        #expect(made.error.hasPrefix("error: ") && made.error.split(separator: "\n").count == 1)
        #expect(!folder.names.contains("other.crest"))
      }
    }
  }

  #if Server
    @Test func `serve refuses a limit of open files that leaves none for connections`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let found = try Tool.shell("ulimit -n 16; exec \"$goldcrest\" serve '\(path)' --port 0")
        #expect(found.status == 1)
        #expect(found.error == "error: open files: expected a limit of at least 37, found 16\n")
      }
    }
  #endif
}
