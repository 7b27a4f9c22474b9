#if Server
  import NIOCore

  /// The one deadline that a connection has at a time.
  final class ConnectionTimer {
    private var loop: (any EventLoop)?
    private var expire: () -> Void = {}
    private var deadline: NIODeadline?
    private var scheduled: (task: Scheduled<Void>, time: NIODeadline)?

    /// Calls `expire` on `loop` at every deadline that is neither moved nor cleared before.
    func start(on loop: any EventLoop, expire: @escaping () -> Void) {
      self.loop = loop
      self.expire = expire
    }

    func set(seconds: Int) {
      let deadline = NIODeadline.now() + .seconds(Int64(seconds))
      self.deadline = deadline
      // A task that comes too early is moved when it runs: most deadlines are met.
      if let scheduled {
        guard scheduled.time > deadline else { return }
        scheduled.task.cancel()
      }
      schedule(deadline)
    }

    func clear() { deadline = nil }

    func stop() {
      clear()
      scheduled?.task.cancel()
      scheduled = nil
      expire = {}
    }

    private func schedule(_ time: NIODeadline) {
      guard let loop else { return }
      let task = loop.assumeIsolated().scheduleTask(deadline: time) { [self] in fire() }
      scheduled = (task, time)
    }

    private func fire() {
      scheduled = nil
      guard let deadline else { return }
      guard deadline <= .now() else { return schedule(deadline) }
      self.deadline = nil
      expire()
    }
  }
#endif
