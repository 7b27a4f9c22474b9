import Base
import CGoldcrest
import CInterface
import Inference

/// The models that are open, by the numbers that callers hold.
///
/// A process that is forked has the table but none of the models' threads, and what the other threads
/// had locked stays locked: models of its parent are told apart, and never touched.
@safe final class ModelTable: @unchecked Sendable {
  /// The table of the process.
  static let shared = ModelTable()

  // Safety: what follows is reached only while `lock` is held. It is not a `Mutex`, which would
  // have to be unlocked by the thread that locked it: a forked process's thread is another.
  private var entries: [goldcrest_model: Entry] = [:]
  private var lastNumber: goldcrest_model = 0
  /// How many forks lie between this process and the one that loaded the library.
  private var generation = 0
  /// Models of a parent process, closed here: their threads cannot be ended.
  private var abandoned: [EmbeddingModel] = []

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  private struct Entry {
    let model: EmbeddingModel
    let generation: Int
  }

  private init() {
    unsafe pthread_mutex_init(lock, nil)
    pthread_atfork(
      { unsafe pthread_mutex_lock(ModelTable.shared.lock) },
      { unsafe pthread_mutex_unlock(ModelTable.shared.lock) },
      {
        ModelTable.shared.generation += 1
        unsafe pthread_mutex_unlock(ModelTable.shared.lock)
      })
  }

  /// Takes a model, and gives the number under which it is found.
  func add(_ model: EmbeddingModel) -> goldcrest_model {
    locked {
      lastNumber += 1
      entries[lastNumber] = Entry(model: model, generation: generation)
      return lastNumber
    }
  }

  /// The model with a number; who holds it may use it until they let go, closed or not.
  subscript(number: goldcrest_model) -> EmbeddingModel {
    get throws(CallFailure) {
      let (entry, generation) = locked { (entries[number], self.generation) }
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
      if let entry, entry.generation != generation { abandoned.append(entry.model) }
      return entry
    }
    guard entry != nil else { throw .closed(number) }
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body()
  }
}

extension CallFailure {
  fileprivate static func closed(_ number: goldcrest_model) -> CallFailure {
    CallFailure(GOLDCREST_CLOSED, "model \(number): expected an open model, found none")
  }
}
