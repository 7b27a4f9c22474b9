import CrestWriting
import HuggingFace
import Base
import Conversion
import CrestFormat
import Model
import Quantization
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a conversion refuses, and that nothing stays behind.
@Suite struct RefusalTests {
  /// A tensor, the index of the bad value in it, and the value.
  static let notFinite: [(String, Int, Float)] = [
    ("encoder.layers.0.mlp.fc1.weight", 1234, .nan),
    ("encoder.layers.3.mlp.experts.mlp.w2", (5 * 256 + 17) * 128 + 99, .infinity),
    ("encoder.layers.1.mlp.experts.mlp.w1", 8 * 256 * 128 - 1, -.infinity),
    ("embeddings.word_embeddings.weight", 9000 * 128 + 7, .nan),
    ("encoder.layers.2.norm1.bias", 0, .nan),
    ("encoder.layers.1.mlp.router.layer.weight", 8 * 128 - 1, .infinity),
  ]

  @Test(arguments: notFinite)
  func `a weight that is not finite is refused with tensor and index`(
    tensor: String, index: Int, value: Float
  ) throws {
    try TemporaryFolder.with { folder in
      let tensors = try TinyModel.tensors().changing(tensor) { $0.setting(index, to: value) }
      let path = try TinyModel.copy(into: folder, tensors: tensors)
      for scheme in [QuantizationScheme.none, .int8] {
        let error = try conversionError(path, scheme, to: folder.path("out/a.crest"))
        #expect(
          error
            == .original(
              .notFinite(
                file: "\(path)/model.safetensors", tensor: tensor, index: index, found: "\(value)"))
        )
      }
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test(arguments: [QuantizationScheme.none, .int8])
  func `weights whose vectors overflow are refused whatever they are stored as`(
    scheme: QuantizationScheme
  ) throws {
    try TemporaryFolder.with { folder in
      let name = "embeddings.word_embeddings.weight"
      let tensors = try TinyModel.tensors().changing(name) { tensor in
        StoredTensor(name, tensor.shape, tensor.floats.map { _ in 3e38 })
      }
      let path = try TinyModel.copy(into: folder, tensors: tensors)
      let error = try conversionError(path, scheme, to: folder.path("out/a.crest"))
      #expect(
        error == .quantization(.overflow(file: "\(path)/model.safetensors")),
        "\(String(describing: error))")
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test func `a head that is too wide for exact sums of integers is refused`() throws {
    try TemporaryFolder.with { folder in
      var model = RandomModel(.bert)
      (model.hidden, model.heads) = (2080, 1)
      let path = try model.write(into: folder)
      let error = try conversionError(
        path, .int8, to: folder.path("out/a.crest"), source: SourceOptions(includesTokenizer: false)
      )
      #expect(
        error?.description
          == "\(path)/config.json: hidden_size / num_attention_heads: expected at most 2048, "
          + "found 2080")
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test func `a feed-forward width that cannot be quantised whole is refused`() throws {
    let inner = 16388
    try TemporaryFolder.with { folder in
      for kind in [RandomModel.Kind.bert, .nomicAbsolute] {
        var model = RandomModel(kind)
        (model.inner, model.hidden, model.heads, model.experts) = (inner, 32, 1, 2)
        let path = try model.write(into: folder, as: kind.rawValue)
        for scheme in [QuantizationScheme.int8, .int4] {
          let error = try conversionError(
            path, scheme, to: folder.path("out/a.crest"),
            source: SourceOptions(includesTokenizer: false))
          #expect(
            error
              == .width(
                file: "\(path)/config.json", field: kind == .bert ? "intermediate_size" : "n_inner",
                expected: "at most 16384 for \(scheme.rawValue)", found: inner))
        }
      }
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test func `weights whose vectors overflow are refused by the file's name`() throws {
    try TemporaryFolder.with { folder in
      // Large enough for queries to overflow, and small enough for the scales of their rows.
      let tensors = try TinyModel.tensors().changing("encoder.layers.0.attn.Wqkv.weight") {
        (0..<32).reduce($0) { $0.setting($1 * 128 + $1, to: 3e38) }
      }
      let path = try TinyModel.copy(into: folder, tensors: tensors)
      for includesTokenizer in [true, false] {
        let error = try conversionError(
          path, .int8, to: folder.path("out/a.crest"),
          source: SourceOptions(includesTokenizer: includesTokenizer))
        #expect(error == .quantization(.overflow(file: "\(path)/model.safetensors")))
      }
      #expect(TemporaryFolder.names(in: folder.path("out")).isEmpty)
    }
  }

  @Test func `the first of several bad tensors is named, whatever the threads`() throws {
    try TemporaryFolder.with { folder in
      let tensors = try TinyModel.tensors()
        .changing("encoder.layers.0.attn.out_proj.weight") { $0.setting(5, to: .nan) }
        .changing("encoder.layers.3.norm2.bias") { $0.setting(1, to: .nan) }
      let path = try TinyModel.copy(into: folder, tensors: tensors)
      for threads in [1, 2, 5] {
        let error = #expect(throws: ConversionError.self) {
          try convert(path, .int8, to: folder.path("a.crest"), threads: threads)
        }
        #expect(error?.description.contains("layers.0.attn.out_proj.weight") == true)
      }
    }
  }

  @Test func `an existing target is kept unless overwriting is asked for`() throws {
    try TemporaryFolder.with { folder in
      let target = try folder.write("mine", to: "a.crest")
      let error = try conversionError(TinyModel.path, to: target)
      #expect(error == .crest(.file(.exists(path: target))))
      #expect(try Repository.contents(target) == Array("mine".utf8))
      #expect(folder.names == ["a.crest"])
      #expect(try conversionError(TinyModel.path, to: target, overwriting: true) == nil)
      #expect(try Repository.contents(target) == TinyCrest.bytes(.int8))
    }
  }

  @Test func `a file that the model is read from is never the target`() throws {
    try TemporaryFolder.with { folder in
      let model = RandomModel(.bert)
      let path = try model.write(into: folder)
      try folder.link("link.safetensors", to: "\(path)/model.safetensors")
      let options = SourceOptions(includesTokenizer: false)
      for target in [
        "\(path)/model.safetensors", folder.path("link.safetensors"), "\(path)/config.json",
      ] {
        let before = try Repository.contents(target)
        let error = try conversionError(path, to: target, source: options, overwriting: true)
        #expect(error == .crest(.file(.overwritesInput(path: target))))
        #expect(try Repository.contents(target) == before)
      }
    }
  }

  @Test func `a folder that cannot be written is named`() throws {
    try TemporaryFolder.with { folder in
      let target = folder.path("closed/a.crest")
      unsafe chmod(folder.path("closed"), 0o500)
      // Root may write anywhere: then only the missing folder is tried.
      for target in [folder.path + "/none/a.crest"] + (getuid() == 0 ? [] : [target]) {
        let error = try conversionError(TinyModel.path, to: target)
        guard case .crest(.file(.system(let path, _, _, _))) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(target.hasPrefix(path))
      }
      #expect(TemporaryFolder.names(in: folder.path("closed")).isEmpty)
    }
  }

  @Test func `a tokenizer with more ids than the table has rows is refused`() throws {
    try TemporaryFolder.with { folder in
      var model = RandomModel(.nomicDense)
      model.vocabulary = 1000
      let path = try model.write(into: folder)
      for name in ["tokenizer.json", "tokenizer_config.json"] {
        try folder.link("random/\(name)", to: "\(TinyModel.path)/\(name)")
      }
      let error = try conversionError(path, to: folder.path("a.crest"))
      #expect(
        error
          == .original(.vocabulary(file: "\(path)/tokenizer.json", expected: 1000, found: 9938)))
    }
  }

  /// Finite weights that their encoding cannot hold, and what the error must name.
  static let tooLarge: [(QuantizationScheme, String, Float, String)] = [
    (
      .f16, "encoder.layer.1.intermediate.dense.weight", 65520,
      "'layers.1.ffn.up.weight', element 70"
    ),
    (.f16, "embeddings.word_embeddings.weight", -1e5, "'embeddings.token.weight', element 70"),
    (.int8, "encoder.layer.1.intermediate.dense.weight", 3e38, "'layers.1.ffn.up.weight', row 1"),
    (.int4, "encoder.layer.1.intermediate.dense.weight", 3e38, "'layers.1.ffn.up.weight', row 1"),
  ]

  @Test(arguments: tooLarge)
  func `a weight too large for its encoding is refused with tensor and place`(
    scheme: QuantizationScheme, tensor: String, value: Float, place: String
  ) throws {
    try TemporaryFolder.with { folder in
      let model = RandomModel(.bert)
      let tensors = model.tensors.changing(tensor) {
        $0.setting(70, to: value).setting(71, to: value)
      }
      let path = try model.write(into: folder)
      try folder.write(tensors.file, to: "random/model.safetensors")
      let error = try conversionError(
        path, scheme, to: folder.path("a.crest"), source: SourceOptions(includesTokenizer: false))
      let text = error?.description ?? "converted"
      #expect(text.contains(place), "\(text)")
      #expect(folder.names == ["random"])
    }
  }

  @Test func `the largest f16 is kept`() throws {
    try TemporaryFolder.with { folder in
      let model = RandomModel(.bert)
      let tensors = model.tensors.changing("encoder.layer.1.intermediate.dense.weight") {
        $0.setting(70, to: 65504)
      }
      let path = try model.write(into: folder)
      try folder.write(tensors.file, to: "random/model.safetensors")
      let file = try convert(
        path, .f16, to: folder.path("a.crest"), source: SourceOptions(includesTokenizer: false))
      try file.verifyChecksums()
    }
  }
}
