import ArgumentParser
import Inference
import Kernels

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", _superCommandName: "goldcrest",
    abstract: "Measure how fast a model loads and runs.",
    discussion: """
      Embeds batches of random token ids from a seed. The time to the first embedding starts \
      before the file is opened and includes tokenising a short text. Vectors that are not finite, \
      or that differ in a bit between repetitions, are an error.

      With --roofline and no model, it measures the machine instead: how many 8-bit operations per \
      second the instructions of each kernel can do (a multiply-add is two), and how fast memory \
      is read. Only --threads, --kernel and --seconds, the time for each measurement, apply then.

      With --replicas, one model alone and then so many at once run the same batch over one mapped \
      .crest, each with --threads threads on cores of its own; macOS does not keep threads on cores. \
      Their vectors must be equal.

      With --trace, the tasks that --threads threads share out, as many as you like, run one after \
      the other on one thread, and each is measured: a profile by step, and with --json every task.

      \(Examples.bench)
      """)

  @Argument(help: "A .crest file, or an original model to run as it is.", completion: .model)
  var model: String?

  @Flag(help: "Measure the peak rates of the machine instead of a model.")
  var roofline = false

  @Flag(help: "Measure every task of a batch, one after the other.")
  var trace = false

  @Option(help: "Sequences embedded together.")
  var batch = 8

  @Option(
    help: ArgumentHelp(
      "Tokens per sequence; LOW-HIGH spreads the lengths evenly. (default: 128)",
      valueName: "count"),
    transform: ArgumentValue.range)
  var tokens = 128...128

  @Option(help: "How long to repeat, in seconds; at least one repetition is run.")
  var seconds = 3.0

  @Option(help: "Seed of the token ids.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Models over one mapped .crest that run at once; --threads is then for each. (default: 1)",
      valueName: "count"))
  var replicas: Int?

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func validate() throws {
    try refuse(if: roofline && model != nil, "--roofline cannot be combined with a model")
    try refuse(
      if: roofline && replicas != nil, "--roofline and --replicas cannot be combined")
    try refuse(if: roofline && trace, "--roofline and --trace cannot be combined")
    try refuse(if: trace && replicas != nil, "--trace and --replicas cannot be combined")
    try refuse(if: !roofline && model == nil, "Missing expected argument '<model>'")
    try require("--batch", batch, in: 1...65536)
    try refuse(
      if: tokens.lowerBound < 1 || tokens.upperBound > 65536,
      "--tokens: expected 1 to 65536, found \(tokens.lowerBound)-\(tokens.upperBound)")
    try refuse(
      if: !(0...86400).contains(seconds), "--seconds: expected 0 to 86400, found \(seconds)")
    if let replicas { try require("--replicas", replicas, in: 1...256) }
  }

  func run() throws {
    guard let model else { return try measureMachine() }
    let benchmark = Benchmark(batch: batch, tokens: tokens, seconds: seconds, seed: seed)
    do {
      if let replicas {
        try measure(model, benchmark, replicas: replicas)
      } else if trace {
        let measured = try TaskTrace(
          path: model, benchmark: benchmark, options: try runtime.options()
        ).run()
        try report.write(json: measured.json, text: measured.text)
      } else {
        try measure(model, benchmark)
      }
    } catch let error as InferenceError {
      throw CommandLineError(error, of: model)
    }
  }

  private func measure(_ model: String, _ benchmark: Benchmark) throws {
    let options = try runtime.options()
    let measured = BenchmarkReport(
      path: model, benchmark: benchmark,
      result: try benchmark.run(ModelFile(path: model), options: options),
      kernel: options.kernels.name, threadCount: options.threadCount)
    try report.write(json: measured.json, text: measured.text)
  }

  private func measure(_ model: String, _ benchmark: Benchmark, replicas: Int) throws {
    guard case .crest = ModelFile(path: model) else {
      throw CommandLineError.model(
        path: model, reason: "--replicas: expected a .crest, found an original model")
    }
    let coreCount = WorkerPool.usableCoreCount
    var options = try runtime.options()
    options.threadCount = runtime.threads ?? max(1, coreCount / replicas)
    let benchmark = ReplicaBenchmark(
      benchmark, path: model, replicaCount: replicas, options: options)
    let threadTotal = replicas * options.threadCount
    if threadTotal > coreCount {
      report.say(
        "note: \(threadTotal) threads share \(coreCount) \(coreCount == 1 ? "core" : "cores")")
    }
    if benchmark.cores.isEmpty { report.say("note: threads are not kept on cores on this system") }
    let measured = ReplicaReport(path: model, benchmark: benchmark, result: try benchmark.run())
    try report.write(json: measured.json, text: measured.text)
  }

  private func measureMachine() throws {
    let kernels = runtime.kernel == "auto" ? KernelSet.available : [try runtime.kernels()]
    let ceilings = Ceilings(kernels: kernels, threadCount: runtime.threadCount, seconds: seconds)
    let measured = RooflineReport(ceilings: ceilings)
    try report.write(json: measured.json, text: measured.text)
  }
}
