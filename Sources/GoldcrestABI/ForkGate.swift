import Base

/// The lock of what the process shares, and the gate at which a fork waits.
///
/// A forked process has the memory of its parent but one thread of it. What another thread had locked stays
/// locked there: this lock must not be, nor a lock of Swift's runtime, which is taken when a type or a constant
/// is used first. So calls pass the gate while they do something for the first time, or briefly, and a fork
/// waits until none is inside. It does not wait for what goes on inside a model that has run before.
@safe final class ForkGate: @unchecked Sendable {
  /// The gate of the process.
  static let shared = ForkGate()

  // Safety: what follows is reached only while `lock` is held. It is not a `Mutex`, which would
  // have to be unlocked by the thread that locked it: a forked process's thread is another.
  private var insideCount = 0
  private var forkCount = 0
  /// How many forks lie between this process and the one that loaded the library.
  private(set) var generation = 0

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  private init() {
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
    pthread_atfork(
      { ForkGate.shared.beginFork() }, { ForkGate.shared.endFork() }, { ForkGate.shared.endChild() }
    )
  }

  /// Does `body` while nobody else does.
  func locked<Value>(_ body: () -> Value) -> Value {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body()
  }

  /// Does `body`, and keeps forks waiting; it calls nobody who may fork or pass the gate.
  func passed<Value, Failure>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    unsafe pthread_mutex_lock(lock)
    while forkCount > 0 { unsafe pthread_cond_wait(changed, lock) }
    insideCount += 1
    unsafe pthread_mutex_unlock(lock)
    defer {
      unsafe pthread_mutex_lock(lock)
      insideCount -= 1
      if insideCount == 0 { unsafe pthread_cond_broadcast(changed) }
      unsafe pthread_mutex_unlock(lock)
    }
    return try body()
  }

  private func beginFork() {
    unsafe pthread_mutex_lock(lock)
    forkCount += 1
    while insideCount > 0 { unsafe pthread_cond_wait(changed, lock) }
  }

  private func endFork() {
    forkCount -= 1
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(lock)
  }

  private func endChild() {
    generation += 1
    forkCount = 0
    // Threads of the parent may wait on it.
    unsafe pthread_cond_init(changed, nil)
    unsafe pthread_mutex_unlock(lock)
  }
}
