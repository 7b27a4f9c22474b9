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
