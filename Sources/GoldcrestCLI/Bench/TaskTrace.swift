import Base
import Inference
import Kernels
import Model

/// Measures the tasks of a batch, cut as for some threads and run one after the other on one.
struct TaskTrace {
  let path: String
  let benchmark: Benchmark
  let options: RuntimeOptions

  /// Runs the model; of every task the least time of all repetitions counts.
  ///
  /// - Throws: what opening and running throw, and `CommandLineError.model` if a vector is not
  ///   finite or a repetition's vectors are not the first's, bit for bit.
  func run() throws -> TaskTraceReport {
    let recorder = TaskRecorder()
    var options = options
    options.recorder = recorder
    let file = ModelFile(path: path)
    let model = try file.open(options: options).model
    let sequences = benchmark.randomTokens(below: model.configuration.vocabularySize)
    let vectors = try model.embed(tokens: sequences)
    try benchmark.checkFinite(vectors, of: file)
    let clock = ContinuousClock()
    let begin = clock.now
    func record() throws -> TaskRecorder.Recording {
      recorder.begin()
      let again = try model.embed(tokens: sequences)
      let recording = recorder.end()
      try benchmark.checkEqual(again, vectors, of: file)
      return recording
    }
    var least = try record()
    var count = 1
    while (clock.now - begin).seconds < benchmark.seconds {
      least.takeLesser(try record())
      count += 1
    }
    return TaskTraceReport(
      trace: self, recording: least, repetitionCount: count,
      tokenCount: sequences.reduce(0) { $0 + $1.count })
  }
}

/// The tasks of a batch and how they were measured.
struct TaskTraceReport {
  let trace: TaskTrace
  let recording: TaskRecorder.Recording
  let repetitionCount: Int
  let tokenCount: Int

  var json: JSONValue {
    [
      "schema_version": 1,
      "command": "bench",
      "model": .string(trace.path),
      "calls": .array(
        recording.calls.map { call in
          [
            "step": .string(call.step),
            "weight_bytes": .integer(call.weightByteCount),
            "serial_ns": .integer(call.serialNanoseconds),
            "task_ns": .array(call.taskNanoseconds.map { .integer($0) }),
          ]
        }),
      "serial_ns_at_end": .integer(recording.serialNanosecondsAtEnd),
      "kernel": .string(trace.options.kernels.name),
      "threads": .integer(trace.options.threadCount),
      "batch": .integer(trace.benchmark.batch),
      "tokens": .integer(trace.benchmark.tokens.upperBound),
      "shortest_tokens": .integer(trace.benchmark.tokens.lowerBound),
      "total_tokens": .integer(tokenCount),
      "repetitions": .integer(repetitionCount),
      "seed": .integer(Int(clamping: trace.benchmark.seed)),
    ]
  }

  var text: String {
    var steps: [String: (calls: Int, tasks: Int, nanoseconds: Int, longest: Int)] = [:]
    for call in recording.calls {
      var step = steps[call.step] ?? (0, 0, 0, 0)
      step.calls += 1
      step.tasks += call.taskNanoseconds.count
      step.nanoseconds += call.taskNanoseconds.reduce(0, +)
      step.longest = max(step.longest, call.taskNanoseconds.max() ?? 0)
      steps[call.step] = step
    }
    let serial = recording.calls.reduce(recording.serialNanosecondsAtEnd) {
      $0 + $1.serialNanoseconds
    }
    let total = steps.values.reduce(serial) { $0 + $1.nanoseconds }
    var table = TextTable(header: ["step", "calls", "tasks", "ms", "share", "longest task"])
    for (name, step) in steps.sorted(by: {
      ($1.value.nanoseconds, $0.key) < ($0.value.nanoseconds, $1.key)
    }) {
      table.append(
        name, "\(step.calls)", "\(step.tasks)", milliseconds(step.nanoseconds),
        Figures.share(step.nanoseconds, of: total), (Double(step.longest) / 1e3).fixed(1) + " µs")
    }
    table.append("between calls", "", "", milliseconds(serial), Figures.share(serial, of: total))
    table.append("all", "", "", milliseconds(total), Figures.share(total, of: total))
    let threads = trace.options.threadCount
    return """
      \(trace.path): \(trace.benchmark.shape), \(repetitionCount) repetitions, kernel \
      \(trace.options.kernels.name), tasks of \(threads) \(threads == 1 ? "thread" : "threads") \
      run on one
      \(table.text)
      """
  }

  private func milliseconds(_ nanoseconds: Int) -> String { (Double(nanoseconds) / 1e6).fixed(2) }
}
