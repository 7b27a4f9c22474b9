import CInstructionEmulator
package import Kernels

extension KernelSet {
  /// The sets that tests can run, the scalar definition first.
  ///
  /// Those of this processor, and on Linux those whose missing instructions `CInstructionEmulator`
  /// runs in software.
  package static let testable: [KernelSet] = {
    var names = available.map(\.name)
    let emulated = Int(emulate_missing_instructions())
    if emulated & EMULATES_AVX_VNNI != 0, names.contains("avx2") { names.append("avxvnni") }
    if emulated & EMULATES_AMX != 0, names.contains("avx512vnni") { names.append("amx") }
    return all.filter { names.contains($0.name) }
  }()

  /// Whether the set is so slow here that tests give it less to do: an emulated instruction takes
  /// microseconds, and AVX-VNNI's does only 32 products.
  package var isSlow: Bool {
    name == "avxvnni" && !KernelSet.available.contains { $0.name == name }
  }
}
