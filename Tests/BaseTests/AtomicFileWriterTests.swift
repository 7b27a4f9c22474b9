import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct AtomicFileWriterTests {
  @Test func `a file appears when it is complete`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("file")
      let writer = try AtomicFileWriter(path: path, overwriting: false)
      try writer.write([4, 5, 6], at: 3)
      try writer.write([1, 2, 3], at: 0)
      #expect(try writer.mapping().region(0..<6).bytes == [1, 2, 3, 4, 5, 6])
      #expect(!folder.names.contains("file"))
      try writer.commit()
      #expect(folder.names == ["file"])
      #expect(try ReadableFile(path: path).contents(limit: 6) == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func `a writer that is given up leaves nothing, and an older file as it was`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write([7], to: "file")
      do {
        let writer = try AtomicFileWriter(path: path, overwriting: true)
        try writer.write([1, 2], at: 0)
      }
      #expect(folder.names == ["file"])
      #expect(try ReadableFile(path: path).contents(limit: 1) == [7])
    }
  }

  @Test func `a file that replaces another is as private as that one was`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write([7], to: "file")
      unsafe chmod(path, 0o640)
      try AtomicFileWriter.write([8], to: path, overwriting: true)
      var status = stat()
      #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    }
  }

  @Test func `an existing file is replaced only if that was asked for`() throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write([7], to: "file")
      #expect(throws: FileError.exists(path: path)) {
        try AtomicFileWriter(path: path, overwriting: false)
      }
      try AtomicFileWriter.write([8], to: path, overwriting: true)
      #expect(try ReadableFile(path: path).contents(limit: 1) == [8])
    }
  }

  @Test func `of two writers of a new file the second is refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("file")
      let first = try AtomicFileWriter(path: path, overwriting: false)
      let second = try AtomicFileWriter(path: path, overwriting: false)
      try first.write([1], at: 0)
      try second.write([2], at: 0)
      try second.commit()
      #expect(throws: FileError.exists(path: path)) { try first.commit() }
      #expect(try ReadableFile(path: path).contents(limit: 1) == [2])
    }
  }

  @Test func `a link stays a link, and the file behind it is replaced with its permissions`() throws
  {
    try TemporaryFolder.with { folder in
      let target = try folder.write([7], to: "elsewhere/target")
      unsafe chmod(target, 0o604)
      try folder.link("first", to: "elsewhere/target")
      let link = try folder.link("second", to: "first")
      try AtomicFileWriter.write([8], to: link, overwriting: true)
      #expect(try ReadableFile(path: target).contents(limit: 1) == [8])
      var status = stat()
      #expect(unsafe lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
      #expect(unsafe lstat(target, &status) == 0 && status.st_mode & 0o777 == 0o604)
      #expect(folder.names == ["elsewhere", "first", "second"])
      #expect(TemporaryFolder.names(in: folder.path("elsewhere")) == ["target"])
    }
  }

  @Test(arguments: [false, true])
  func `a link to a free name gets its file there`(overwriting: Bool) throws {
    try TemporaryFolder.with { folder in
      _ = folder.path("elsewhere/")
      let link = try folder.link("link", to: "elsewhere/new")
      try AtomicFileWriter.write([8], to: link, overwriting: overwriting)
      #expect(try ReadableFile(path: folder.path("elsewhere/new")).contents(limit: 1) == [8])
      var status = stat()
      #expect(unsafe lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }
  }

  @Test(arguments: ["folder", "folder/", "new/"], [false, true])
  func `what is no file's name is refused`(name: String, overwriting: Bool) throws {
    try TemporaryFolder.with { folder in
      _ = folder.path("folder/")
      let path = "\(folder.path)/\(name)"
      let found = name == "new/" ? "the name of a folder" : "a folder"
      #expect(throws: FileError.notReplaceable(path: path, found: found)) {
        try AtomicFileWriter(path: path, overwriting: overwriting)
      }
      #expect(folder.names == ["folder"])
    }
  }

  @Test func `a name may be as long as the system lets it be`() throws {
    try TemporaryFolder.with { folder in
      for name in [String(repeating: "n", count: 255), String(repeating: "鳥", count: 85)] {
        try AtomicFileWriter.write([1], to: folder.path(name), overwriting: false)
        #expect(folder.names.contains(name))
      }
    }
  }
}
