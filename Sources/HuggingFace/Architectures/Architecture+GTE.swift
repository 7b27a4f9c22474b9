import Model
import Base

extension Architecture {
  /// gte-multilingual-base.
  ///
  /// Source: Alibaba-NLP/new-impl, `configuration.py` and `modeling.py`.
  static let new = gte(
    "new", classes: ["NewModel", "NewForMaskedLM", "NewForTokenClassification"])

  /// arctic-embed-m-v2.0, and gte-multilingual-base as transformers has it.
  ///
  /// Source: Snowflake/snowflake-arctic-embed-m-v2.0, `configuration_hf_alibaba_nlp_gte.py`;
  /// transformers 5.23, `models/gte/{configuration,modeling}_gte.py`.
  static let gte = gte("gte", classes: ["GteModel", "GteForMaskedLM"])

  private static func gte(_ name: String, classes: [String]) -> Architecture {
    Architecture(
      name: name, classes: classes,
      keys: KeyTable.encoder.merging([
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
      ]),
      isIgnorable: { name in
        name.hasSuffix("position_ids") || name.hasSuffix("rotary_emb.inv_freq")
          || name.hasPrefix("pooler.") || name.hasPrefix("lm_head.")
      },
      read: { source throws(HuggingFaceError) in
        try source.encoder(
          name, positions: .rotary(try source.gteRotary()), isGated: true,
          biases: LinearBiases(attention: true, up: false, down: true))
      },
      names: { _ in .gte })
  }
}

extension ConfigurationFile {
  /// The base, and what NTK scaling by a factor f makes of it: base f, and every frequency divided
  /// by f^(2 / headDim), for texts of any length.
  ///
  /// Source: `NTKScalingRotaryEmbedding` of Alibaba-NLP/new-impl, whose cache is as long as the
  /// longest text from the beginning.
  fileprivate func gteRotary() throws(HuggingFaceError) -> RotaryPositions {
    if let value = optional("rope_parameters") {
      let parameters = try ConfigurationFile(value, file: file, prefix: "rope_parameters.")
      try KeyTable.ropeParameters.check(parameters)
      let base = try parameters.positiveNumber("rope_theta")
      // Older keys may stand beside it, but may not say anything else.
      if let scaling = optional("rope_scaling") {
        throw wrong("rope_scaling", expected: "null with rope_parameters", found: scaling)
      }
      if let theta = optional("rope_theta"), theta.double != base {
        throw wrong("rope_theta", expected: "\(base) as in rope_parameters", found: theta)
      }
      return RotaryPositions(base: base)
    }
    let base = try positiveNumber("rope_theta")
    guard let value = optional("rope_scaling") else { return RotaryPositions(base: base) }
    let scaling = try ConfigurationFile(value, file: file, prefix: "rope_scaling.")
    try KeyTable.ropeScaling.check(scaling)
    _ = try scaling.required("type", "\"ntk\"")
    let factor = try scaling.positiveNumber("factor")
    let headDim =
      try integer("hidden_size", in: 1...1 << 16) / integer("num_attention_heads", in: 1...1 << 16)
    let divisor = Float(pow(factor, 2 / Double(max(headDim, 1))))
    guard (base * factor).isNormal, divisor.isNormal else {
      throw scaling.wrong(
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
