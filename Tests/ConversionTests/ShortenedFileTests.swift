import Base
import Conversion
import CrestFormat
import CrestWriting
import HuggingFace
import Model
import Synchronization
import TestSupport
import Testing

/// Files that are shortened while they are converted, pruned or checked.
@Suite struct ShortenedFileTests {
  /// The processes of tests outlive it as the command does.
  init() throws { try MappedFile.guardAgainstShortening() }

  @Test(arguments: [0, 70_001])
  func `weights that are shortened during the conversion make it fail by name`(left: Int) throws {
    try TemporaryFolder.with { folder in
      var files: [String: [UInt8]] = [:]
      for name in TinyModel.companions + [TinyModel.weights] {
        files[name] = try Repository.contents("\(TinyModel.path)/\(name)")
      }
      let path = try TinyModel.copy(into: folder, writing: files)
      let count = try #require(files[TinyModel.weights]).count
      let target = folder.path("out/a.crest")
      let plan = try ConversionPlan(
        source: SourceModel(path: path),
        options: ConversionOptions(scheme: .int8, threadCount: 2), path: target)
      let isShortened = Atomic<Bool>(false)
      let error = #expect(throws: ConversionError.self) {
        try Converter(plan: plan).run(to: target, overwriting: false) { _ in
          guard !isShortened.exchange(true, ordering: .relaxed) else { return }
          try? folder.shorten("model/\(TinyModel.weights)", toByteCount: left)
        }
      }
      #expect(
        error
          == .original(
            .file(
              .shortened(path: "\(path)/\(TinyModel.weights)", expected: count, found: left))))
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test(arguments: [1, 5, 40])
  func `a file that is shortened while it is pruned makes that fail by name`(step: Int) throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, .int8, in: folder)
      let plan = try PruningPlan(
        whole.manifest, to: Cutting.selection(whole, ["en"]), path: whole.path)
      let target = folder.path("out/pruned.crest")
      var steps = 0
      let error = #expect(throws: PruningError.self) {
        try Pruner(plan: plan).run(whole, to: target, overwriting: false) { _, _ in
          steps += 1
          if steps == step { try? folder.shorten("whole.crest", toByteCount: 4096) }
        }
      }
      let count = whole.mapping.byteCount
      #expect(
        error == .crest(.file(.shortened(path: whole.path, expected: count, found: 4096))))
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test(arguments: [0, 100_000])
  func `a shortened file is not called damaged by the check of its tensors`(left: Int) throws {
    try TemporaryFolder.with { folder in
      let file = try Cutting.converted(TinyModel.path, .int8, in: folder)
      try folder.shorten("whole.crest", toByteCount: left)
      let error = #expect(throws: CrestError.self) { try file.verifyChecksums() }
      #expect(
        error
          == .file(
            .shortened(path: file.path, expected: file.mapping.byteCount, found: left)))
    }
  }
}
