import Base
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files that become shorter than their mapping; each in a process of its own, whose signals are its own.
@Suite struct MappedFileTests {
  @Test func `a page that is lost reads as zeros, and the mapping is no longer whole`() async {
    await #expect(processExitsWith: .success) {
      try MappedFile.guardAgainstShortening()
      try TemporaryFolder.with { folder in
        let (path, file) = try MappedFileTests.mapped(in: folder, pageCount: 4)
        let size = Int(getpagesize())
        let bytes = file.region(0..<file.byteCount)
        try #require(bytes[3 * size] == 7)
        try file.checkWhole()
        try folder.shorten("file", toByteCount: 2 * size)
        try #require(bytes[0] == 7 && bytes[2 * size - 1] == 7)
        try #require(bytes[2 * size] == 0 && bytes[4 * size - 1] == 0)
        let error = #expect(throws: FileError.self) { try file.checkWhole() }
        try #require(error == .shortened(path: path, expected: 4 * size, found: 2 * size))
      }
    }
  }

  @Test func `a file that has grown again is still not whole`() async {
    await #expect(processExitsWith: .success) {
      try MappedFile.guardAgainstShortening()
      try TemporaryFolder.with { folder in
        let (path, file) = try MappedFileTests.mapped(in: folder, pageCount: 2)
        let size = Int(getpagesize())
        try folder.shorten("file", toByteCount: 0)
        try #require(file.region(0..<2 * size)[size] == 0)
        try folder.extend("file", toByteCount: 2 * size)
        let error = #expect(throws: FileError.self) { try file.checkWhole() }
        try #require(error == .shortened(path: path, expected: 2 * size, found: nil))
      }
    }
  }

  @Test func `a file that loses a part of its last page is not whole, without any handler`() throws
  {
    try TemporaryFolder.with { folder in
      let (path, file) = try MappedFileTests.mapped(in: folder, pageCount: 2)
      let count = file.byteCount
      try folder.shorten("file", toByteCount: count - 1)
      #expect(file.region(0..<count)[count - 1] == 0)
      let error = #expect(throws: FileError.self) { try file.checkWhole() }
      #expect(error == .shortened(path: path, expected: count, found: count - 1))
    }
  }

  @Test func `a read that the file has become too short for says so`() throws {
    try TemporaryFolder.with { folder in
      let file = try ReadableFile(path: try folder.write([1, 2, 3, 4], to: "file"))
      try folder.shorten("file", toByteCount: 3)
      let error = #expect(throws: FileError.self) { try file.bytes(at: 0, count: 4) }
      #expect(error == .shortened(path: file.path, expected: 4, found: 3))
      #expect(try file.bytes(at: 0, count: 3) == [1, 2, 3])
    }
  }

  @Test func `without the guard a page that is lost ends the process`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      try TemporaryFolder.with { folder in
        let (_, file) = try MappedFileTests.mapped(in: folder, pageCount: 1)
        try folder.shorten("file", toByteCount: 0)
        _ = file.region(0..<file.byteCount)[0]
      }
    }
  }

  @Test func `the faults of others go to the handler that was there before`() async {
    await #expect(processExitsWith: .exitCode(42)) {
      signal(SIGBUS) { _ in _exit(42) }
      try MappedFile.guardAgainstShortening()
      try TemporaryFolder.with { folder in
        let (_, file) = try MappedFileTests.mapped(in: folder, pageCount: 1)
        try folder.shorten("file", toByteCount: 0)
        try #require(file.region(0..<file.byteCount)[0] == 0)
      }
      try MappedFileTests.fault()
    }
  }

  @Test func `the handler that was there before is called once for a fault`() async {
    await #expect(processExitsWith: .exitCode(3)) {
      MappedFileTests.handle(SIGBUS, flags: 0) { _ in
        unsafe MappedFileTests.callCount += 1
        // The third fault of the same instruction.
        if unsafe MappedFileTests.callCount == 3 { unsafe _exit(MappedFileTests.callCount) }
      }
      try MappedFile.guardAgainstShortening()
      try MappedFile.guardAgainstShortening()
      try MappedFileTests.fault()
    }
  }

  @Test func `a handler for one time is called one time`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      MappedFileTests.handle(SIGBUS, flags: Int32(bitPattern: UInt32(SA_RESETHAND))) { _ in
        unsafe MappedFileTests.callCount += 1
        if unsafe MappedFileTests.callCount == 2 { _exit(1) }
      }
      try MappedFile.guardAgainstShortening()
      try MappedFileTests.fault()
    }
  }

  @Test func `the faults of others end the process where nobody handles them`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      try MappedFile.guardAgainstShortening()
      try MappedFileTests.fault()
    }
  }

  @Test func `nobody can ignore a fault`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      signal(SIGBUS, SIG_IGN)
      try MappedFile.guardAgainstShortening()
      try MappedFileTests.fault()
    }
  }

  @Test func `a signal that is sent and ignored stays so`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGBUS, SIG_IGN)
      try MappedFile.guardAgainstShortening()
      raise(SIGBUS)
    }
  }

  @Test func `a signal that is sent ends the process where nobody handles it`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      try MappedFile.guardAgainstShortening()
      raise(SIGBUS)
    }
  }

  @Test func `more mappings than can be watched are refused`() async {
    await #expect(processExitsWith: .success) {
      try TemporaryFolder.with { folder in
        let file = try ReadableFile(path: try folder.write([1], to: "file"))
        var mappings: [MappedFile] = []
        let error = #expect(throws: FileError.self) {
          for _ in 0..<10_000 { mappings.append(try MappedFile(file)) }
        }
        guard case .system(file.path, "map", ENFILE, _)? = error else { exit(2) }
        // One that is closed makes room.
        mappings.removeLast()
        _ = try MappedFile(file)
      }
    }
  }

  // Touched by one thread of a process of its own.
  nonisolated(unsafe) private static var callCount: Int32 = 0

  private static func mapped(
    in folder: TemporaryFolder, pageCount: Int
  ) throws -> (path: String, file: MappedFile) {
    let bytes = [UInt8](repeating: 7, count: pageCount * Int(getpagesize()))
    let path = try folder.write(bytes, to: "file")
    return (path, try MappedFile(path: path))
  }

  /// Reads a mapping of the test's own that has no file behind it any more.
  private static func fault() throws {
    guard let stream = unsafe tmpfile() else { exit(98) }
    let descriptor = unsafe fileno(stream)
    try #require(ftruncate(descriptor, 1) == 0)
    guard let base = unsafe mmap(nil, 1, PROT_READ, MAP_SHARED, descriptor, 0) else { exit(99) }
    try #require(ftruncate(descriptor, 0) == 0)
    exit(unsafe base.load(as: UInt8.self) == 0 ? 100 : 101)
  }

  private static func handle(
    _ number: Int32, flags: Int32, by handler: @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    #if canImport(Glibc)
      unsafe action.__sigaction_handler.sa_handler = handler
    #else
      unsafe action.__sigaction_u.__sa_handler = handler
    #endif
    action.sa_flags = flags
    unsafe sigaction(number, &action, nil)
  }
}
