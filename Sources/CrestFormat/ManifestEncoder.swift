import Base
import CProtobuf
import Model

/// Builds protobuf-c structs from Swift values and packs them.
struct ManifestEncoder {
  let arena = ProtobufArena()

  func encode(_ manifest: Manifest) -> [UInt8] {
    let message = unsafe arena.message(crest__manifest__init) { message in
      unsafe message.model = model(manifest.model)
      unsafe message.sentence = sentence(manifest.sentence)
      if let value = manifest.tokenizer { unsafe message.tokenizer = tokenizer(value) }
      unsafe message.n_tensors = manifest.tensors.count
      unsafe message.tensors = arena.messages(manifest.tensors, crest__tensor__init) {
        unsafe fill($0, &$1)
      }
      unsafe (message.has_parameter_count, message.parameter_count) = (
        1, UInt64(manifest.parameterCount)
      )
      unsafe message.provenance = provenance(manifest.provenance)
      if let value = manifest.fidelity { unsafe message.fidelity = fidelity(value) }
      if let value = manifest.canaries { unsafe message.canaries = canaries(value) }
      unsafe message.has_fingerprint = 1
      unsafe message.fingerprint = arena.data(manifest.fingerprint.bytes)
    }
    return unsafe ProtobufArena.pack(message)
  }

  func encode(_ value: ModelConfiguration) -> [UInt8] { unsafe ProtobufArena.pack(model(value)) }

  func encode(_ value: SentenceConfiguration) -> [UInt8] { unsafe ProtobufArena.pack(sentence(value)) }

  func encode(_ value: TokenizerSettings) -> [UInt8] { unsafe ProtobufArena.pack(tokenizer(value)) }

  func model(_ value: ModelConfiguration) -> UnsafeMutablePointer<Crest__Model> {
    unsafe arena.message(crest__model__init) { m in
      unsafe m.architecture = arena.string(value.architecture)
      unsafe (m.has_vocabulary_size, m.vocabulary_size) = present(value.vocabularySize)
      unsafe (m.has_hidden_size, m.hidden_size) = present(value.hiddenSize)
      unsafe (m.has_layer_count, m.layer_count) = present(value.layerCount)
      unsafe (m.has_head_count, m.head_count) = present(value.headCount)
      unsafe (m.has_head_dim, m.head_dim) = present(value.headDim)
      unsafe (m.has_feed_forward_size, m.feed_forward_size) = present(value.feedForwardSize)
      switch value.positions {
      case .rotary(let rotary):
        unsafe m.positions = arena.string("rotary")
        unsafe (m.has_rotary_base, m.rotary_base) = (1, rotary.base)
        unsafe (m.has_rotary_divisor, m.rotary_divisor) = (1, rotary.divisor)
        if let scaling = rotary.scaling {
          unsafe (m.has_rotary_scaling_factor, m.rotary_scaling_factor) = (1, scaling.factor)
          unsafe (m.has_rotary_trained_count, m.rotary_trained_count) = present(
            scaling.trainedCount)
        }
      case .absolute(let rowCount, let offset):
        unsafe m.positions = arena.string("absolute")
        unsafe (m.has_position_row_count, m.position_row_count) = present(rowCount)
        unsafe (m.has_position_offset, m.position_offset) = present(offset)
      }
      unsafe (m.has_token_type_count, m.token_type_count) = present(value.tokenTypeCount)
      unsafe (m.has_layer_norm_epsilon, m.layer_norm_epsilon) = (1, value.layerNormEpsilon)
      unsafe m.activation = arena.string(value.activation.rawValue)
      unsafe m.n_expert_layers = value.expertLayers.count
      unsafe m.expert_layers = arena.array(value.expertLayers.map { $0 ? 1 : 0 })
      unsafe (m.has_expert_count, m.expert_count) = present(value.expertCount)
      unsafe (m.has_experts_per_token, m.experts_per_token) = present(value.expertsPerToken)
      unsafe (m.has_normalizes_expert_weights, m.normalizes_expert_weights) = present(
        value.normalizesExpertWeights)
      unsafe (m.has_is_gated, m.is_gated) = present(value.isGated)
      unsafe (m.has_attention_bias, m.attention_bias) = present(value.biases.attention)
      unsafe (m.has_up_bias, m.up_bias) = present(value.biases.up)
      unsafe (m.has_down_bias, m.down_bias) = present(value.biases.down)
      unsafe (m.has_sparse_head, m.sparse_head) = present(value.heads.sparse)
      unsafe (m.has_colbert_head, m.colbert_head) = present(value.heads.colbert)
    }
  }

  func sentence(_ value: SentenceConfiguration) -> UnsafeMutablePointer<Crest__Sentence> {
    unsafe arena.message(crest__sentence__init) { m in
      unsafe m.pooling = arena.string(value.pooling.rawValue)
      unsafe (m.has_normalizes, m.normalizes) = present(value.normalizes)
      unsafe (m.has_maximum_token_count, m.maximum_token_count) = present(value.maximumTokenCount)
      unsafe m.n_prompts = value.prompts.count
      unsafe m.prompts = arena.messages(value.prompts, crest__prompt__init) { prompt, m in
        unsafe m.name = arena.string(prompt.name)
        unsafe m.text = arena.string(prompt.text)
      }
      unsafe m.default_prompt_name = arena.string(value.defaultPromptName)
      unsafe m.n_dimensions = value.dimensions.count
      unsafe m.dimensions = arena.array(value.dimensions.map { UInt64($0) })
      unsafe m.similarity = arena.string(value.similarity)
      unsafe (m.has_includes_prompt, m.includes_prompt) = present(value.includesPrompt)
      unsafe (m.has_layer_norm_before_cut, m.layer_norm_before_cut) = present(
        value.layerNormBeforeCut)
    }
  }

  func fill(_ value: TensorRecord, _ m: inout Crest__Tensor) {
    unsafe m.name = arena.string(value.name)
    unsafe m.encoding = arena.string(value.encoding.rawValue)
    unsafe m.n_shape = value.shape.count
    unsafe m.shape = arena.array(value.shape.map { UInt64($0) })
    unsafe (m.has_rotation, m.rotation) = present(value.rotation)
    unsafe (m.has_offset, m.offset) = present(value.offset)
    unsafe (m.has_byte_count, m.byte_count) = present(value.byteCount)
    unsafe (m.has_checksum, m.checksum) = present(value.checksum)
    if let layer = value.layer { unsafe (m.has_layer, m.layer) = present(layer) }
    if let expert = value.expert { unsafe (m.has_expert, m.expert) = present(expert) }
  }

  func present(_ value: Int) -> (protobuf_c_boolean, UInt64) { (1, UInt64(value)) }

  func present(_ value: Bool) -> (protobuf_c_boolean, protobuf_c_boolean) {
    (1, value ? 1 : 0)
  }

  func present(_ value: Checksum) -> (protobuf_c_boolean, ProtobufCBinaryData) {
    unsafe (1, arena.data(value.bytes))
  }
}
