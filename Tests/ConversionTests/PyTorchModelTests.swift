import HuggingFace
import Base
import Conversion
import CrestFormat
import Inference
import Model
import TestSupport
import Testing

/// Models that are published as `pytorch_model.bin` alone, as bge-m3 is.
@Suite struct PyTorchModelTests {
  static let original = Repository.path("Golden/models/xlm-roberta-cls")
  static let weights = Repository.path("Golden/models/xlm-roberta-cls-bin/pytorch_model.bin")

  /// The original's folder with other weights.
  private func copy(in folder: TemporaryFolder, weights: [String: String]) throws -> String {
    let files = [
      "config.json", "modules.json", "1_Pooling/config.json", "sentence_bert_config.json",
      "config_sentence_transformers.json", "tokenizer_config.json", "tokenizer.json",
      "sparse_linear.pt", "colbert_linear.pt",
    ]
    for file in files { try folder.link("model/\(file)", to: "\(Self.original)/\(file)") }
    for (name, path) in weights { try folder.link("model/\(name)", to: path) }
    return folder.path("model")
  }

  @Test(arguments: [QuantizationScheme.none, .int8])
  func `it gives the same vectors as the same weights in safetensors`(
    scheme: QuantizationScheme
  ) throws {
    try TemporaryFolder.with { folder in
      let path = try copy(in: folder, weights: ["pytorch_model.bin": Self.weights])
      let found = try convert(path, scheme, to: folder.path("a.crest"))
      let expected = try convert(Self.original, scheme, to: folder.path("b.crest"))
      #expect(found.manifest.fingerprint == expected.manifest.fingerprint)
      let sources = found.manifest.provenance.sources.map(\.name)
      #expect(sources.first == "pytorch_model.bin")
      #expect(Set(sources).isSuperset(of: ["sparse_linear.pt", "colbert_linear.pt"]))
      let direct = try convert("\(path)/pytorch_model.bin", scheme, to: folder.path("c.crest"))
      #expect(direct.manifest.fingerprint == expected.manifest.fingerprint)
    }
  }

  @Test func `an index of its shards gives the same file, and comes last in the search`() throws {
    try TemporaryFolder.with { folder in
      let expected = try convert(Self.original, .int8, to: folder.path("b.crest"))
      let tensors = try PyTorchFile(path: Self.weights).tensors
      let shard = "pytorch_model-00001-of-00001.bin"
      let map = tensors.map { "\"\($0.name)\":\"\(shard)\"" }.joined(separator: ",")
      let path = try copy(in: folder, weights: [shard: Self.weights])
      let index = try folder.write(
        "{\"metadata\":{},\"weight_map\":{\(map)}}", to: "model/pytorch_model.bin.index.json")
      for (number, place) in [path, index].enumerated() {
        let found = try convert(place, .int8, to: folder.path("\(number).crest"))
        #expect(found.manifest.fingerprint == expected.manifest.fingerprint)
        #expect(found.manifest.provenance.sources.first?.name == shard)
      }
      try folder.write("", to: "model/pytorch_model.bin")
      let error = try conversionError(path, to: folder.path("a.crest"))
      #expect(error?.description.contains("model/pytorch_model.bin: ") == true)
    }
  }

  @Test func `the original runs from it in fp32`() throws {
    try TemporaryFolder.with { folder in
      let path = try copy(in: folder, weights: ["pytorch_model.bin": Self.weights])
      let tokens: [[Int32]] = [[0, 5, 6, 2], [0, 9, 2]]
      let source = try SourceModel(path: path)
      let found = try source.model().embed(tokens: tokens)
      let wanted = try SourceModel(path: Self.original).model().embed(tokens: tokens)
      let configuration = source.configuration
      let error = FloatError.ofModel(
        layerCount: configuration.layerCount, inputCount: configuration.feedForwardSize)
      for (found, wanted) in zip(found, wanted) {
        #expect(Vectors.largestDifference(found, wanted) <= error)
      }
    }
  }

  @Test func `safetensors are preferred`() throws {
    try TemporaryFolder.with { folder in
      let path = try copy(
        in: folder,
        weights: [
          "pytorch_model.bin": Self.weights,
          "model.safetensors": "\(Self.original)/model.safetensors",
        ])
      #expect(try SourceModel(path: path).weights.format == "safetensors")
    }
  }

  @Test func `without weights all names that were looked for are told`() throws {
    try TemporaryFolder.with { folder in
      let path = try copy(in: folder, weights: [:])
      let error = try conversionError(path, to: folder.path("a.crest"))
      guard case .original(.noWeights(_, let names)) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(names.suffix(2) == ["pytorch_model.bin", "pytorch_model.bin.index.json"])
    }
  }

  @Test func `a file that is not torch's is refused as one`() throws {
    try TemporaryFolder.with { folder in
      let path = try copy(
        in: folder, weights: ["pytorch_model.bin": "\(Self.original)/config.json"])
      let error = try conversionError(path, to: folder.path("a.crest"))
      let text = try #require(error).description
      #expect(
        text.contains("expected a dictionary of tensors in the zip format of torch.save, found"))
    }
  }

  @Test func `a head that the weights have already is refused`() throws {
    try TemporaryFolder.with { folder in
      let model = try copy(in: folder, weights: ["pytorch_model.bin": Self.weights])
      let tensors = try StoredTensor.read("\(Self.original)/model.safetensors")
      let head = StoredTensor("sparse_linear.weight", [1, 64], [Float](repeating: 0, count: 64))
      try folder.write((tensors + [head]).file, to: "model/model.safetensors")
      let error = try conversionError(model, to: folder.path("a.crest"))
      guard case .original(.ambiguousTensor(_, let tensor, _)) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(tensor == "sparse_linear.weight")
    }
  }
}
