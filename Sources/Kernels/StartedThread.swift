import Base

/// A thread that has been started, with a stack that a whole model fits on; it is joined or detached once.
@safe package struct StartedThread {
  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  // Some systems give 128 KB only, too little for a whole model.
  private static let stackByteCount = 8 << 20

  #if os(Linux)
    private let thread: pthread_t
  #else
    // Safety: a handle that is only given back to `pthread_join` or `pthread_detach`.
    private let thread: pthread_t?
  #endif

  /// Starts a thread that calls `run`.
  ///
  /// - Throws: `KernelError.thread`.
  package init(_ run: @escaping @Sendable () -> Void) throws(KernelError) {
    let context = unsafe Unmanaged.passRetained(Body(run)).toOpaque()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setstacksize(&attributes, StartedThread.stackByteCount)
    defer { unsafe pthread_attr_destroy(&attributes) }
    #if os(Linux)
      var thread = pthread_t()
      let code = unsafe pthread_create(
        &thread, &attributes,
        { context in
          if let context = unsafe context { unsafe StartedThread.run(context) }
          return nil
        }, context)
    #else
      var thread: pthread_t?
      let code = unsafe pthread_create(
        &thread, &attributes,
        { context in
          unsafe StartedThread.run(context)
          return nil
        }, context)
    #endif
    guard code == 0 else {
      unsafe Unmanaged<Body>.fromOpaque(context).release()
      throw .thread(operation: "start a thread", reason: unsafe String(cString: strerror(code)))
    }
    #if os(Linux)
      self.thread = thread
    #else
      unsafe self.thread = thread
    #endif
  }

  /// Waits until the thread has ended.
  package func join() {
    #if os(Linux)
      pthread_join(thread, nil)
    #else
      if let thread = unsafe thread { unsafe pthread_join(thread, nil) }
    #endif
  }

  /// Leaves the thread to end when it will.
  package func detach() {
    #if os(Linux)
      pthread_detach(thread)
    #else
      if let thread = unsafe thread { unsafe pthread_detach(thread) }
    #endif
  }

  @unsafe private static func run(_ context: UnsafeMutableRawPointer) {
    unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
  }
}
