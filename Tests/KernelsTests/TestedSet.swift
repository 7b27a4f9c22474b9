import CKernels
import Kernels
import TestSupport
import Testing

/// A kernel set that this processor runs, or that `EmulatedKernels` lets it run.
@safe struct TestedSet: Sendable, CustomTestStringConvertible {
  // Safety: points into a constant table that lives as long as the program.
  nonisolated(unsafe) let functions: UnsafePointer<gc_kernel_set>
  let name: String
  let activationBias: UInt8

  private init(_ functions: UnsafePointer<gc_kernel_set>) {
    unsafe self.functions = functions
    name = unsafe String(cString: functions.pointee.name)
    activationBias = unsafe functions.pointee.activation_bias
  }

  var testDescription: String { name }

  /// See `KernelSet.isSlow`.
  var isSlow: Bool { KernelSet.testable.contains { $0.name == name && $0.isSlow } }

  private static let built: [TestedSet] = {
    var count: Int32 = 0
    guard let sets = unsafe gc_kernel_sets(&count) else { return [] }
    return (0..<Int(count)).map { unsafe TestedSet(sets + $0) }
  }()

  private static func runs(_ set: TestedSet) -> Bool {
    KernelSet.testable.contains { $0.name == set.name }
  }

  /// The definition.
  static let scalar = built[0]
  /// Every set that has to equal the definition and can be run here.
  static let others = built.dropFirst().filter(runs)
  /// The definition and the others.
  static let all = [scalar] + others
  /// The names of the sets that are built and cannot be run here.
  static let skipped = built.filter { !runs($0) }.map(\.name)
}
