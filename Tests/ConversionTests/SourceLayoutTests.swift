import CrestWriting
import HuggingFace
import Base
import Conversion
import CrestFormat
import Inference
import Model
import Reference
import TestSupport
import Testing
import Tokenization

/// The same model in the forms in which models are published.
@Suite struct SourceLayoutTests {
  @Test func `three shards under an index give the file of one`() throws {
    try TemporaryFolder.with { folder in
      var files: [String: [UInt8]] = [:]
      var map: [String] = []
      let tensors = try TinyModel.tensors()
      for shard in 0..<3 {
        let name = "model-0000\(shard + 1)-of-00003.safetensors"
        let part = tensors.indices.filter { $0 % 3 == shard }.map { tensors[$0] }
        files[name] = part.file
        map += part.map { "\"\($0.name)\":\"\(name)\"" }
      }
      let index = "{\"metadata\":{},\"weight_map\":{\(map.joined(separator: ","))}}"
      files["model.safetensors.index.json"] = Array(index.utf8)
      let path = try TinyModel.copy(into: folder, omitting: [TinyModel.weights], writing: files)
      let file = try convert(path, .int8, to: folder.path("sharded.crest"))
      let wanted = try TinyCrest.file(.int8)
      #expect(file.manifest.tensors == wanted.manifest.tensors)
      #expect(file.manifest.fingerprint == wanted.manifest.fingerprint)
      #expect(file.manifest.canaries == wanted.manifest.canaries)
      let shards = file.manifest.provenance.sources.filter { $0.name.hasSuffix(".safetensors") }
      #expect(shards.map(\.name) == files.keys.filter { $0.hasSuffix(".safetensors") }.sorted())
      let byIndex = try convert(
        "\(path)/model.safetensors.index.json", .int8, to: folder.path("index.crest"))
      #expect(byIndex.manifest.fingerprint == wanted.manifest.fingerprint)
    }
  }

