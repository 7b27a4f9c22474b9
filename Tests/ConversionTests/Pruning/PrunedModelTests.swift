import CrestWriting
import Hashing
import Base
import Conversion
import CrestFormat
import Inference
import Model
import Reference
import TestSupport
import Testing
import Tokenization

/// Whole files: what stays the same, and what they say about it.
@Suite struct PrunedModelTests {
  @Test(arguments: QuantizationScheme.allCases, [["de", "en", "fr"], ["en", "ja", "ru"]])
  func `kept texts give the same bits, dropped ones others`(
    scheme: QuantizationScheme, codes: [String]
  ) throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, scheme, in: folder)
      let (pruned, result) = try Cutting.prune(whole, to: codes, in: folder)
      try pruned.verifyChecksums()
      #expect(result.fingerprint == pruned.manifest.fingerprint)
      #expect(result.fileByteCount == (try ReadableFile(path: pruned.path).byteCount))
      let options = RuntimeOptions(floatProducts: OpenBLAS())
      let before = try EmbeddingModel(file: whole, options: options)
      let after = try EmbeddingModel(file: pruned, options: options)
      var (sameCount, otherCount) = (0, 0)
      for text in try Cutting.texts("tiny") {
        let old = try before.embed(texts: [text.text], prompt: .text(""))
        let new = try after.embed(texts: [text.text], prompt: .text(""))
        if codes.contains(text.language) {
          #expect(Vectors.bits(old) == Vectors.bits(new), "\(text.text.debugDescription)")
          sameCount += 1
        } else if Vectors.bits(old) != Vectors.bits(new) {
          otherCount += 1
        }
      }
      #expect(sameCount >= 5)
      // Measured: 17 for en, ja and ru.
      #expect(otherCount >= 15)
      #expect(folder.names == ["pruned.crest", "whole.crest"])
    }
  }

  @Test(arguments: QuantizationScheme.allCases)
  func `every other tensor and every kept row stays byte for byte`(
    scheme: QuantizationScheme
  ) throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, scheme, in: folder)
      let (pruned, _) = try Cutting.prune(whole, to: ["en"], in: folder)
      #expect(pruned.manifest.tensors.map(\.name) == whole.manifest.tensors.map(\.name))
      var cutNames: [String] = []
      for (old, new) in zip(whole.manifest.tensors, pruned.manifest.tensors) {
        #expect(old.encoding == new.encoding)
        if old.checksum != new.checksum { cutNames.append(old.name) }
      }
      #expect(
        Set(cutNames) == ["embeddings.token.weight", "tokenizer.trie", "tokenizer.scores"])
      let kept = try Cutting.keptIDs(whole, ["en"])
      let (old, new) = (
        try #require(whole["embeddings.token.weight"]),
        try #require(pruned["embeddings.token.weight"])
      )
      #expect(new.shape == [kept.count, old.shape[1]])
      for part in [\WeightLayout.data, \.groupScales, \.rowScales] {
        let (from, to) = (whole.region(of: old, part: part), pruned.region(of: new, part: part))
        #expect(from.byteCount / old.shape[0] == to.byteCount / new.shape[0])
        let width = to.byteCount / new.shape[0]
        for (row, id) in kept.enumerated() where width > 0 {
          let same =
            from.slice(id * width..<(id + 1) * width).bytes
            == to.slice(row * width..<(row + 1) * width).bytes
          #expect(same, "row \(row)")
        }
      }
    }
  }

  @Test func `a file says what it was pruned from and to`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, .int8, in: folder)
      let (pruned, result) = try Cutting.prune(
        whole, to: ["fr", "de"], texts: ["вокзал", "駅"], in: folder)
      let record = try #require(
        PruningRecord(recordedIn: pruned.manifest.provenance.options))
      #expect(record.languages == ["de", "fr"])
      #expect(record.vocabularySize == whole.manifest.model.vocabularySize)
      #expect(record.fingerprint == whole.manifest.fingerprint.description)
      #expect(record.texts?.hasPrefix("2, sha256 ") == true)
      #expect(pruned.manifest.fingerprint != whole.manifest.fingerprint)
      let keys = pruned.manifest.provenance.options.map(\.key)
      #expect(keys == keys.sorted())
      #expect(PruningRecord(recordedIn: whole.manifest.provenance.options) == nil)
      // The odd canary has Arabic letters; the others lose nothing.
      #expect(result.canaryCount == 3)
      #expect(result.equalCanaryCount == 2)
      let (old, new) = (
        try #require(whole.manifest.canaries), try #require(pruned.manifest.canaries)
      )
      #expect(old.canaries.map(\.input) == new.canaries.map(\.input))
      let equal = zip(old.canaries, new.canaries).map { $0.vector == $1.vector }
      #expect(equal == [true, false, true])
    }
  }

  @Test func `measured fidelity of the whole model is not the pruned one's`() throws {
    try TemporaryFolder.with { folder in
      let whole = try Cutting.converted(TinyModel.path, .int8, in: folder)
      var manifest = whole.manifest
      manifest.content.fidelity = ManifestFidelity(
        reference: .golden(Checksum(of: [])), count: 1,
        metrics: [ManifestMetric(name: "cosine.mean", value: 1)])
      let selection = try Cutting.selection(whole, ["en"])
      let plan = try PruningPlan(manifest, to: selection, path: whole.path)
      let target = folder.path("pruned.crest")
      _ = try Pruner(plan: plan).run(whole, to: target, overwriting: false)
      #expect(try CrestFile(path: target).manifest.fidelity == nil)
    }
  }

  @Test func `positions that depend on padding stay`() throws {
    try TemporaryFolder.with { folder in
      let path = Repository.path("Golden/models/xlm-roberta-mean")
      let whole = try Cutting.converted(path, .int8, in: folder)
      let (pruned, _) = try Cutting.prune(whole, to: ["de"], in: folder)
      let (before, after) = (try EmbeddingModel(file: whole), try EmbeddingModel(file: pruned))
      let settings = try #require(pruned.manifest.tokenizer)
      #expect(settings.padID == 1 && settings.beginID == 0 && settings.endID == 2)
      for text in ["query: Wie kopiere ich eine Datei?", "a <pad> b <mask>", "", "Größe"] {
        let (old, new) = (
          try before.embed(texts: [text]), try after.embed(texts: [text])
        )
        #expect(Vectors.bits(old) == Vectors.bits(new), "\(text)")
      }
    }
  }

  @Test(arguments: [true, false])
  func `a WordPiece model keeps what it is asked to keep`(byLanguage: Bool) throws {
    try TemporaryFolder.with { folder in
      let path = Repository.path("Golden/models/bert-mean")
      let whole = try Cutting.converted(path, .int8, in: folder)
      let texts = try Cutting.texts("architectures")
      let english = texts.filter { $0.language == "en" }.map(\.text)
      let (pruned, _) = try Cutting.prune(
        whole, to: byLanguage ? ["en"] : [], texts: byLanguage ? [] : english, in: folder)
      #expect(pruned.manifest.model.vocabularySize < whole.manifest.model.vocabularySize)
      let (before, after) = (try EmbeddingModel(file: whole), try EmbeddingModel(file: pruned))
      for text in english {
        let (old, new) = (try before.embed(texts: [text]), try after.embed(texts: [text]))
        #expect(Vectors.bits(old) == Vectors.bits(new), "\(text)")
      }
      let others = texts.filter { ["ru", "ja", "ar"].contains($0.language) }
      for text in others {
        let (old, new) = (
          try before.embed(texts: [text.text]), try after.embed(texts: [text.text])
        )
        #expect(Vectors.bits(old) != Vectors.bits(new), "\(text.text)")
      }
      #expect(others.count >= 3)
    }
  }
}
