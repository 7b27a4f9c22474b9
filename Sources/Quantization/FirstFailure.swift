/// The failure to tell when tasks on several threads may fail: the one of the first task.
package struct FirstFailure<Failure: Error> {
  /// What went wrong, if anything did.
  package private(set) var error: Failure?
  private var task = 0

  package init() {}

  /// Takes a task's failure, unless an earlier task has failed.
  package mutating func record(_ error: Failure, task: Int) {
    if self.error != nil, self.task < task { return }
    (self.error, self.task) = (error, task)
  }
}
