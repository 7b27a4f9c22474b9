import Evaluation
import Foundation
import Goldcrest
import GoldcrestConversion
import Model
import Synchronization
import TestSupport
import Testing

/// The module that converts and verifies, used as another package would.
@Suite struct ModelConversionTests {
  private static let original = Repository.path("Golden/tiny-moe")
  private static let texts = ["Where is the station?", "Der Bahnhof ist dort.", "Tea at five."]
  /// Enough to calibrate with, and quick.
  private static let calibration = (1...24).map { "Sentence number \($0) is about a bird." }

  private static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path))
  }

  private static func names(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private static func error(_ body: () throws -> some Any) throws -> GoldcrestError {
    let error = #expect(throws: GoldcrestError.self) { _ = try body() }
    return try #require(error)
  }

  @Test func `defaults are those of the commands`() {
    #expect(ConversionOptions().scheme.rawValue == QuantizationScheme.usual.rawValue)
    #expect(BitWidthGoal.usual == .minimumCosine(0.995))
    #expect(VerificationOptions().thresholds.meanCosine == Thresholds.usualMinCosine)
  }

  @Test func `a task makes the same file, and reports how far it is`() async throws {
    try await TemporaryFolder.with { folder in
      let (one, other) = (folder.path("one.crest"), folder.path("other.crest"))
      let last = Mutex((0, 0))
      let result = try await ModelConversion.convert(Self.original, to: one) { done, total in
        last.withLock { $0 = (done, total) }
      }
      let blocking = try Self.converted(to: other)
      #expect(result == blocking)
      #expect(try Self.bytes(one) == Self.bytes(other))
      #expect(try Self.bytes(one).count == result.byteCount)
      last.withLock { #expect($0.0 == $0.1 && $0.0 > 0) }
    }
  }

  private static func converted(
    to path: String, options: ConversionOptions = ConversionOptions()
  ) throws -> ModelConversion.Result {
    try ModelConversion.convert(original, to: path, options: options)
  }

  /// Converts in a task that is cancelled from its own progress, after so many passes have begun.
  private static func cancelled(
    to path: String, options: ConversionOptions, afterPasses count: Int
  ) async throws {
    typealias Run = Task<ModelConversion.Result, any Error>
    let run = Mutex<Run?>(nil)
    let passes = Mutex((count: 1, done: 0))
    let task = Run {
      while run.withLock({ $0 == nil }) { await Task.yield() }
      return try await ModelConversion.convert(original, to: path, options: options) { done, _ in
        let begun = passes.withLock {
          if done < $0.done { $0.count += 1 }
          $0.done = done
          return $0.count
        }
        if begun > count { run.withLock { $0?.cancel() } }
      }
    }
    run.withLock { $0 = task }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `a cancelled conversion leaves nothing`() async throws {
    try await TemporaryFolder.with { folder in
      try await Self.cancelled(
        to: folder.path("model.crest"), options: ConversionOptions(), afterPasses: 0)
      #expect(try Self.names(in: folder) == [])
    }
  }

  @Test func `a cancelled calibration leaves its layers, and goes on from them`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("model.crest")
      var options = ConversionOptions(scheme: .int4, calibration: .texts(Self.calibration))
      try await Self.cancelled(to: path, options: options, afterPasses: 1)
      #expect(try Self.names(in: folder) == ["model.crest.calibration"])
      options.resumesCalibration = true
      let resumed = try await ModelConversion.convert(Self.original, to: path, options: options)
      #expect(try Self.names(in: folder) == ["model.crest"])
      let whole = folder.path("whole.crest")
      options.resumesCalibration = false
      #expect(try Self.converted(to: whole, options: options) == resumed)
      #expect(try Self.bytes(whole) == Self.bytes(path))
    }
  }

  @Test func `a file is replaced only if that is asked for`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("model.crest")
      let first = try Self.converted(to: path)
      #expect(try Self.error { try Self.converted(to: path) }.code == .file)
      #expect(try Self.converted(to: path, options: ConversionOptions(overwriting: true)) == first)
    }
  }

  @Test func `a folder that does not say its pooling is converted with one that is given`() throws {
    try TemporaryFolder.with { folder in
      let source = Repository.path("Golden/models/bert-mean")
      let model = folder.path("model/config.json").dropLast("/config.json".count)
      for name in ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"] {
        try FileManager.default.copyItem(
          atPath: "\(source)/\(name)", toPath: folder.path("model/\(name)"))
      }
      let path = folder.path("model.crest")
      let refused = try Self.error { try ModelConversion.convert(String(model), to: path) }
      #expect(refused.code == .model)
      _ = try ModelConversion.convert(
        String(model), to: path, options: ConversionOptions(pooling: .mean, dimensions: [64, 16]))
      #expect(try Embedder(path: path).dimensions == [64, 16])
    }
  }

  @Test func `a pruned model gives kept texts the vectors of the whole one`() throws {
    try TemporaryFolder.with { folder in
      let (whole, pruned) = (folder.path("whole.crest"), folder.path("pruned.crest"))
      let size = try Self.converted(to: whole).byteCount
      let vocabulary = KeptVocabulary(languages: ["de", "de"], texts: Self.texts)
      let result = try Self.converted(
        to: pruned, options: ConversionOptions(vocabulary: vocabulary))
      #expect(result.byteCount < size)
      #expect(try Self.names(in: folder) == ["pruned.crest", "whole.crest"])
      #expect(
        try Embedder(path: pruned).embed(texts: Self.texts)
          == Embedder(path: whole).embed(texts: Self.texts))
      let other = folder.path("other.crest")
      #expect(try ModelConversion.prune(whole, to: other, keeping: vocabulary).byteCount > 0)
      #expect(try Self.bytes(other) == Self.bytes(pruned))
      let twice = try Self.error {
        try ModelConversion.prune(
          pruned, to: folder.path("twice.crest"), keeping: KeptVocabulary(languages: ["de"]))
      }
      #expect(twice.code == .model)
      let language = try Self.error {
        try Self.converted(
          to: folder.path("twice.crest"),
          options: ConversionOptions(vocabulary: KeptVocabulary(languages: ["German"])))
      }
      #expect(language.code == .language)
      #expect(language.description.contains("'de' (German)"))
    }
  }

  @Test func `bit widths are searched for until a goal is reached`() throws {
    try TemporaryFolder.with { folder in
      let int8 = try Self.converted(to: folder.path("int8.crest")).byteCount
      func byteCount(_ goal: BitWidthGoal) throws -> Int {
        try Self.converted(
          to: folder.path("auto.crest"),
          options: ConversionOptions(
            scheme: .none, goal: goal, calibration: .texts(Self.calibration), overwriting: true)
        ).byteCount
      }
      #expect(try byteCount(.minimumCosine(0.9)) < int8)
      #expect(try byteCount(.maximumByteCount(int8 * 9 / 10)) <= int8 * 9 / 10)
      #expect(try Self.error { try byteCount(.maximumByteCount(1000)) }.code == .model)
      #expect(try Self.names(in: folder) == ["auto.crest", "int8.crest"])
    }
  }

  @Test func `a goal that no search can have is refused`() throws {
    func code(_ options: ConversionOptions) throws -> GoldcrestError.Code {
      try Self.error { try Self.converted(to: "none.crest", options: options) }.code
    }
    for cosine in [0, -1, 1.01, .nan] {
      #expect(try code(ConversionOptions(goal: .minimumCosine(cosine))) == .model)
    }
    #expect(try code(ConversionOptions(goal: .usual, calibration: .none)) == .text)
    #expect(try code(ConversionOptions(goal: .usual, resumesCalibration: true)) == .model)
    let part = KeptVocabulary(languages: ["de"])
    #expect(
      try code(ConversionOptions(goal: .maximumByteCount(1 << 20), vocabulary: part)) == .model)
  }

  @Test func `calibration texts that are all empty are refused`() throws {
    let error = try Self.error {
      try Self.converted(to: "none.crest", options: ConversionOptions(calibration: .texts([""])))
    }
    #expect(error.code == .text)
  }

  @Test func `a missing model is refused`() throws {
    let error = try Self.error { try ModelConversion.convert("none", to: "none.crest") }
    #expect(error.code == .model)
    #expect(error.description.contains("none"))
  }

  @Test func `a converted model passes against its original, a golden file, and vectors`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("model.crest")
      _ = try Self.converted(to: path)
      let golden = Repository.path("Golden/tiny-moe.golden.safetensors")
      let vectors = try Embedder(path: path).embed(texts: Self.texts)
      let lines = vectors.map { "{\"embedding\": \($0)}\n" }.joined()
      let file = try folder.write(Array(lines.utf8), to: "vectors.jsonl")
      let references: [VerificationReference] = [
        .original(path: Self.original), .original(path: Self.original, texts: Self.texts),
        .golden(path: golden), .vectors(vectors, texts: Self.texts),
        .vectorFile(path: file, texts: Self.texts),
      ]
      for reference in references {
        let fidelity = try ModelConversion.verify(path, against: reference)
        #expect(fidelity.passes)
        // Measured: 0.9999.
        #expect(fidelity.meanCosine > 0.999)
        #expect(fidelity.minimumCosine <= fidelity.meanCosine)
        #expect(fidelity.tokenMismatchCount == 0)
      }
      let strict = VerificationOptions(thresholds: FidelityThresholds(meanCosine: 1.01))
      #expect(try !ModelConversion.verify(path, against: references[1], options: strict).passes)
    }
  }

  @Test func `references that cannot be used are refused with a code`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("model.crest")
      _ = try Self.converted(to: path)
      func code(
        _ reference: VerificationReference, _ options: VerificationOptions = VerificationOptions()
      ) throws -> GoldcrestError.Code {
        try Self.error { try ModelConversion.verify(path, against: reference, options: options) }
          .code
      }
      #expect(try code(.golden(path: "none.safetensors")) == .file)
      #expect(try code(.vectorFile(path: "none.npy", texts: ["x"])) == .file)
      #expect(try code(.vectors([[1]], texts: Self.texts)) == .file)
      #expect(try code(.vectors([[1]], texts: ["x"])) == .dimensions)
      #expect(try code(.original(path: "none")) == .model)
      #expect(try code(.original(path: Self.original, texts: [])) == .text)
      let prompt = VerificationOptions(prompt: .named("none such"))
      #expect(try code(.original(path: Self.original), prompt) == .prompt)
    }
  }

  @Test func `a verification ends when its task is cancelled`() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("model.crest")
      _ = try await ModelConversion.convert(Self.original, to: path)
      typealias Run = Task<ModelConversion.Fidelity, any Error>
      let run = Mutex<Run?>(nil)
      let task = Run {
        while run.withLock({ $0 == nil }) { await Task.yield() }
        return try await ModelConversion.verify(
          path, against: .original(path: Self.original)
        ) { _, _ in run.withLock { $0?.cancel() } }
      }
      run.withLock { $0 = task }
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }
}
