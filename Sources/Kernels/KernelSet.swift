package import CKernels

/// One implementation of every kernel, for one instruction set.
///
/// All give the same bits.
@safe public struct KernelSet: Sendable {
  // Safety: points into a constant table that lives as long as the program.
  nonisolated(unsafe) package let functions: UnsafePointer<gc_kernel_set>

  /// The set's name, as `--kernel` takes it.
  public let name: String

  private init(_ functions: UnsafePointer<gc_kernel_set>) {
    unsafe self.functions = functions
    name = unsafe String(cString: functions.pointee.name)
  }

  /// The version of the bit contract: raised when any kernel's result changes by a bit.
  public static let contractVersion = 3

  /// Every set built for this architecture, the scalar definition first.
  public static let all: [KernelSet] = {
    var count: Int32 = 0
    guard let sets = unsafe gc_kernel_sets(&count) else { return [] }
    return (0..<Int(count)).map { unsafe KernelSet(sets + $0) }
  }()

  /// The sets this processor and operating system can run, the fastest last.
  public static let available: [KernelSet] = {
    let features = gc_cpu_features()
    return all.filter { set in
      let required = unsafe set.functions.pointee.required
      return required & features == required
    }
  }()

  /// The fastest set that runs here.
  public static var best: KernelSet {
    guard let set = available.last else { preconditionFailure("the scalar set runs everywhere") }
    return set
  }

  /// The set called `name`; `auto` is the fastest that runs here.
  ///
  /// - Throws: `KernelError.unknownKernelSet`, `.unsupportedKernelSet`.
  public static func named(_ name: String) throws(KernelError) -> KernelSet {
    if name == "auto" { return best }
    guard all.contains(where: { $0.name == name }) else {
      throw .unknownKernelSet(name: name, known: all.map(\.name))
    }
    guard let set = available.first(where: { $0.name == name }) else {
      throw .unsupportedKernelSet(name: name, available: available.map(\.name))
    }
    return set
  }
}

/// What the kernels refuse before any work is done.
public enum KernelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No kernel set of this name was built for this architecture.
  case unknownKernelSet(name: String, known: [String])
  /// The kernel set exists, but this processor or operating system lacks what it needs.
  case unsupportedKernelSet(name: String, available: [String])

  /// One line for a person.
  public var description: String {
    switch self {
    case .unknownKernelSet(let name, let known):
      "kernel '\(name)' is unknown: expected one of \((["auto"] + known).joined(separator: ", "))"
    case .unsupportedKernelSet(let name, let available):
      "kernel '\(name)' does not run on this processor: expected one of "
        + (["auto"] + available).joined(separator: ", ")
    }
  }
}
