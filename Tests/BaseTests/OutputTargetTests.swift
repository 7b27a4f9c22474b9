import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What may be written, and what never.
struct OutputTargetTests {
  @Test(arguments: [false, true])
  func `a FIFO is refused, also behind links, and stays`(isReplacing: Bool) throws {
    try TemporaryFolder.with { folder in
      let fifo = folder.path("fifo")
      #expect(unsafe mkfifo(fifo, 0o600) == 0)
      let link = try folder.link("link", to: "fifo")
      for path in [fifo, link, try folder.link("second", to: link)] {
        #expect(throws: FileError.notReplaceable(path: path, found: "a FIFO")) {
          try AtomicFileWriter(path: path, overwriting: isReplacing)
        }
      }
      var status = stat()
      #expect(unsafe lstat(fifo, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      #expect(unsafe lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
      #expect(folder.names == ["fifo", "link", "second"])
    }
  }

  @Test(arguments: [false, true])
  func `a link to a folder is refused and stays`(isReplacing: Bool) throws {
    try TemporaryFolder.with { folder in
      _ = folder.path("folder/")
      let link = try folder.link("link", to: "folder")
      #expect(throws: FileError.notReplaceable(path: link, found: "a folder")) {
        try AtomicFileWriter(path: link, overwriting: isReplacing)
      }
      #expect(folder.names == ["folder", "link"])
    }
  }

  @Test(arguments: [false, true])
  func `a device is refused, also behind a link`(isReplacing: Bool) throws {
    // Nothing is opened for writing here: the rule alone is asked.
    try TemporaryFolder.with { folder in
      for path in ["/dev/null", try folder.link("link", to: "/dev/null")] {
        #expect(throws: FileError.notReplaceable(path: path, found: "a device")) {
          try OutputTarget(path: path, isReplacing: isReplacing)
        }
      }
    }
  }

  @Test(arguments: [false, true])
  func `an input is never the output, whatever either is called`(isReplacing: Bool) throws {
    try TemporaryFolder.with { folder in
      let input = try folder.write([7], to: "input")
      let other = try folder.write([8], to: "other")
      let soft = try folder.link("soft", to: "input")
      let hard = folder.path("hard")
      #expect(unsafe link(input, hard) == 0)
      for path in [input, soft, hard, "\(folder.path)/./input"] {
        for name in [input, soft, hard] {
          #expect(throws: FileError.overwritesInput(path: path)) {
            try OutputTarget(path: path, isReplacing: isReplacing, inputs: [other, name])
          }
        }
      }
      #expect(try ReadableFile(path: input).contents(limit: 1) == [7])
    }
  }

  @Test func `inputs that are not there, folders and standard input are in nobody's way`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write([7], to: "output")
      let target = try OutputTarget(
        path: path, isReplacing: true, inputs: [folder.path("none"), folder.path, "-"])
      #expect(target.path == path && target.isReplacing)
      _ = try OutputTarget(path: folder.path("none"), isReplacing: false, inputs: [path])
    }
  }

  @Test func `links that go round in a circle are refused`() throws {
    try TemporaryFolder.with { folder in
      let first = try folder.link("first", to: "second")
      try folder.link("second", to: "first")
      let error = #expect(throws: FileError.self) {
        try AtomicFileWriter(path: first, overwriting: true)
      }
      #expect(error?.description.hasPrefix("\(first): cannot follow the link: ") == true)
      #expect(folder.names == ["first", "second"])
    }
  }

  @Test func `what has become a FIFO since is not replaced`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write([7], to: "output")
      let writer = try AtomicFileWriter(path: path, overwriting: true)
      #expect(unsafe unlink(path) == 0 && mkfifo(path, 0o600) == 0)
      #expect(throws: FileError.notReplaceable(path: path, found: "a FIFO")) { try writer.commit() }
      var status = stat()
      #expect(unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test func `an input that has come to lie where the output goes is not replaced`() throws {
    try TemporaryFolder.with { folder in
      let input = try folder.write([7], to: "input")
      let path = folder.path("output")
      let writer = try AtomicFileWriter(path: path, overwriting: true, inputs: [input])
      #expect(unsafe link(input, path) == 0)
      #expect(throws: FileError.overwritesInput(path: path)) { try writer.commit() }
      #expect(try ReadableFile(path: input).contents(limit: 1) == [7])
    }
  }

  @Test func `a link that leads elsewhere by then does not take the output with it`() throws {
    try TemporaryFolder.with { folder in
      _ = folder.path("first/")
      let other = try folder.write([7], to: "second/output")
      let path = try folder.link("link", to: "first/output")
      let writer = try AtomicFileWriter(path: path, overwriting: true)
      try writer.write([1], at: 0)
      #expect(unsafe unlink(path) == 0)
      try folder.link("link", to: "second/output")
      try writer.commit()
      #expect(try ReadableFile(path: other).contents(limit: 1) == [7])
      #expect(try ReadableFile(path: folder.path("first/output")).contents(limit: 1) == [1])
    }
  }

  @Test func `every refusal is one sentence that names no option`() {
    let expected: [(FileError, String)] = [
      (
        .notReplaceable(path: "x", found: "a device"),
        "x: expected a regular file or a new name, found a device"
      ),
      (.overwritesInput(path: "x"), "x: output would overwrite an input"),
      (.exists(path: "x"), "x: already exists"),
      (
        .busy(path: "x"),
        "x: another conversion writes this file: expected a name of its own for each output"
      ),
      (
        .notAJournal(path: "x"),
        "x: expected the state of an interrupted calibration or a new name, found another file"
      ),
    ]
    for (error, text) in expected { #expect(error.description == text) }
  }
}

