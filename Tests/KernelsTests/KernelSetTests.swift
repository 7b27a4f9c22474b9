import CInstructionEmulator
import Kernels
import TestSupport
import Testing

@Suite struct KernelSetTests {
  @Test func `the scalar definition comes first and every available set is tested`() {
    print("kernel sets tested: \(TestedSet.all.map(\.name)), skipped: \(TestedSet.skipped)")
    #expect(KernelSet.all.first?.name == "scalar")
    #expect(
      KernelSet.available.allSatisfy { set in TestedSet.all.contains { $0.name == set.name } })
    #expect(KernelSet.all.count == TestedSet.all.count + TestedSet.skipped.count)
    #expect(TestedSet.scalar.activationBias == 0)
  }

  /// So that a set is not proved by falling back to another one.
  @Test(
    arguments: TestedSet.others.filter { set in
      !KernelSet.available.contains { $0.name == set.name }
    })
  func `a set that needs emulation runs its own instructions`(_ set: TestedSet) {
    var random = Random(seed: 0x5e7)
    for bits in [8, 4, 3] {
      let job = ProductCase(bits: bits, rowCount: 16, outputs: 32, inputs: 64, random: &random)
      let before = emulated_instruction_count()
      _ = job.run(set)
      // AMX: configure, clear 2 tiles, load 3, multiply 2, store 2, release. AVX-VNNI: 32 products.
      let expected: UInt64 = set.name == "amx" ? 11 : 16 * 32 * 64 / 32
      #expect(emulated_instruction_count() - before == expected)
    }
  }

  @Test func `a set is found by its name, and auto is the last available`() throws {
    for set in KernelSet.available { #expect(try KernelSet.named(set.name).name == set.name) }
    #expect(try KernelSet.named("auto").name == KernelSet.available.last?.name)
    #expect(KernelSet.best.name == KernelSet.available.last?.name)
  }

  @Test func `an unknown name is refused with the known ones`() {
    let known = KernelSet.all.map(\.name)
    for name in ["", "Scalar", "avx", "AUTO", "amx "] {
      let error = KernelError.unknownKernelSet(name: name, known: known)
      #expect(throws: error) { _ = try KernelSet.named(name) }
    }
    #expect(
      KernelError.unknownKernelSet(name: "avx", known: ["scalar", "avx2"]).description
        == "kernel 'avx' is unknown: expected one of auto, scalar, avx2")
  }

  @Test func `a set that this processor lacks is refused with the available ones`() {
    let available = KernelSet.available.map(\.name)
    for name in KernelSet.all.map(\.name) where !available.contains(name) {
      let error = KernelError.unsupportedKernelSet(name: name, available: available)
      #expect(throws: error) { _ = try KernelSet.named(name) }
    }
    #expect(
      KernelError.unsupportedKernelSet(name: "avx512vnni", available: ["scalar"]).description
        == "kernel 'avx512vnni' does not run on this processor: expected one of auto, scalar")
  }
}
