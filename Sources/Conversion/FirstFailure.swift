/// The failure to tell when tasks on several threads may fail: the one of the first task.
struct FirstFailure {
  /// What went wrong, if anything did.
  private(set) var error: ConversionError?
  private var task = 0

  /// Takes a task's failure, unless an earlier task has failed.
  mutating func record(_ error: ConversionError, task: Int) {
    if self.error != nil, self.task < task { return }
    (self.error, self.task) = (error, task)
  }
}
