import GoldcrestCLI
import Kernels
import Testing

struct RooflineTests {
  @Test func `every kernel set has a loop that measures its ceiling`() {
    let roofline = Roofline(threadCount: 1, seconds: 0)
    for set in KernelSet.available {
      for bits: Int32 in [8, 4] {
        let rate = roofline.operationsPerSecond(set, weightBits: bits) ?? 0
        #expect(rate > 1e6, "\(set.name), \(bits) bits")
      }
    }
  }

  @Test func `reading memory is measured on any number of threads`() {
    for threadCount in [1, 2, 3] {
      let roofline = Roofline(threadCount: threadCount, seconds: 0)
      let rate = roofline.readBytesPerSecond(of: RooflineMemory(byteCount: 1 << 20))
      #expect(rate > 1e6, "\(threadCount) threads")
    }
  }

  @Test func `the memory to read is larger than small caches`() {
    #expect(RooflineMemory.usualByteCount > 1 << 20)
  }
}
