import HuggingFace
import Hashing
import Base
import Conversion
import CrestFormat
import Inference
import Kernels
import Model
import Synchronization
import TestSupport
import Testing

@Suite struct DeterminismTests {
  @Test(arguments: [QuantizationScheme.int8, .int4])
  func `every run, kernel set and thread count gives the same bytes`(
    scheme: QuantizationScheme
  ) throws {
    let wanted = Checksum(of: try TinyCrest.bytes(scheme))
    var runs = KernelSet.available.map { ($0, 2) }
    runs += [1, 2, 5].map { (KernelSet.best, $0) }
    try TemporaryFolder.with { folder in
      for (kernels, threads) in runs {
        let path = folder.path("tiny.crest")
        try convert(
          TinyModel.path, scheme, to: path, threads: threads, kernels: kernels, overwriting: true)
        let found = Checksum(of: try Repository.contents(path))
        #expect(found == wanted, "\(kernels.name), \(threads) threads")
      }
      #expect(folder.names == ["tiny.crest"])
    }
  }

  @Test(arguments: [QuantizationScheme.none, .f16])
  func `a float file's bytes do not depend on threads`(scheme: QuantizationScheme) throws {
    try TemporaryFolder.with { folder in
      for threads in [1, 5] {
        let path = folder.path("\(threads).crest")
        try convert(TinyModel.path, scheme, to: path, threads: threads)
        #expect(try Repository.contents(path) == TinyCrest.bytes(scheme))
      }
    }
  }

  @Test(arguments: [QuantizationScheme.int8, .int4])
  func `every kernel set gives the stored canaries' bits`(scheme: QuantizationScheme) throws {
    let file = try TinyCrest.file(scheme)
    let stored = try #require(file.manifest.canaries)
    #expect(stored.kernelContract == KernelSet.contractVersion)
    #expect(stored.canaries.count == 3)
    for kernels in KernelSet.available {
      let model = try EmbeddingModel(file: file, options: RuntimeOptions(kernels: kernels))
      for canary in stored.canaries {
        let found = try vector(of: canary, model)
        #expect(Vectors.bits([found]) == Vectors.bits([canary.vector]), "\(kernels.name)")
      }
    }
  }

  @Test(arguments: [QuantizationScheme.none, .f16])
  func `a float file has no canaries, as its bits depend on the machine`(
    scheme: QuantizationScheme
  ) throws {
    #expect(try TinyCrest.file(scheme).manifest.canaries == nil)
  }

  @Test func `progress rises to the end`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("tiny.crest")
      let plan = try ConversionPlan(
        source: SourceModel(path: TinyModel.path), options: ConversionOptions(scheme: .int8),
        path: path)
      let seen = Mutex<[ConversionProgress]>([])
      let result = try Converter(plan: plan).run(to: path, overwriting: false) { progress in
        seen.withLock { $0.append(progress) }
      }
      let steps = seen.withLock { $0 }
      #expect(steps.map(\.doneByteCount) == steps.map(\.doneByteCount).sorted())
      #expect(steps.last?.doneByteCount == steps.last?.totalByteCount)
      #expect(result.fileByteCount == plan.fileByteCount)
      #expect(try result.fingerprint == CrestFile(path: path).manifest.fingerprint)
    }
  }

  private func vector(of canary: ManifestCanary, _ model: EmbeddingModel) throws -> [Float] {
    switch canary.input {
    case .tokenIDs(let ids):
      return try #require(try model.embed(tokens: [ids.map { Int32($0) }]).first)
    case .text(let text):
      let prompt = canary.promptName.map { EmbeddingModel.PromptChoice.named($0) } ?? .text("")
      return try #require(try model.embed(texts: [text], prompt: prompt).first)
    }
  }
}
