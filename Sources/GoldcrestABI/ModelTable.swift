import CForkGate
import CGoldcrest
import CInterface
import Inference
import Synchronization

/// The models that are open, by the numbers that callers hold.
///
/// In a forked process the models of its parent have none of their threads, and may be locked: they are told
/// apart and never touched.
@safe final class ModelTable: @unchecked Sendable {
  /// The table of the process.
  static let shared = ModelTable()

  // Safety: what follows is reached only while the gate's lock is held.
  private var entries: [goldcrest_model: Entry] = [:]
  private var lastNumber: goldcrest_model = 0
  /// Models of a parent process, closed here: their threads cannot be ended.
  private var abandoned: [OpenModel] = []

  private struct Entry {
    let model: OpenModel
    let generation: Int64
  }

  private init() {}

  /// Takes a model, and gives the number under which it is found.
  func add(_ model: EmbeddingModel) -> goldcrest_model {
    locked {
      lastNumber += 1
      entries[lastNumber] = Entry(model: OpenModel(model), generation: gc_gate_generation())
      return lastNumber
    }
  }

  /// The model with a number; who holds it may use it until they let go, closed or not.
  subscript(number: goldcrest_model) -> OpenModel {
    get throws(CallFailure) {
      let (entry, generation) = locked { (entries[number], gc_gate_generation()) }
      guard let entry else { throw .closed(number) }
      guard entry.generation == generation else {
        throw CallFailure(
          GOLDCREST_FORKED,
          "model \(number): expected one that this process opened, found one of its parent")
      }
      return entry.model
    }
  }

  /// Forgets a model.
  func remove(_ number: goldcrest_model) throws(CallFailure) {
    // The last holder of a model ends its threads: not while the table is locked.
    let entry = locked { () -> Entry? in
      let entry = entries.removeValue(forKey: number)
      if let entry, entry.generation != gc_gate_generation() { abandoned.append(entry.model) }
      return entry
    }
    guard entry != nil else { throw .closed(number) }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    gc_gate_lock()
    defer { gc_gate_unlock() }
    return body()
  }
}

/// A model, and what it has been used for.
final class OpenModel: Sendable {
  let model: EmbeddingModel
  private let uses = Atomic<UInt64>(0)

  init(_ model: EmbeddingModel) { self.model = model }

  /// Does `body`, a batch of one of 64 kinds: the first of each kind at the gate.
  func run(kind: Int, _ body: () throws(CallFailure) -> Void) throws(CallFailure) {
    let bit = UInt64(1) << UInt64(kind)
    if uses.load(ordering: .relaxed) & bit != 0 { return try body() }
    try ForkGate.pass(body)
    uses.bitwiseOr(bit, ordering: .relaxed)
  }
}

extension CallFailure {
  fileprivate static func closed(_ number: goldcrest_model) -> CallFailure {
    CallFailure(GOLDCREST_CLOSED, "model \(number): expected an open model, found none")
  }
}
