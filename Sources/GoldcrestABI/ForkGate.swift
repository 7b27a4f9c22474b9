import CForkGate
import CInterface

/// The gate at which a fork waits; see `fork_gate.h`.
enum ForkGate {
  /// Does `body`, which is over soon or done for the first time, and keeps forks waiting; it calls nobody who
  /// may fork or pass the gate.
  @inline(__always)
  static func pass<Value>(
    _ body: () throws(CallFailure) -> Value
  ) throws(CallFailure) -> Value {
    gc_gate_enter()
    defer { gc_gate_leave() }
    return try body()
  }
}
