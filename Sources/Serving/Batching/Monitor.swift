import Base

/// State that threads share, where one can wait for a change of it.
@safe final class Monitor<State: Sendable>: @unchecked Sendable {
  // Safety: `state` is touched only by the thread that holds `lock`, which lives as long as the monitor.
  private var state: State
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(_ state: State) {
    self.state = state
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(lock)
    unsafe pthread_cond_destroy(changed)
    unsafe lock.deallocate()
    unsafe changed.deallocate()
  }

  func withLock<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body(&state)
  }

  /// Lets the thread that waits look again.
  func signal() { unsafe pthread_cond_signal(changed) }

  /// Waits until `body` gives something; it is called after every signal.
  func wait<Value: Sendable>(for body: (inout State) -> Value?) -> Value {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    while true {
      if let value = body(&state) { return value }
      unsafe pthread_cond_wait(changed, lock)
    }
  }
}
