import Inference
import Model
import Serving
import Testing

@Suite struct BatchEngineTests {
  private struct Work: Sendable {
    let run: VectorRun
    let sequences: [VectorRun.TokenSequence]
    let connection: ConnectionID

    /// What the model makes of each text alone.
    var expected: [TextEmbedding] {
      get throws { try sequences.flatMap { try run.outputs(of: [$0]).map(\.embedding) } }
    }

    func embeddings(_ engine: BatchEngine) async throws -> [TextEmbedding] {
      try await engine.outputs(of: sequences, run, from: connection).map {
        try $0.get().embedding
      }
    }
  }

  private static func mixedWork() throws -> [Work] {
    let (tiny, hybrid) = (try EngineModels.tiny(), try EngineModels.hybrid())
    let runs = [
      try VectorRun(tiny), try VectorRun(tiny, normalizes: true), try VectorRun(hybrid),
      try VectorRun(hybrid, outputs: .sparse), try VectorRun(hybrid, outputs: [.sparse, .colbert]),
    ]
    return try (0..<60).map { index in
      let run = runs[index % runs.count]
      let most = run.model === tiny ? 512 : 64
      let counts = (0...index % 4).map { 1 + (index * 37 + $0 * 101) % most }
      return Work(
        run: run, sequences: try EngineModels.sequences(run, counts),
        connection: ConnectionID(UInt64(index % 7)))
    }
  }

  @Test func `vectors under load have the bits that each text has alone`() async throws {
    var options = BatchOptions()
    options.shortTokenCount = 16
    let engine = BatchEngine(options: options)
    let works = try Self.mixedWork()
    try await withThrowingTaskGroup(of: (Int, [TextEmbedding]).self) { group in
      for (index, work) in works.enumerated() {
        group.addTask { (index, try await work.embeddings(engine)) }
      }
      for try await (index, found) in group { #expect(try found == works[index].expected) }
    }
    #expect(engine.state.waitingCount == 0)
    #expect(
      engine.state.figures.textCounts.sum == Double(works.reduce(0) { $0 + $1.sequences.count }))
  }

  @Test func `requests of vectors of several sizes share a batch and get their own`() async throws {
    let model = try EngineModels.tiny()
    let sizes = model.sentence.dimensions
    let runs = try sizes.map { try VectorRun(model, dimensions: $0) }
    let held = HeldRunner()
    let engine = BatchEngine(runner: held.runner)
    let sequence = try EngineModels.sequences(runs[0], [9])
    async let first = engine.outputs(of: sequence, runs[0], from: ConnectionID(0))
    try await wait(for: engine) { $0.figures.textCounts.count == 1 }
    try await withThrowingTaskGroup(of: [Float].self) { group in
      for run in runs {
        group.addTask {
          try await engine.outputs(of: sequence, run, from: ConnectionID(1))[0].get().embedding
            .dense
        }
      }
      try await wait(for: engine) { $0.waitingCount == runs.count }
      held.open()
      var counts: [Int] = []
      for try await vector in group { counts.append(vector.count) }
      #expect(counts.sorted() == sizes.sorted())
    }
    _ = try await first
    #expect(held.events == ["short 9", "short \(9 * runs.count)"])
  }

  @Test func `a short text is run after the first layer of a long batch that it came after`()
    async throws
  {
    let run = try VectorRun(EngineModels.tiny())
    let held = HeldRunner()
    let engine = BatchEngine(runner: held.runner)
    let (long, short) = (
      try EngineModels.sequences(run, [500]), try EngineModels.sequences(run, [12])
    )
    async let slow = engine.outputs(of: long, run, from: ConnectionID(0))
    try await wait(for: engine) { $0.figures.textCounts.count == 1 }
    async let quick = engine.outputs(of: short, run, from: ConnectionID(1))
    try await wait(for: engine) { $0.waiting[.short] == 1 }
    held.open()
    let vectors = try await (slow[0].get(), quick[0].get())
    #expect(held.events == ["long 500", "|", "short 12 between", "|", "|"])
    #expect(try vectors.0.embedding == run.outputs(of: long)[0].embedding)
    #expect(try vectors.1.embedding == run.outputs(of: short)[0].embedding)
    #expect(engine.state.figures.interludeCount == 1)
  }

  @Test func `a long batch gets a layer further after each batch of short texts`() async throws {
    let run = try VectorRun(EngineModels.tiny())
    var options = BatchOptions()
    options.maximumTokenCount = 100
    let held = HeldRunner()
    let engine = BatchEngine(options: options, runner: held.runner)
    let long = try EngineModels.sequences(run, [90])
    let short = try EngineModels.sequences(run, [50, 50, 50, 50, 50])
    async let slow = engine.outputs(of: long, run, from: ConnectionID(0))
    try await wait(for: engine) { $0.figures.textCounts.count == 1 }
    async let quick = engine.outputs(of: short, run, from: ConnectionID(1))
    try await wait(for: engine) { $0.waiting[.short] == 5 }
    held.open()
    _ = try await (slow, quick)
    #expect(
      held.events == [
        "long 90", "|", "short 100 between", "|", "short 100 between", "|", "short 50 between",
      ])
  }

  @Test func `a short text of another model is run between layers too`() async throws {
    let (run, other) = (
      try VectorRun(EngineModels.tiny()), try VectorRun(EngineModels.hybrid(), outputs: .colbert)
    )
    let held = HeldRunner()
    let engine = BatchEngine(runner: held.runner)
    let (long, short) = (
      try EngineModels.sequences(run, [300]), try EngineModels.sequences(other, [7])
    )
    async let slow = engine.outputs(of: long, run, from: ConnectionID(0))
    try await wait(for: engine) { $0.figures.textCounts.count == 1 }
    async let quick = engine.outputs(of: short, other, from: ConnectionID(0))
    try await wait(for: engine) { $0.waiting[.short] == 1 }
    held.open()
    let vectors = try await (slow[0].get(), quick[0].get())
    #expect(held.events == ["long 300", "|", "short 7", "|", "|"])
    #expect(try vectors.0.embedding == run.outputs(of: long)[0].embedding)
    #expect(try vectors.1.embedding == other.outputs(of: short)[0].embedding)
  }

  @Test func `a request without texts gets an empty answer`() async throws {
    let outputs = try await BatchEngine().outputs(
      of: [], VectorRun(EngineModels.tiny()), from: ConnectionID(0))
    #expect(outputs.isEmpty)
  }
}