  @Test func `configuration, tokenizer and weights may lie in the Transformer's folder`() throws {
    try TemporaryFolder.with { folder in
      let shared = ["modules.json", "1_Pooling/config.json", "config_sentence_transformers.json"]
      for file in TinyModel.companions + [TinyModel.weights] where !shared.contains(file) {
        try folder.link("old/0_Transformer/\(file)", to: "\(TinyModel.path)/\(file)")
      }
      for file in shared.dropFirst() {
        try folder.link("old/\(file)", to: "\(TinyModel.path)/\(file)")
      }
      let modules = String(
        decoding: try Repository.contents("\(TinyModel.path)/modules.json"), as: UTF8.self)
      try folder.write(
        modules.replacing(
          #""path": "","#, with: #""path": "0_Transformer","#, maxReplacements: 1),
        to: "old/modules.json")
      // What sentence-transformers 0.3 wrote beside it.
      try folder.write(#"{"__version__": "0.3.0"}"#, to: "old/config.json")
      let file = try convert(folder.path("old"), .int8, to: folder.path("old.crest"))
      #expect(try file.manifest.fingerprint == TinyCrest.file(.int8).manifest.fingerprint)
      let names = file.manifest.provenance.sources.map(\.name)
      #expect(names.contains("0_Transformer/config.json"))
      #expect(names.contains("0_Transformer/tokenizer.json"))
    }
  }

  @Test func `a snapshot of links into a hub cache converts as the model's own folder`() throws {
    try TemporaryFolder.with { folder in
      let files = TinyModel.companions + [TinyModel.weights]
      for (number, file) in files.enumerated() {
        let depth = file.contains("/") ? "../../../" : "../../"
        try folder.link("hub/blobs/\(number)", to: "\(TinyModel.path)/\(file)")
        try folder.link("hub/snapshots/0123abc/\(file)", to: "\(depth)blobs/\(number)")
      }
      let file = try convert(
        folder.path("hub/snapshots/0123abc"), .int8, to: folder.path("hub.crest"))
      let wanted = try TinyCrest.file(.int8)
      #expect(file.manifest == wanted.manifest)
      #expect(try Repository.contents(folder.path("hub.crest")) == TinyCrest.bytes(.int8))
    }
  }

  @Test(arguments: [ElementType.f16, .bf16])
  func `16-bit weights are widened exactly`(type: ElementType) throws {
    try TemporaryFolder.with { folder in
      let tensors = try TinyModel.tensors().map { $0.narrowed(to: type) }
      let path = try TinyModel.copy(into: folder, tensors: tensors)
      let file = try convert(path, .none, to: folder.path("wide.crest"))
      let record = try #require(file["layers.2.ffn.down.weight"])
      let source = try #require(
        try TinyModel.tensors().first { $0.name.hasSuffix("2.mlp.fc2.weight") })
      let wanted = source.floats.map { value in
        type == .f16
          ? FloatConversion.float(binary16: FloatConversion.binary16(value))
          : Float(bitPattern: value.bitPattern & 0xffff_0000)
      }
      #expect(file.decode(record) == wanted)

      // The source runs as it is, transposed experts and all, and as the file made of it.
      let original = try SourceModel(path: path).model()
      let converted = try EmbeddingModel(
        file: file, options: RuntimeOptions(floatProducts: OpenBLAS()))
      let text = ["search_query: wo ist der Bahnhof?"]
      let (a, b) = (try original.embed(texts: text)[0], try converted.embed(texts: text)[0])
      #expect(Vectors.largestDifference(a, b) < 1e-6)
    }
  }

  @Test func `a path to the weights finds the files beside them`() throws {
    try TemporaryFolder.with { folder in
      let file = try convert(
        "\(TinyModel.path)/model.safetensors", .int8, to: folder.path("tiny.crest"))
      #expect(try file.manifest == TinyCrest.file(.int8).manifest)
    }
  }

  @Test func `without a tokenizer the file takes token ids only`() throws {
    try TemporaryFolder.with { folder in
      let path = try TinyModel.copy(
        into: folder, omitting: ["tokenizer.json", "sentencepiece.bpe.model"])
      let file = try convert(
        path, .int8, to: folder.path("ids.crest"), source: SourceOptions(includesTokenizer: false))
      try file.verifyChecksums()
      #expect(file.manifest.tokenizer == nil)
      #expect(file.manifest.tensors.allSatisfy { !$0.name.hasPrefix("tokenizer.") })
      let model = try EmbeddingModel(file: file)
      #expect(throws: InferenceError.noTokenizer) { try model.embed(texts: ["a"]) }
      let canaries = try #require(file.manifest.canaries).canaries
      #expect(canaries.count == 3)
      for canary in canaries {
        guard case .tokenIDs(let ids) = canary.input else {
          Issue.record("a canary with a text")
          continue
        }
        let found = try model.embed(tokens: [ids.map { Int32($0) }])
        #expect(Vectors.bits(found) == Vectors.bits([canary.vector]))
      }
    }
  }

  @Test func `sentencepiece.bpe.model gives the tables that tokenizer.json gives`() throws {
    try TemporaryFolder.with { folder in
      let path = try TinyModel.copy(into: folder, omitting: ["tokenizer.json"])
      let file = try convert(path, .int8, to: folder.path("pieces.crest"))
      let wanted = try TinyCrest.file(.int8)
      for name in [
        TensorName.tokenizer(.trie).description, TensorName.tokenizer(.scores).description,
        TensorName.tokenizer(.charsmap).description,
      ] {
        #expect(file[name]?.checksum == wanted[name]?.checksum, "\(name)")
      }
      let sources = file.manifest.provenance.sources.map(\.name)
      #expect(sources.contains("sentencepiece.bpe.model"))
      #expect(!sources.contains("tokenizer.json"))
    }
  }
}
