import CrestWriting
import Hashing
import HuggingFace
import Base
import Conversion
import CrestFormat
import Inference
import Model
import Quantization
import TestSupport
import Testing
import Tokenization

@Suite struct SchemeTests {
  @Test(arguments: QuantizationScheme.allCases)
  func `the tiny model converts, and every byte of the file is proven`(
    scheme: QuantizationScheme
  ) throws {
    let file = try TinyCrest.file(scheme)
    try file.verifyChecksums()
    #expect(file.manifest.model.expertLayers == [false, true, false, true])
    #expect(file.manifest.sentence.prompts.first?.text == "search_query: ")
    #expect(file.manifest.parameterCount == 2_727_296)
  }

  @Test(arguments: QuantizationScheme.allCases)
  func `a file holds every canonical tensor in order, then the tokenizer`(
    scheme: QuantizationScheme
  ) throws {
    let source = try SourceModel(path: TinyModel.path)
    let records = try TinyCrest.file(scheme).manifest.tensors
    let tables = [
      TensorName.tokenizer(.trie).description, TensorName.tokenizer(.scores).description,
      TensorName.tokenizer(.charsmap).description,
    ]
    #expect(records.map(\.name) == source.tensors.map(\.name) + tables)
    for (record, tensor) in zip(records, source.tensors) {
      #expect(record.shape == tensor.shape)
      #expect(record.layer == tensor.layer)
      #expect(record.expert == tensor.expert)
    }
  }

  /// Which encoding the tensors of each kind have, told by a part of their names.
  static let encodings: [QuantizationScheme: [(part: String, encoding: StoredEncoding)]] = [
    .none: [("token.weight", .f32), ("qkv.weight", .f32), (".up.weight", .f32)],
    .f16: [("token.weight", .f16), ("qkv.weight", .f16), (".down.weight", .f16)],
    .int8: [("token.weight", .tableInt8), ("attention.out.weight", .int8), (".up.weight", .int8)],
    .int4: [("token.weight", .tableInt4), ("qkv.weight", .int8), (".down.weight", .int4)],
  ]

  @Test(arguments: QuantizationScheme.allCases)
  func `each kind of tensor has the encoding of the scheme`(scheme: QuantizationScheme) throws {
    let records = try TinyCrest.file(scheme).manifest.tensors
    for (part, encoding) in Self.encodings[scheme] ?? [] {
      let found = records.filter { $0.name.contains(part) }
      #expect(!found.isEmpty)
      #expect(found.allSatisfy { $0.encoding == encoding }, "\(part)")
    }
    for part in ["norm.", ".bias", "router", "type.weight"] {
      #expect(records.allSatisfy { !$0.name.contains(part) || $0.encoding == .f32 }, "\(part)")
    }
  }

  @Test(arguments: QuantizationScheme.allCases)
  func `the plan's sizes are the file's, and its parts add up`(scheme: QuantizationScheme) throws {
    try TemporaryFolder.with { folder in
      let plan = try ConversionPlan(
        source: SourceModel(path: TinyModel.path), options: ConversionOptions(scheme: scheme),
        path: folder.path("tiny.crest"))
      #expect(folder.names.isEmpty)
      #expect(plan.parts.reduce(0) { $0 + $1.byteCount } == plan.fileByteCount)
      #expect(plan.parts.allSatisfy { $0.byteCount >= 0 })
      #expect(plan.parts.reduce(0) { $0 + $1.parameterCount } == 2_727_296)
      let file = try TinyCrest.file(scheme)
      #expect(file.mapping.byteCount == plan.fileByteCount)
      #expect(plan.parts.reduce(0) { $0 + $1.tensorCount } == file.manifest.tensors.count)
    }
  }

  @Test func `the manifest names every source file with its checksum`() throws {
    let sources = try TinyCrest.file(.int8).manifest.provenance.sources
    let companions = TinyModel.companions.filter { $0 != "sentencepiece.bpe.model" }
    #expect(Set(sources.map(\.name)) == Set(companions + [TinyModel.weights]))
    for source in sources {
      let bytes = try Repository.contents("\(TinyModel.path)/\(source.name)")
      #expect(source.byteCount == bytes.count)
      #expect(source.checksum == Checksum(of: bytes), "\(source.name)")
    }
  }

  @Test func `f32 and f16 files hold the source's values`() throws {
    let name = "encoder.layers.0.mlp.fc1.weight"
    let tensor = try #require(try TinyModel.tensors().first { $0.name == name })
    for scheme in [QuantizationScheme.none, .f16] {
      let file = try TinyCrest.file(scheme)
      let record = try #require(file["layers.0.ffn.up.weight"])
      let wanted = tensor.floats.map {
        scheme == .none ? $0 : FloatConversion.float(binary16: FloatConversion.binary16($0))
      }
      #expect(file.decode(record) == wanted)
    }
  }

  @Test func `an expert's down matrix is the transpose of its block of the source`() throws {
    let name = "encoder.layers.1.mlp.experts.mlp.w2"
    let values = try #require(try TinyModel.tensors().first { $0.name == name }).floats
    let file = try TinyCrest.file(.none)
    for expert in [0, 3, 7] {
      let record = try #require(file["layers.1.experts.\(expert).down.weight"])
      #expect(record.shape == [128, 256])
      let found = try #require(file.decode(record))
      for (row, column) in [(0, 0), (5, 17), (127, 255), (64, 1)] {
        #expect(found[row * 256 + column] == values[(expert * 256 + column) * 128 + row])
      }
    }
  }

  @Test func `each expert begins on a page and is one range`() throws {
    let file = try TinyCrest.file(.int4)
    for layer in [1, 3] {
      for expert in 0..<8 {
        let up = try #require(file["layers.\(layer).experts.\(expert).up.weight"])
        let down = try #require(file["layers.\(layer).experts.\(expert).down.weight"])
        #expect(up.offset % 16384 == 0)
        #expect((0..<64).contains(down.offset - up.fileRange.upperBound))
      }
    }
  }
}
