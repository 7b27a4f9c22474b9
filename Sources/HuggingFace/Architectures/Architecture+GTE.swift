import Model
import Base

extension Architecture {
  /// gte-multilingual-base.
  ///
  /// Source: Alibaba-NLP/new-impl, `configuration.py` and `modeling.py`.
  static let new = gte(
    "new", classes: ["NewModel", "NewForMaskedLM", "NewForTokenClassification"],
    isOfLibrary: false, prefixes: ["new."])

  /// arctic-embed-m-v2.0, and gte-multilingual-base as transformers has it.
  ///
  /// Source: Snowflake/snowflake-arctic-embed-m-v2.0, `configuration_hf_alibaba_nlp_gte.py`;
  /// transformers 5.23, `models/gte/{configuration,modeling}_gte.py`.
  static let gte = gte(
    "gte", classes: ["GteModel", "GteForMaskedLM"], prefixes: ["new.", "gte."],
    defaults: [
      "vocab_size": .defaulted(250_048),
      "max_position_embeddings": .defaulted(8192),
      "type_vocab_size": .defaulted(1),
    ], defaultBase: 160_000, libraryNames: .library)

  private static func gte(
    _ name: String, classes: [String], isOfLibrary: Bool = true, prefixes: [String],
    defaults: KeyTable = [:],
    defaultBase: Double? = nil, libraryNames: SourceNames? = nil
  ) -> Architecture {
    Architecture(
      name: name, classes: classes,
      keys: KeyTable.encoder.merging([
        "head_dim": .read,
        "position_embedding_type": .fixed(["rope"]),
        "layer_norm_type": .fixed(["layer_norm"]),
        "pack_qkv": .fixed([true]),
        "logn_attention_scale": .fixed([false]),
        "logn_attention_clip1": .inert("read only with logn_attention_scale, which is refused"),
        "rope_theta": .read,
        "rope_scaling": .read,
        "rope_parameters": .read,
        "unpad_inputs": .inert("sequences are packed without padding"),
        "use_memory_efficient_attention": .inert("a GPU kernel with the same result"),
      ]).merging(defaults),
      isOfLibrary: isOfLibrary, prefixes: prefixes,
      unused: [
        "embeddings.position_ids", "embeddings.token_type_ids", "rotary_emb.inv_freq",
        "rotary_emb.original_inv_freq", "pooler.", "lm_head.",
      ],
      read: { source throws(HuggingFaceError) in
        try source.checkHeadDim(.bert)
        return try source.encoder(
          name,
          positions: .rotary(
            try source.gteRotary(defaultBase: source.hasOwnCode ? nil : defaultBase)),
          isGated: true,
          biases: LinearBiases(attention: true, up: false, down: true),
          tokenTypes: 0...GraphSizes.tokenTypeRange.upperBound)
      },
      names: { _ in .gte }, libraryNames: libraryNames)
  }
}

extension ConfigurationFile {
  /// The base, and what NTK scaling by a factor f makes of it: base f, and every frequency divided
  /// by f^(2 / headDim), for texts of any length.
  ///
  /// Source: `NTKScalingRotaryEmbedding` of Alibaba-NLP/new-impl, whose cache is as long as the
  /// longest text from the beginning.
  fileprivate func gteRotary(defaultBase: Double?) throws(HuggingFaceError) -> RotaryPositions {
    let base = try rotaryBase(default: defaultBase)
    // Older keys may stand beside it, but may not say anything else.
    if present("rope_parameters") != nil, let scaling = present("rope_scaling") {
      throw failure("rope_scaling", expected: "null with rope_parameters", found: scaling)
    }
    guard let value = present("rope_scaling") else { return RotaryPositions(base: base) }
    let scaling = ConfigurationFile(value, file: file, path: "rope_scaling")
    try KeyTable.ropeScaling.check(scaling)
    _ = try scaling.member("type", expected: "\"ntk\"").value
    let factor = try scaling.positiveNumber("factor")
    let headDim =
      try integer("hidden_size", in: 1...1 << 16) / integer("num_attention_heads", in: 1...1 << 16)
    let divisor = Float(pow(factor, 2 / Double(max(headDim, 1))))
    guard (base * factor).isNormal, divisor.isNormal else {
      throw scaling.failure(
        "factor", expected: "a factor that leaves rope_theta \(base) a finite number above 0",
        found: .number(factor))
    }
    return RotaryPositions(base: base * factor, divisor: divisor)
  }
}

extension KeyTable {
  /// `rope_scaling` of Alibaba-NLP/new-impl.
  static let ropeScaling: KeyTable = [
    "type": .fixed(["ntk"]), "factor": .read,
  ]
}
