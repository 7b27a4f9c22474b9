import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Kernels
import Model
import Serving
import Synchronization
import TestSupport

/// Models for the engine, and requests of a number of tokens.
///
/// Each call makes another model of the same file: two engines that run the same models, each one between the
/// layers of another, would wait for each other.
enum EngineModels {
  /// Four layers, 512 tokens at most.
  static func tiny() throws -> EmbeddingModel { try EmbeddingModel(file: files.tiny.get()) }
  /// Three layers, 64 tokens at most, with weights and vectors of tokens.
  static func hybrid() throws -> EmbeddingModel { try EmbeddingModel(file: files.hybrid.get()) }

  private static let files = (
    tiny: Result { try file("Golden/tiny-moe") },
    hybrid: Result { try file("Golden/models/xlm-roberta-cls") }
  )

  private static func file(_ path: String) throws -> CrestFile {
    // The mapping outlives the folder.
    try TemporaryFolder.with { folder in try convert(path, to: folder.path("model.crest")) }
  }

  /// Converts a folder of the repository.
  @discardableResult
  static func convert(
    _ folder: String, scheme: QuantizationScheme = .int8, to path: String
  ) throws -> CrestFile {
    let plan = try ConversionPlan(
      source: SourceModel(path: Repository.path(folder)),
      options: ConversionOptions(scheme: scheme, threadCount: 2), path: path)
    _ = try Converter(plan: plan).run(to: path, overwriting: true)
    return try CrestFile(path: path)
  }

  /// Sequences of the given numbers of tokens.
  static func sequences(_ run: VectorRun, _ counts: [Int]) throws -> [VectorRun.TokenSequence] {
    try run.sequences(
      of: counts.map { count in .tokens((0..<count).map { Int32(5 + (count * 7 + $0) % 300) }) })
  }
}

/// Runs batches for real, but lets the first wait until the test opens it; notes what is run.
final class HeldRunner: Sendable {
  private let gate = Gate()
  private let log = Mutex<[String]>([])

  /// What was run, in order: `long 512`, `short 12 between` (of the same model), and a `|` for each layer of a
  /// long batch.
  var events: [String] { log.withLock { $0 } }

  func open() { gate.open() }

  var runner: BatchEngine.Runner {
    { batch, isInterlude, betweenLayers in
      self.gate.wait()
      self.note("\(batch.lane.rawValue) \(batch.tokenCount)\(isInterlude ? " between" : "")")
      return BatchEngine.runModel(
        batch, isInterlude,
        betweenLayers.map { between in
          {
            self.note("|")
            between()
          }
        })
    }
  }

  private func note(_ event: String) { log.withLock { $0.append(event) } }
}

/// Holds threads until it is opened.
private final class Gate: Sendable {
  private let isOpen = Mutex(false)

  func open() { isOpen.withLock { $0 = true } }

  func wait() {
    while !isOpen.withLock({ $0 }) { usleep(200) }
  }
}

/// Waits until something is true of the engine.
func wait(for engine: BatchEngine, _ condition: (BatchEngine.State) -> Bool) async throws {
  while !condition(engine.state) { try await Task.sleep(for: .microseconds(200)) }
}

extension BatchEngine.State {
  var waitingCount: Int { waiting.values.reduce(0, +) }
}
