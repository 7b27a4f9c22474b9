public import Model
public import Base

extension Architecture {
  /// Reads a `config.json` as if its `rotary_scaling_factor` were `factor`: nomic_bert's texts
  /// beyond `max_trained_positions` tokens get dynamic NTK scaling.
  ///
  /// - Throws: `ArchitectureError.value` for any other architecture and for absolute positions,
  ///   and what `configuration(from:file:)` throws.
  public func configuration(
    from config: JSONValue, file: String, ropeScaling factor: Double
  ) throws(ArchitectureError) -> ModelConfiguration {
    let purpose = "as a rope scaling was asked for"
    guard name == Architecture.nomicBert.name else {
      throw .value(
        file: file, key: "model_type", expected: "\"\(Architecture.nomicBert.name)\", \(purpose)",
        found: "\"\(name)\"")
    }
    let key = "rotary_scaling_factor"
    var changed = JSONObject()
    for member in try ConfigurationFile(config, file: file).object.members where member.name != key
    {
      changed.append(member.name, member.value)
    }
    changed.append(key, .number(factor))
    let configuration = try configuration(from: .object(changed), file: file)
    guard case .rotary = configuration.positions else {
      throw .value(
        file: file, key: "rotary_emb_fraction", expected: "1 (rotary positions), \(purpose)",
        found: "0")
    }
    return configuration
  }
}
