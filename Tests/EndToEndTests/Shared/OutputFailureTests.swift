import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Output that cannot be written, or that nobody reads.
struct OutputFailureTests {
  @Test func `a folder that is not there is named`() throws {
    try TemporaryFolder.with { folder in
      let result = try Tool.goldcrest.run(
        "convert", Models.tiny, "-o", "\(folder.path)/none/out.crest")
      #expect(result.status == 1)
      #expect(result.error.contains("\(folder.path)/none"))
      #expect(folder.names.isEmpty)
    }
  }

  @Test(arguments: ["folder", "folder/", "new/"])
  func `a folder's name is refused as a file's before any work is done`(name: String) throws {
    try TemporaryFolder.with { folder in
      _ = folder.path("folder/")
      let result = try Tool.goldcrest.run("convert", Models.tiny, "-o", "\(folder.path)/\(name)")
      #expect(result.status == 1)
      #expect(
        result.error
          == "error: \(folder.path)/\(name): expected a regular file or a new name, found "
          + (name == "new/" ? "the name of a folder\n" : "a folder\n"))
      #expect(folder.names == ["folder"])
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func `a folder that may not be written is named`() throws {
    try TemporaryFolder.with { folder in
      let locked = folder.path("locked/")
      unsafe chmod(locked, 0o555)
      let result = try Tool.goldcrest.run("convert", Models.tiny, "-o", "\(locked)out.crest")
      #expect(result.status == 1)
      #expect(result.error.contains("Permission denied"))
      #expect(TemporaryFolder.names(in: locked).isEmpty)
    }
  }

  #if canImport(Glibc)
    @Test func `a file system that takes no files is named`() throws {
      let result = try Tool.goldcrest.run("convert", Models.tiny, "-o", "/proc/self/out.crest")
      #expect(result.status == 1)
      #expect(result.error.hasPrefix("error: /proc/self: cannot create a file in"))
    }

    @Test func `standard output on a full device is an error`() throws {
      let result = try Tool.shell("\"$goldcrest\" inspect '\(Models.tiny)' > /dev/full")
      #expect(result.status == 1)
      #expect(
        result.error
          == "error: standard output: cannot write: No space left on device\n")
    }

    @Test(.enabled(if: canMountMemory, "this system lets nobody here mount a tmpfs"))
    func `a full disk leaves nothing behind`() throws {
      try TemporaryFolder.with { folder in
        let mount = folder.path("disk/")
        let result = try Tool.shell(
          """
          unshare -rm sh -c 'mount -t tmpfs -o size=1m none "$2" || exit 99
            "$0" convert "$1" -o "$2/out.crest"; code=$?
            ls -A "$2"
            exit $code' "$goldcrest" '\(Models.tiny)' '\(mount)'
          """)
        #expect(result.status == 1)
        #expect(result.output.isEmpty, "left behind: \(result.output)")
        #expect(result.error.contains("No space left on device"), "\(result.error)")
      }
    }

    static let canMountMemory: Bool = {
      let probe = "unshare -rm sh -c 'mount -t tmpfs none /mnt' 2>/dev/null"
      do { return try Tool.shell(probe).status == 0 } catch { return false }
    }()
  #endif

  @Test func `a limit on the size of files leaves nothing behind`() throws {
    try TemporaryFolder.with { folder in
      // The unit is 512 bytes or 1024, by shell: either way less than the model.
      let result = try Tool.shell(
        "ulimit -f 1000; \"$goldcrest\" convert '\(Models.tiny)' -o '\(folder.path)/out.crest'")
      #expect(result.status == 1)
      #expect(result.error.contains("File too large"), "\(result.error)")
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `closed standard output is an error, and no file gets what was meant for it`() throws {
    try TemporaryFolder.with { folder in
      let report = try Tool.shell("\"$goldcrest\" inspect '\(Models.tiny)' >&-")
      #expect(report.status == 1)
      #expect(report.error == "error: standard output: cannot write: Bad file descriptor\n")
      let path = folder.path("out.crest")
      let made = try Tool.shell(
        "\"$goldcrest\" convert '\(Models.tiny)' -o '\(path)' --quiet <&- >&- 2>&-")
      #expect(made.status == 0)
      #expect(try Tool.goldcrest.run("inspect", path, "--check").status == 0)
    }
  }

  @Test func `a reader that goes away ends the command quietly`() throws {
    let result = try Tool.shell(
      """
      yes 'a text' | head -n 5000 | { "$goldcrest" embed '\(Models.tiny)'; echo "code $?" >&2; } \
        | head -n 1 | cut -c 1-8
      """)
    #expect(result.output == "{\"_id\":\"\n")
    #expect(result.error == "code 0\n")
  }

  @Test func `a missed threshold is told even if nobody reads the report`() throws {
    let result = try Tool.shell(
      """
      { "$goldcrest" verify '\(Models.tiny)' --golden '\(Models.tinyGolden)' --min-cosine 2; \
        echo "code $?" >&2; } | true
      """)
    #expect(result.error == "code 2\n")
  }
}