struct JournalFileTests {
  private static let magic = Array("MAGIC".utf8)

  private static func journal(_ path: String, keeping byteCount: Int = 0) throws -> JournalFile {
    let journal = try JournalFile(path: path, magic: magic)
    try journal.begin(keeping: byteCount)
    return journal
  }

  @Test func `a journal that is written is nobody else's, and free once its writer is gone`() throws
  {
    try TemporaryFolder.with { folder in
      let path = folder.path("journal")
      do {
        let journal = try Self.journal(path)
        #expect(throws: FileError.busy(path: path)) {
          try JournalFile(path: path, magic: Self.magic)
        }
        try journal.append([ByteRegion(copying: [1])])
      }
      _ = try JournalFile(path: path, magic: Self.magic)
      #expect(try ReadableFile(path: path).contents(limit: 99) == Self.magic + [1])
    }
  }

  @Test func `a journal begins with its magic and grows by entries`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("journal")
      do {
        let journal = try Self.journal(path)
        try journal.append([ByteRegion(copying: [1]), ByteRegion(copying: [2, 3])])
        #expect(try ReadableFile(path: path).contents(limit: 99) == Self.magic + [1, 2, 3])
      }
      let again = try Self.journal(path, keeping: 6)
      try again.append([ByteRegion(copying: [9])])
      #expect(try ReadableFile(path: path).contents(limit: 99) == Self.magic + [1, 9])
      again.remove()
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `a file that is no journal is refused before a byte of it is touched`() throws {
    try TemporaryFolder.with { folder in
      for text in ["A text of the user's.\n", "MAGIX", "MAG?"] {
        let path = try folder.write(text, to: "journal")
        #expect(throws: FileError.notAJournal(path: path)) {
          try JournalFile(path: path, magic: Self.magic)
        }
        #expect(try ReadableFile(path: path).contents(limit: 99) == Array(text.utf8))
      }
    }
  }

  @Test(arguments: ["", "MAG", "MAGIC", "MAGICold"])
  func `what an interrupted process left is begun anew`(text: String) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(text, to: "journal")
      _ = try Self.journal(path)
      #expect(try ReadableFile(path: path).contents(limit: 99) == Self.magic)
    }
  }

  @Test func `a link, a folder and a FIFO are no journals`() throws {
    try TemporaryFolder.with { folder in
      _ = folder.path("folder/")
      let text = try folder.write("text", to: "text")
      #expect(unsafe mkfifo(folder.path("fifo"), 0o600) == 0)
      for (path, found) in [
        (folder.path("folder"), "a folder"), (folder.path("fifo"), "a FIFO"),
        (try folder.link("link", to: text), "a link"),
      ] {
        #expect(throws: FileError.notReplaceable(path: path, found: found)) {
          try JournalFile(path: path, magic: Self.magic)
        }
      }
      #expect(try ReadableFile(path: text).contents(limit: 99) == Array("text".utf8))
    }
  }

  @Test func `a file that has taken the journal's name is not removed`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("journal")
      let journal = try Self.journal(path)
      #expect(unsafe unlink(path) == 0)
      try folder.write("mine", to: "journal")
      journal.remove()
      #expect(try ReadableFile(path: path).contents(limit: 99) == Array("mine".utf8))
    }
  }
}
