import CProtobuf
import Model

extension ManifestDecoder {
  func model(_ m: Crest__Model, _ at: String) throws(CrestError) -> ModelConfiguration {
    let layers = unsafe UnsafeBufferPointer(start: m.expert_layers, count: m.n_expert_layers)
    return ModelConfiguration(
      architecture: unsafe try fields.string(m.architecture, "\(at).architecture"),
      vocabularySize: unsafe try fields.count(
        m.has_vocabulary_size, m.vocabulary_size, "\(at).vocabulary_size"),
      hiddenSize: unsafe try fields.count(m.has_hidden_size, m.hidden_size, "\(at).hidden_size"),
      layerCount: unsafe try fields.count(m.has_layer_count, m.layer_count, "\(at).layer_count"),
      headCount: unsafe try fields.count(m.has_head_count, m.head_count, "\(at).head_count"),
      headDim: unsafe try fields.count(m.has_head_dim, m.head_dim, "\(at).head_dim"),
      feedForwardSize: unsafe try fields.count(
        m.has_feed_forward_size, m.feed_forward_size, "\(at).feed_forward_size"),
      positions: unsafe try positions(m, at),
      tokenTypeCount: unsafe try fields.count(
        m.has_token_type_count, m.token_type_count, "\(at).token_type_count"),
      layerNormEpsilon: unsafe try fields.value(
        m.has_layer_norm_epsilon, m.layer_norm_epsilon, "\(at).layer_norm_epsilon"),
      activation: unsafe try fields.choice(m.activation, "\(at).activation"),
      isGated: unsafe try fields.bool(m.has_is_gated, m.is_gated, "\(at).is_gated"),
      biases: LinearBiases(
        attention: unsafe try fields.bool(
          m.has_attention_bias, m.attention_bias, "\(at).attention_bias"),
        up: unsafe try fields.bool(m.has_up_bias, m.up_bias, "\(at).up_bias"),
        down: unsafe try fields.bool(m.has_down_bias, m.down_bias, "\(at).down_bias")),
      expertLayers: unsafe layers.map { $0 != 0 },
      expertCount: unsafe try fields.count(
        m.has_expert_count, m.expert_count, "\(at).expert_count"),
      expertsPerToken: unsafe try fields.count(
        m.has_experts_per_token, m.experts_per_token, "\(at).experts_per_token"),
      normalizesExpertWeights: unsafe try fields.bool(
        m.has_normalizes_expert_weights, m.normalizes_expert_weights,
        "\(at).normalizes_expert_weights"),
      heads: OutputHeads(
        sparse: unsafe try fields.bool(m.has_sparse_head, m.sparse_head, "\(at).sparse_head"),
        colbert: unsafe try fields.bool(
          m.has_colbert_head, m.colbert_head, "\(at).colbert_head")))
  }

  func positions(_ m: Crest__Model, _ at: String) throws(CrestError) -> PositionEncoding {
    let kind = unsafe try fields.string(m.positions, "\(at).positions")
    let rows = "\(at).position_row_count"
    let offset = "\(at).position_offset"
    switch kind {
    case "rotary":
      let reason = "beside rotary positions"
      unsafe try fields.absent(m.has_position_row_count != 0, rows, because: reason)
      unsafe try fields.absent(m.has_position_offset != 0, offset, because: reason)
      return unsafe .rotary(try rotary(m, at))
    case "absolute":
      let reason = "beside absolute positions"
      unsafe try fields.absent(m.has_rotary_base != 0, "\(at).rotary_base", because: reason)
      unsafe try fields.absent(m.has_rotary_divisor != 0, "\(at).rotary_divisor", because: reason)
      unsafe try fields.absent(
        m.has_rotary_scaling_factor != 0, "\(at).rotary_scaling_factor", because: reason)
      unsafe try fields.absent(
        m.has_rotary_trained_count != 0, "\(at).rotary_trained_count", because: reason)
      return unsafe .absolute(
        rowCount: try fields.count(m.has_position_row_count, m.position_row_count, rows),
        offset: try fields.count(m.has_position_offset, m.position_offset, offset))
    default:
      throw fields.error(
        "\(at).positions", expected: "one of rotary, absolute", found: "'\(kind)'")
    }
  }

  private func rotary(_ m: Crest__Model, _ at: String) throws(CrestError) -> RotaryPositions {
    var scaling: RotaryPositions.DynamicScaling?
    let trained = "\(at).rotary_trained_count"
    if unsafe m.has_rotary_scaling_factor != 0 {
      scaling = unsafe RotaryPositions.DynamicScaling(
        factor: m.rotary_scaling_factor,
        trainedCount: try fields.count(
          m.has_rotary_trained_count, m.rotary_trained_count, trained))
    } else {
      unsafe try fields.absent(
        m.has_rotary_trained_count != 0, trained, because: "without rotary_scaling_factor")
    }
    return unsafe RotaryPositions(
      base: try fields.value(m.has_rotary_base, m.rotary_base, "\(at).rotary_base"),
      divisor: try fields.value(m.has_rotary_divisor, m.rotary_divisor, "\(at).rotary_divisor"),
      scaling: scaling)
  }

  func sentence(_ m: Crest__Sentence, _ at: String) throws(CrestError) -> SentenceConfiguration {
    SentenceConfiguration(
      pooling: unsafe try fields.choice(m.pooling, "\(at).pooling"),
      normalizes: unsafe try fields.bool(m.has_normalizes, m.normalizes, "\(at).normalizes"),
      maximumTokenCount: unsafe try fields.count(
        m.has_maximum_token_count, m.maximum_token_count, "\(at).maximum_token_count"),
      prompts: unsafe try fields.list(m.prompts, m.n_prompts, "\(at).prompts") {
        (m, at) throws(CrestError) in
        Prompt(
          name: unsafe try fields.string(m.name, "\(at).name"),
          text: unsafe try fields.string(m.text, "\(at).text"))
      },
      defaultPromptName: unsafe try fields.optionalString(
        m.default_prompt_name, "\(at).default_prompt_name"),
      dimensions: unsafe try fields.ints(m.dimensions, m.n_dimensions, "\(at).dimensions"),
      similarity: unsafe try fields.string(m.similarity, "\(at).similarity"),
      includesPrompt: unsafe try fields.bool(
        m.has_includes_prompt, m.includes_prompt, "\(at).includes_prompt"),
      layerNormBeforeCut: unsafe try fields.bool(
        m.has_layer_norm_before_cut, m.layer_norm_before_cut, "\(at).layer_norm_before_cut"))
  }
}
