import Base
import CCeilings
import Testing

struct MemoryReadingTests {
  @Test(arguments: [0, 1, 3, 4, 5, 64, 1001])
  func `every line that is read counts`(lineCount: Int) {
    let memory = AlignedBuffer(byteCount: lineCount * 64)
    var expected: UInt64 = 0
    unsafe memory.withUnsafeMutableBytes { bytes in
      for index in 0..<(lineCount * 8) {
        let word = UInt64(index) &* 0x9e37_79b9_7f4a_7c15
        expected ^= word
        unsafe bytes.storeBytes(of: word, toByteOffset: index * 8, as: UInt64.self)
      }
    }
    #expect(unsafe gc_read_memory(memory.baseAddress, lineCount * 64) == expected)
  }

  @Test func `a name without a loop has no ceiling`() {
    #expect(unsafe gc_peak_multiply_adds("abacus", 8) == 0)
    #expect(unsafe gc_peak_run("abacus", 4, 10) == 0)
  }

  @Test func `a set without instructions of its own for int4 has the ceiling of int8`() {
    #expect(unsafe gc_peak_multiply_adds("scalar", 4) == gc_peak_multiply_adds("scalar", 8))
  }
}
