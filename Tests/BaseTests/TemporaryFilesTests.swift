import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a process may leave beside its outputs, and who removes it.
struct TemporaryFilesTests {
  /// Whether files can be written before they have a name where tests write.
  private static let hasUnnamedFiles: Bool = {
    #if os(Linux)
      let found = try? TemporaryFolder.with { folder in
        let descriptor = unsafe open(folder.path, 0o20_000_000 | O_DIRECTORY | O_RDWR, 0o600)
        defer { close(descriptor) }
        return unsafe descriptor >= 0 && access("/proc/self/fd/\(descriptor)", F_OK) == 0
      }
      return found == true
    #else
      return false
    #endif
  }()

  @Test(.enabled(if: hasUnnamedFiles), arguments: [false, true])
  func `a file has no name before it is complete, whatever it replaces`(isThere: Bool) throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("file")
      if isThere { try folder.write([7], to: "file") }
      let before = folder.names
      let writer = try AtomicFileWriter(path: path, overwriting: true)
      try writer.write([1, 2], at: 0)
      #expect(folder.names == before)
      try writer.commit()
      #expect(folder.names == ["file"])
      #expect(try ReadableFile(path: path).contents(limit: 2) == [1, 2])
    }
  }

  @Test func `a file that comes to exist meanwhile is replaced only if that was asked for`() throws
  {
    try TemporaryFolder.with { folder in
      let path = folder.path("file")
      let replacing = try AtomicFileWriter(path: path, overwriting: true)
      let refusing = try AtomicFileWriter(path: path, overwriting: false)
      try replacing.write([1], at: 0)
      try folder.write([7], to: "file")
      #expect(throws: FileError.exists(path: path)) { try refusing.commit() }
      try replacing.commit()
      #expect(folder.names.filter { !$0.hasPrefix(".") } == ["file"])
      #expect(try ReadableFile(path: path).contents(limit: 1) == [1])
    }
  }

  @Test func `what a dead process has left is removed by the next that writes into the folder`()
    throws
  {
    try TemporaryFolder.with { folder in
      let leftover = try leave("other", in: folder)
      try AtomicFileWriter.write([1], to: folder.path("file"), overwriting: false)
      #expect(unsafe access(leftover, F_OK) != 0)
      #expect(folder.names == ["file"])
    }
  }

  @Test func `what a living process writes stays, and is no obstacle to one of its number`() throws
  {
    try TemporaryFolder.with { folder in
      let path = try folder.write([7], to: "file")
      let living = try leave("file", in: folder)
      let descriptor = unsafe open(living, O_RDWR | O_CLOEXEC)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      try AtomicFileWriter.write([1], to: path, overwriting: true)
      #expect(try ReadableFile(path: path).contents(limit: 1) == [1])
      #expect(try ReadableFile(path: living).contents(limit: 1) == [9])
      #expect(folder.names.count == 2)
    }
  }

  @Test func `what other machines, other programs and users have made stays`() throws {
    try TemporaryFolder.with { folder in
      let own = try leave("file", in: folder)
      let mark = try #require(own.split(separator: ".").dropLast().last)
      #expect(unsafe unlink(own) == 0)
      let foreign = mark.split(separator: "-").dropFirst().joined(separator: "-")
      for name in [
        ".file.partial", ".file.1.partial", ".file.\(mark).part", "file.\(mark).partial.txt",
        ".file.0-\(foreign).partial", ".file.\(mark)-0.partial", ".file.\(mark)x.partial",
        "file.\(mark).partial",
      ] {
        try folder.write([9], to: name)
      }
      _ = folder.path(".folder.\(mark).partial/")
      try folder.link(".link.\(mark).partial", to: "file.\(mark).partial")
      #expect(unsafe mkfifo(folder.path(".fifo.\(mark).partial"), 0o600) == 0)
      let before = folder.names
      try AtomicFileWriter.write([1], to: folder.path("new"), overwriting: false)
      #expect(folder.names == (before + ["new"]).sorted())
    }
  }

  /// Makes the file that a process leaves which is killed while it writes `name`.
  private func leave(_ name: String, in folder: TemporaryFolder) throws -> String {
    let target = try OutputTarget(path: folder.path(name), isReplacing: true)
    let path = TemporaryFiles.path(for: target, attempt: 0)
    return try folder.write([9], to: String(path.dropFirst(folder.path.count + 1)))
  }
}
