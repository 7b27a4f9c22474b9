import Hashing
import Base
import Conversion
import HuggingFace
import Model
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Originals that change while they are converted.
@Suite struct ChangedSourceTests {
  /// The files beside the weights that a conversion reads.
  static let files = TinyModel.companions.filter { $0 != "sentencepiece.bpe.model" }

  /// A model that the test may write to, all files its own.
  private func model(in folder: TemporaryFolder) throws -> String {
    var files: [String: [UInt8]] = [:]
    for name in TinyModel.companions + [TinyModel.weights] {
      files[name] = try Repository.contents("\(TinyModel.path)/\(name)")
    }
    return try TinyModel.copy(into: folder, writing: files)
  }

  private func plan(_ source: SourceModel, _ target: String) throws -> ConversionPlan {
    try ConversionPlan(
      source: source, options: ConversionOptions(scheme: .int8, threadCount: 2), path: target)
  }

  @Test func `weights that are rewritten during the conversion make it fail by name`() throws {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder)
      let bytes = try Repository.contents("\(path)/\(TinyModel.weights)")
      let target = folder.path("out/a.crest")
      let plan = try plan(SourceModel(path: path), target)
      let isWritten = Atomic<Bool>(false)
      let error = #expect(throws: ConversionError.self) {
        try Converter(plan: plan).run(to: target, overwriting: false) { _ in
          // The same bytes: only the time of the change tells.
          if !isWritten.exchange(true, ordering: .relaxed) {
            _ = try? folder.write(bytes, to: "model/\(TinyModel.weights)")
          }
        }
      }
      #expect(error == .original(.changed(path: "\(path)/\(TinyModel.weights)")))
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test func `weights that change between any two tensors give no file`() throws {
    try TemporaryFolder.with { folder in
      let original = Repository.path("Golden/models/bert-mean")
      for name in TinyModel.companions {
        guard let bytes = try? Repository.contents("\(original)/\(name)") else { continue }
        try folder.write(bytes, to: "model/\(name)")
      }
      let weights = try Repository.contents("\(original)/\(TinyModel.weights)")
      // Another last weight. The size is the same: only the time of the change tells.
      let others = Array(weights.dropLast()) + [weights[weights.count - 1] ^ 1]
      let target = folder.path("out/a.crest")
      for step in stride(from: 0, to: 40, by: 4) {
        let path = try folder.write(weights, to: "model/\(TinyModel.weights)")
        // Longer than a tick of the clock that file systems read.
        usleep(20_000)
        let plan = try plan(SourceModel(path: folder.path("model")), target)
        let stepCount = Atomic<Int>(0)
        let error = #expect(throws: ConversionError.self) {
          try Converter(plan: plan).run(to: target, overwriting: false) { _ in
            if stepCount.add(1, ordering: .relaxed).oldValue == step {
              _ = try? folder.write(others, to: "model/\(TinyModel.weights)")
            }
          }
        }
        #expect(error == .original(.changed(path: path)), "after \(step) tensors")
        #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
      }
    }
  }

  @Test(arguments: files)
  func `a companion that is rewritten after opening makes the conversion fail by name`(
    name: String
  ) throws {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder)
      let target = folder.path("out/a.crest")
      let source = try SourceModel(path: path)
      // No shorter: that would be another error.
      let byteCount = try Repository.contents("\(path)/\(name)").count
      try folder.write(
        "{}" + String(repeating: " ", count: byteCount), to: "model/\(name)")
      let error = #expect(throws: ConversionError.self) {
        try Converter(plan: plan(source, target)).run(to: target, overwriting: false)
      }
      #expect(error == .original(.changed(path: "\(path)/\(name)")))
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test func `a file that another takes the place of counts as changed, one that is read does not`()
    throws
  {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder)
      let source = try SourceModel(path: path)
      _ = try Repository.contents("\(path)/config.json")
      try source.checkUnchanged()
      let copy = try folder.write(
        Repository.contents("\(path)/config.json"), to: "model/other.json")
      #expect(unsafe rename(copy, "\(path)/config.json") == 0)
      #expect(throws: HuggingFaceError.changed(path: "\(path)/config.json")) {
        try source.checkUnchanged()
      }
    }
  }

  @Test func `a file that is removed after opening counts as changed`() throws {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder)
      let source = try SourceModel(path: path)
      #expect(unsafe unlink("\(path)/\(TinyModel.weights)") == 0)
      let error = #expect(throws: HuggingFaceError.self) { try source.checkUnchanged() }
      #expect(
        error?.description
          == "\(path)/\(TinyModel.weights): expected the file as it was when it was opened, found it "
          + "changed")
    }
  }

  @Test func `an index of shards is one of the files that may not change`() throws {
    try TemporaryFolder.with { folder in
      _ = try model(in: folder)
      let names = try TinyModel.tensors().map(\.name)
      let map = names.map { "\"\($0)\":\"\(TinyModel.weights)\"" }.joined(separator: ",")
      let index = try folder.write(
        "{\"weight_map\":{\(map)}}", to: "model/model.safetensors.index.json")
      let source = try SourceModel(path: index)
      try source.checkUnchanged()
      try folder.write(
        "{\"weight_map\":{\(map)} }", to: "model/model.safetensors.index.json")
      #expect(throws: HuggingFaceError.changed(path: index)) { try source.checkUnchanged() }
    }
  }

  @Test func `the checksum of a companion is that of the bytes that were parsed`() throws {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder)
      let bytes = try Repository.contents("\(path)/config.json")
      let source = try SourceModel(path: path)
      try folder.write("{}", to: "model/config.json")
      let file = try #require(source.companions.first)
      #expect(file.name == "config.json")
      #expect(file.byteCount == bytes.count)
      #expect(try file.checksum() == Checksum(of: bytes))
    }
  }
}
