import HuggingFace
import CrestWriting
import Model
import Base
import Conversion
import CrestFormat
import Inference
import TestSupport
import Testing
import Tokenization

/// Every case of `PruningError` that a file can cause.
@Suite struct PruningRefusalTests {
  private func error(_ body: () throws -> Void) throws -> PruningError? {
    do {
      try body()
      return nil
    } catch let error as PruningError {
      return error
    }
  }

  @Test func `a pruned file is not pruned again`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, .int8, in: folder)
      let (pruned, _) = try Cutting.prune(whole, to: ["en", "de"], in: folder)
      let found = try error { _ = try Cutting.selection(pruned, ["en"]) }
      #expect(found == .alreadyPruned(path: pruned.path, found: "de, en"))
    }
  }

  @Test func `a file without a tokenizer is refused`() throws {
    try TemporaryFolder.with { folder in
      let target = folder.path("a.crest")
      let source = try SourceModel(
        path: TinyModel.path, options: SourceOptions(includesTokenizer: false))
      let plan = try ConversionPlan(
        source: source, options: ConversionOptions(scheme: .int8), path: target)
      _ = try Converter(plan: plan).run(to: target, overwriting: false)
      let file = try CrestFile(path: target)
      let found = try error { _ = try Cutting.selection(file, ["en"]) }
      #expect(found == .noTokenizer(path: target))
    }
  }

  @Test func `byte-level BPE is refused`() throws {
    try TemporaryFolder.with { folder in
      let path = Repository.path("Golden/models/roberta")
      let file = try Cutting.converted(path, .int8, in: folder)
      let found = try error { _ = try Cutting.selection(file, ["en"]) }
      #expect(found == .bytePairs(path: file.path))
    }
  }

  @Test(arguments: [
    "embeddings.token.weight", "tokenizer.trie", "layers.1.experts.3.up.weight",
  ])
  func `a damaged tensor is named, whether it is cut or copied, and nothing is left`(
    name: String
  ) throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, .int8, in: folder)
      let plan = try PruningPlan(
        whole.manifest, to: Cutting.selection(whole, ["en"]), path: whole.path)
      let record = try #require(whole[name])
      var bytes = try Repository.contents(whole.path)
      bytes[record.offset + record.byteCount / 2] ^= 1
      let path = try folder.write(bytes, to: "damaged.crest")
      let damaged = try CrestFile(path: path)
      let found = try error {
        _ = try Pruner(plan: plan).run(
          damaged, to: folder.path("pruned.crest"), overwriting: false)
      }
      guard case .crest(.tensorChecksum(path, name, record.checksum, _))? = found else {
        Issue.record("\(String(describing: found))")
        return
      }
      #expect(folder.names == ["damaged.crest", "whole.crest"])
    }
  }

  @Test func `the file itself is never replaced, and another one only when asked`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, .int8, in: folder)
      let plan = try PruningPlan(
        whole.manifest, to: Cutting.selection(whole, ["en"]), path: whole.path)
      let link = try folder.link("link.crest", to: whole.path)
      for path in [whole.path, link] {
        let found = try error { _ = try Pruner(plan: plan).run(whole, to: path, overwriting: true) }
        #expect(found == .crest(.file(.overwritesInput(path: path))))
      }
      let taken = try folder.write("mine", to: "taken.crest")
      let found = try error { _ = try Pruner(plan: plan).run(whole, to: taken, overwriting: false) }
      #expect(found == .crest(.file(.exists(path: taken))))
      #expect(try Repository.contents(taken) == Array("mine".utf8))
    }
  }

  @Test func `a canary of another vector is not taken for proof`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, .int8, in: folder)
      let plan = try PruningPlan(
        whole.manifest, to: Cutting.selection(whole, ["en"]), path: whole.path)
      // The same weights under a manifest whose first canary is wrong.
      let crest = try CrestPlan(whole.manifest.tensors.map(\.declaration), path: whole.path)
      let path = folder.path("lying.crest")
      let writer = try CrestWriter(path: path, plan: crest, overwriting: false)
      for (index, record) in whole.manifest.tensors.enumerated() {
        try writer.write(whole.region(of: record), tensor: index, at: 0)
      }
      var content = whole.manifest.content
      content.canaries?.canaries[0].vector[0] += 0.25
      try writer.finish(content)
      let found = try error {
        _ = try Pruner(plan: plan).run(
          CrestFile(path: path), to: folder.path("pruned.crest"), overwriting: false)
      }
      #expect(found == .canary(path: path, index: 0))
      #expect(folder.names == ["lying.crest", "whole.crest"])
    }
  }

  @Test func `every error is one line with its file`() {
    let errors: [PruningError] = [
      .noTokenizer(path: "a.crest"), .noTokenEmbedding(path: "a.crest"),
      .bytePairs(path: "a.crest"),
      .alreadyPruned(path: "a.crest", found: "de"),
      .crest(.file(.overwritesInput(path: "a.crest"))),
      .canary(path: "a.crest", index: 1), .inference(path: "a.crest", .noTokenizer),
      .tokenizer(path: "a.crest", .limitTooSmall(expected: 2, found: 1)),
      .crest(.missing(path: "a.crest", field: "model")),
    ]
    for error in errors {
      #expect(error.description.hasPrefix("a.crest"))
      #expect(!error.description.contains("\n"))
    }
  }
}
