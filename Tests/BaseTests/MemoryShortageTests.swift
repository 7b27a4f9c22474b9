import Base
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Buffers that no machine has the memory for; each in a process of its own.
@Suite struct MemoryShortageTests {
  @Test func `a program may end in its own way`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      MemoryShortage.endProcess { byteCount in _exit(byteCount == 1 << 50 ? 7 : 8) }
      _ = AlignedBuffer(byteCount: 1 << 50)
    }
  }

  @Test func `a library leaves the end to Swift`() async {
    await #expect(processExitsWith: .failure) { _ = AlignedBuffer(byteCount: 1 << 50) }
  }
}
