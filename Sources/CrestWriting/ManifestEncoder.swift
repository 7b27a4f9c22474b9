package import Base
import CProtobuf
package import CrestFormat
import Model

/// A manifest's canonical bytes, through the structs that protobuf-c generates from `crest.proto`:
/// fields in number order, shortest integers.
package struct ManifestEncoder {
  let arena = ProtobufArena()

  /// The canonical bytes of a manifest.
  package static func encode(_ manifest: Manifest) -> [UInt8] {
    ManifestEncoder().bytes(of: manifest)
  }

  /// The SHA-256 of everything that decides a vector.
  package static func fingerprint(of manifest: Manifest) -> Checksum {
    let encoder = ManifestEncoder()
    return FingerprintedBytes(
      model: unsafe encoder.packed(encoder.model(manifest.model)),
      sentence: unsafe encoder.packed(encoder.sentence(manifest.sentence)),
      tokenizer: manifest.tokenizer.map { unsafe encoder.packed(encoder.tokenizer($0)) }
    ).fingerprint(manifest.tensors)
  }

  /// Refuses a manifest that no reader would take.
  ///
  /// - Throws: `CrestError.head` if it is too long.
  static func checkSize(_ manifest: [UInt8], path: String) throws(CrestError) {
    guard manifest.count <= CrestLimits.manifestByteCount else {
      throw .head(
        path: path, field: "manifest_byte_count",
        expected: "at most \(CrestLimits.manifestByteCount)", found: "\(manifest.count)")
    }
  }

  private func packed<Message>(_ message: UnsafeMutablePointer<Message>) -> ByteRegion {
    unsafe ByteRegion(copying: ProtobufArena.pack(message))
  }

  private func bytes(of manifest: Manifest) -> [UInt8] {
    let message = unsafe arena.message(crest__manifest__init) { message in
      let features = manifest.requiredFeatures
      unsafe message.n_required_features = features.count
      unsafe message.required_features = arena.array(
        features.map { unsafe arena.string($0.rawValue) })
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
      if value.hasRelativePositions {
        unsafe (m.has_relative_bucket_count, m.relative_bucket_count) = present(
          RelativePositions.bucketCount)
      }
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
      unsafe (m.has_includes_prompt, m.includes_prompt) = present(
        value.promptPooling == .included)
      unsafe (m.has_layer_norm_before_cut, m.layer_norm_before_cut) = present(
        value.layerNormBeforeCut)
      if value.promptPooling == .excluded {
        unsafe (m.has_excludes_prompt, m.excludes_prompt) = present(true)
      }
      if let size = value.defaultDimension {
        unsafe (m.has_default_dimension, m.default_dimension) = present(size)
      }
      unsafe m.n_steps = value.steps.count
      unsafe m.steps = arena.messages(value.steps, crest__step__init) { unsafe fill($0, &$1) }
    }
  }

  private func fill(_ value: VectorStep, _ m: inout Crest__Step) {
    switch value {
    case .dense(let dense):
      unsafe m.kind = arena.string("dense")
      unsafe (m.has_size, m.size) = present(dense.outputSize)
      unsafe (m.has_has_bias, m.has_bias) = present(dense.hasBias)
      unsafe m.activation = arena.string(dense.activation.rawValue)
    case .layerNorm: unsafe m.kind = arena.string("layer_norm")
    case .normalize: unsafe m.kind = arena.string("normalize")
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
    if let width = value.storedWidth {
      unsafe (m.has_stored_width, m.stored_width) = present(width)
    }
  }

  func tokenizer(_ value: TokenizerSettings) -> UnsafeMutablePointer<Crest__Tokenizer> {
    unsafe arena.message(crest__tokenizer__init) { m in
      unsafe fill(value.kind, &m)
      unsafe (m.has_vocabulary_size, m.vocabulary_size) = present(value.vocabularySize)
      unsafe (m.has_unknown_id, m.unknown_id) = present(value.unknownID)
      unsafe (m.has_begin_id, m.begin_id) = present(value.beginID)
      unsafe (m.has_end_id, m.end_id) = present(value.endID)
      unsafe (m.has_pad_id, m.pad_id) = present(value.padID)
      unsafe m.n_added_tokens = value.addedTokens.count
      unsafe m.added_tokens = arena.messages(value.addedTokens, crest__added_token__init) { t, m in
        unsafe (m.has_id, m.id) = present(t.id)
        unsafe m.content = arena.string(t.content)
        unsafe (m.has_strips_left, m.strips_left) = present(t.stripsLeft)
        unsafe (m.has_strips_right, m.strips_right) = present(t.stripsRight)
        unsafe (m.has_single_word, m.single_word) = present(t.singleWord)
        unsafe (m.has_normalized, m.normalized) = present(t.normalized)
        unsafe (m.has_special, m.special) = present(t.special)
      }
      unsafe m.n_prefix_ids = value.prefixIDs.count
      unsafe m.prefix_ids = arena.array(value.prefixIDs.map { UInt64($0) })
      unsafe m.n_suffix_ids = value.suffixIDs.count
      unsafe m.suffix_ids = arena.array(value.suffixIDs.map { UInt64($0) })
      // What version 1.0 says is said by leaving these out.
      if value.truncationSide == .left {
        unsafe m.truncation_side = arena.string(value.truncationSide.rawValue)
      }
      if value.lowercasesFirst { unsafe (m.has_lowercases_first, m.lowercases_first) = (1, 1) }
    }
  }

  private func fill(_ kind: TokenizerSettings.Kind, _ m: inout Crest__Tokenizer) {
    switch kind {
    case .unigram(let pipeline, let unknownScore):
      unsafe m.kind = arena.string("unigram")
      unsafe m.pipeline = arena.string(pipeline.rawValue)
      unsafe (m.has_unknown_score, m.unknown_score) = (1, unknownScore)
    case .wordpiece(let value):
      unsafe m.kind = arena.string("wordpiece")
      unsafe m.continuation_prefix = arena.string(value.continuationPrefix)
      unsafe (m.has_maximum_word_character_count, m.maximum_word_character_count) = present(
        value.maximumWordCharacterCount)
      unsafe (m.has_cleans_text, m.cleans_text) = present(value.cleansText)
      unsafe (m.has_separates_ideographs, m.separates_ideographs) = present(
        value.separatesIdeographs)
      unsafe (m.has_strips_accents, m.strips_accents) = present(value.stripsAccents)
      unsafe (m.has_lowercases, m.lowercases) = present(value.lowercases)
    case .bpe(let value):
      unsafe m.kind = arena.string("bpe")
      unsafe m.splitting = arena.string(value.splitting.rawValue)
      unsafe (m.has_adds_prefix_space, m.adds_prefix_space) = present(value.addsPrefixSpace)
    }
  }

  func provenance(
    _ value: ManifestProvenance
  ) -> UnsafeMutablePointer<Crest__Provenance> {
    unsafe arena.message(crest__provenance__init) { m in
      unsafe m.n_sources = value.sources.count
      unsafe m.sources = arena.messages(value.sources, crest__source_file__init) { source, m in
        unsafe m.name = arena.string(source.name)
        unsafe (m.has_byte_count, m.byte_count) = present(source.byteCount)
        unsafe (m.has_checksum, m.checksum) = present(source.checksum)
      }
      unsafe m.repository = arena.string(value.repository)
      unsafe m.revision = arena.string(value.revision)
      unsafe m.licence = arena.string(value.licence)
      unsafe m.tool_name = arena.string(value.toolName)
      unsafe m.tool_version = arena.string(value.toolVersion)
      unsafe m.n_options = value.options.count
      unsafe m.options = arena.messages(value.options, crest__option__init) { option, m in
        unsafe m.key = arena.string(option.key)
        unsafe m.value = arena.string(option.value)
      }
    }
  }

  func fidelity(_ value: ManifestFidelity) -> UnsafeMutablePointer<Crest__Fidelity> {
    unsafe arena.message(crest__fidelity__init) { m in
      switch value.reference {
      case .golden(let checksum):
        unsafe (m.has_golden_checksum, m.golden_checksum) = present(checksum)
      case .original(let checksum):
        unsafe (m.has_texts_checksum, m.texts_checksum) = present(checksum)
      }
      unsafe (m.has_count, m.count) = present(value.count)
      unsafe m.n_metrics = value.metrics.count
      unsafe m.metrics = arena.messages(value.metrics, crest__metric__init) { metric, m in
        unsafe m.name = arena.string(metric.name)
        unsafe (m.has_value, m.value) = (1, metric.value)
      }
    }
  }

  func canaries(_ value: ManifestCanaries) -> UnsafeMutablePointer<Crest__Canaries> {
    unsafe arena.message(crest__canaries__init) { m in
      unsafe (m.has_kernel_contract, m.kernel_contract) = present(value.kernelContract)
      unsafe m.n_canaries = value.canaries.count
      unsafe m.canaries = arena.messages(value.canaries, crest__canary__init) { canary, m in
        switch canary.input {
        case .text(let text):
          unsafe m.text = arena.string(text)
        case .tokenIDs(let ids):
          unsafe m.n_token_ids = ids.count
          unsafe m.token_ids = arena.array(ids.map { UInt64($0) })
        }
        unsafe m.prompt_name = arena.string(canary.promptName)
        unsafe m.n_vector = canary.vector.count
        unsafe m.vector = arena.array(canary.vector)
      }
    }
  }

  func present(_ value: Int) -> (protobuf_c_boolean, UInt64) { (1, UInt64(value)) }

  func present(_ value: Bool) -> (protobuf_c_boolean, protobuf_c_boolean) {
    (1, value ? 1 : 0)
  }

  func present(_ value: Checksum) -> (protobuf_c_boolean, ProtobufCBinaryData) {
    unsafe (1, arena.data(value.bytes))
  }
}
