import Bytes
import CProtobuf

/// Unpacks a manifest and turns protobuf-c structs into Swift values.
struct ManifestDecoder {
  private let fields: ProtobufFields

  init(path: String) { fields = ProtobufFields(path: path) }

  func decode(_ bytes: [UInt8], minorVersion: UInt16) throws(CrestError) -> Manifest {
    let unpacked = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe crest_unpack(buffer.count, buffer.baseAddress, CrestLimits.unpackedByteCount)
    }
    guard let message = unsafe unpacked else {
      throw .malformedManifest(
        path: fields.path, expected: "a protobuf message of crest.proto",
        found: "\(bytes.count) bytes that are none")
    }
    defer { unsafe crest__manifest__free_unpacked(message, nil) }
    let features = unsafe UnsafeBufferPointer(
      start: message.pointee.required_features, count: message.pointee.n_required_features)
    if !features.isEmpty {
      let name = unsafe try fields.string(features[0], "required_features[0]")
      throw .unsupported(
        path: fields.path, field: "manifest.required_features", expected: "none",
        found: "'\(name)'")
    }
    guard unsafe ProtobufArena.pack(UnsafePointer(message)) == bytes else {
      throw .malformedManifest(
        path: fields.path,
        expected: "each field once, in number order, in its shortest form",
        found: "\(bytes.count) bytes that are not")
    }
    if minorVersion <= CrestLimits.minorVersion {
      let unknown = unsafe message.pointee.base.n_unknown_fields
      guard unknown == 0 else {
        throw .malformedManifest(
          path: fields.path, expected: "the fields of version 1.\(minorVersion)",
          found: "\(unknown) others")
      }
    }
    return unsafe try manifest(message.pointee)
  }

  private func manifest(_ m: Crest__Manifest) throws(CrestError) -> Manifest {
    let content = ManifestContent(
      model: unsafe try model(fields.message(m.model, "model"), "model"),
      sentence: unsafe try sentence(fields.message(m.sentence, "sentence"), "sentence"),
      tokenizer: unsafe m.tokenizer == nil
        ? nil : try tokenizer(fields.message(m.tokenizer, "tokenizer"), "tokenizer"),
      provenance: unsafe try provenance(fields.message(m.provenance, "provenance"), "provenance"),
      fidelity: unsafe m.fidelity == nil
        ? nil : try fidelity(fields.message(m.fidelity, "fidelity"), "fidelity"),
      canaries: unsafe m.canaries == nil
        ? nil : try canaries(fields.message(m.canaries, "canaries"), "canaries"))
    return Manifest(
      content: content,
      tensors: unsafe try fields.list(m.tensors, m.n_tensors, "tensors") {
        (m, at) throws(CrestError) in unsafe try tensor(m, at)
      },
      parameterCount: unsafe try fields.count(
        m.has_parameter_count, m.parameter_count, "parameter_count"),
      fingerprint: unsafe try fields.checksum(m.has_fingerprint, m.fingerprint, "fingerprint"))
  }

  private func model(_ m: Crest__Model, _ at: String) throws(CrestError) -> ManifestModel {
    let layers = unsafe UnsafeBufferPointer(start: m.expert_layers, count: m.n_expert_layers)
    return ManifestModel(
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
      expertLayers: unsafe layers.map { $0 != 0 },
      expertCount: unsafe try fields.count(
        m.has_expert_count, m.expert_count, "\(at).expert_count"),
      expertsPerToken: unsafe try fields.count(
        m.has_experts_per_token, m.experts_per_token, "\(at).experts_per_token"),
      normalizesExpertWeights: unsafe try fields.bool(
        m.has_normalizes_expert_weights, m.normalizes_expert_weights,
        "\(at).normalizes_expert_weights"))
  }

  private func positions(_ m: Crest__Model, _ at: String) throws(CrestError) -> ManifestPositions {
    let kind = unsafe try fields.string(m.positions, "\(at).positions")
    let (base, rows) = ("\(at).rotary_base", "\(at).position_row_count")
    let offset = "\(at).position_offset"
    switch kind {
    case "rotary":
      let reason = "beside rotary positions"
      unsafe try fields.absent(m.has_position_row_count != 0, rows, because: reason)
      unsafe try fields.absent(m.has_position_offset != 0, offset, because: reason)
      return unsafe .rotary(base: try fields.value(m.has_rotary_base, m.rotary_base, base))
    case "absolute":
      unsafe try fields.absent(m.has_rotary_base != 0, base, because: "beside absolute positions")
      return unsafe .absolute(
        rowCount: try fields.count(m.has_position_row_count, m.position_row_count, rows),
        offset: try fields.count(m.has_position_offset, m.position_offset, offset))
    default:
      throw fields.error(
        "\(at).positions", expected: "one of rotary, absolute", found: "'\(kind)'")
    }
  }

  private func sentence(_ m: Crest__Sentence, _ at: String) throws(CrestError) -> ManifestSentence {
    ManifestSentence(
      pooling: unsafe try fields.choice(m.pooling, "\(at).pooling"),
      normalizes: unsafe try fields.bool(m.has_normalizes, m.normalizes, "\(at).normalizes"),
      maximumTokenCount: unsafe try fields.count(
        m.has_maximum_token_count, m.maximum_token_count, "\(at).maximum_token_count"),
      prompts: unsafe try fields.list(m.prompts, m.n_prompts, "\(at).prompts") {
        (m, at) throws(CrestError) in
        ManifestPrompt(
          name: unsafe try fields.string(m.name, "\(at).name"),
          text: unsafe try fields.string(m.text, "\(at).text"))
      },
      defaultPromptName: unsafe try fields.optionalString(
        m.default_prompt_name, "\(at).default_prompt_name"),
      dimensions: unsafe try fields.ints(m.dimensions, m.n_dimensions, "\(at).dimensions"),
      similarity: unsafe try fields.string(m.similarity, "\(at).similarity"),
      includesPrompt: unsafe try fields.bool(
        m.has_includes_prompt, m.includes_prompt, "\(at).includes_prompt"))
  }

  private func tokenizer(
    _ m: Crest__Tokenizer, _ at: String
  ) throws(CrestError) -> ManifestTokenizer {
    ManifestTokenizer(
      kind: unsafe try fields.choice(m.kind, "\(at).kind"),
      pipeline: unsafe try fields.choice(m.pipeline, "\(at).pipeline"),
      vocabularySize: unsafe try fields.count(
        m.has_vocabulary_size, m.vocabulary_size, "\(at).vocabulary_size"),
      unknownID: unsafe try fields.count(m.has_unknown_id, m.unknown_id, "\(at).unknown_id"),
      beginID: unsafe try fields.count(m.has_begin_id, m.begin_id, "\(at).begin_id"),
      endID: unsafe try fields.count(m.has_end_id, m.end_id, "\(at).end_id"),
      padID: unsafe try fields.count(m.has_pad_id, m.pad_id, "\(at).pad_id"),
      unknownScore: unsafe try fields.value(
        m.has_unknown_score, m.unknown_score, "\(at).unknown_score"),
      addedTokens: unsafe try fields.list(m.added_tokens, m.n_added_tokens, "\(at).added_tokens") {
        (m, at) throws(CrestError) in unsafe try addedToken(m, at)
      },
      prefixIDs: unsafe try fields.ints(m.prefix_ids, m.n_prefix_ids, "\(at).prefix_ids"),
      suffixIDs: unsafe try fields.ints(m.suffix_ids, m.n_suffix_ids, "\(at).suffix_ids"))
  }

  private func addedToken(
    _ m: Crest__AddedToken, _ at: String
  ) throws(CrestError) -> ManifestAddedToken {
    ManifestAddedToken(
      id: unsafe try fields.count(m.has_id, m.id, "\(at).id"),
      content: unsafe try fields.string(m.content, "\(at).content"),
      stripsLeft: unsafe try fields.bool(m.has_strips_left, m.strips_left, "\(at).strips_left"),
      stripsRight: unsafe try fields.bool(m.has_strips_right, m.strips_right, "\(at).strips_right"),
      singleWord: unsafe try fields.bool(m.has_single_word, m.single_word, "\(at).single_word"),
      normalized: unsafe try fields.bool(m.has_normalized, m.normalized, "\(at).normalized"),
      special: unsafe try fields.bool(m.has_special, m.special, "\(at).special"))
  }

  private func tensor(_ m: Crest__Tensor, _ at: String) throws(CrestError) -> TensorRecord {
    TensorRecord(
      declaration: TensorDeclaration(
        name: unsafe try fields.string(m.name, "\(at).name"),
        encoding: unsafe try fields.choice(m.encoding, "\(at).encoding"),
        shape: unsafe try fields.ints(m.shape, m.n_shape, "\(at).shape"),
        rotation: unsafe try fields.count(m.has_rotation, m.rotation, "\(at).rotation"),
        layer: unsafe m.has_layer == 0 ? nil : try fields.int(m.layer, "\(at).layer"),
        expert: unsafe m.has_expert == 0 ? nil : try fields.int(m.expert, "\(at).expert")),
      offset: unsafe try fields.count(m.has_offset, m.offset, "\(at).offset"),
      byteCount: unsafe try fields.count(m.has_byte_count, m.byte_count, "\(at).byte_count"),
      checksum: unsafe try fields.checksum(m.has_checksum, m.checksum, "\(at).checksum"))
  }

  private func provenance(
    _ m: Crest__Provenance, _ at: String
  ) throws(CrestError) -> ManifestProvenance {
    ManifestProvenance(
      sources: unsafe try fields.list(m.sources, m.n_sources, "\(at).sources") {
        (m, at) throws(CrestError) in
        ManifestSourceFile(
          name: unsafe try fields.string(m.name, "\(at).name"),
          byteCount: unsafe try fields.count(m.has_byte_count, m.byte_count, "\(at).byte_count"),
          checksum: unsafe try fields.checksum(m.has_checksum, m.checksum, "\(at).checksum"))
      },
      repository: unsafe try fields.optionalString(m.repository, "\(at).repository"),
      revision: unsafe try fields.optionalString(m.revision, "\(at).revision"),
      licence: unsafe try fields.optionalString(m.licence, "\(at).licence"),
      toolName: unsafe try fields.string(m.tool_name, "\(at).tool_name"),
      toolVersion: unsafe try fields.string(m.tool_version, "\(at).tool_version"),
      options: unsafe try fields.list(m.options, m.n_options, "\(at).options") {
        (m, at) throws(CrestError) in
        ManifestOption(
          key: unsafe try fields.string(m.key, "\(at).key"),
          value: unsafe try fields.string(m.value, "\(at).value"))
      })
  }

  private func fidelity(_ m: Crest__Fidelity, _ at: String) throws(CrestError) -> ManifestFidelity {
    ManifestFidelity(
      goldenChecksum: unsafe try fields.checksum(
        m.has_golden_checksum, m.golden_checksum, "\(at).golden_checksum"),
      count: unsafe try fields.count(m.has_count, m.count, "\(at).count"),
      metrics: unsafe try fields.list(m.metrics, m.n_metrics, "\(at).metrics") {
        (m, at) throws(CrestError) in
        ManifestMetric(
          name: unsafe try fields.string(m.name, "\(at).name"),
          value: unsafe try fields.value(m.has_value, m.value, "\(at).value"))
      })
  }

  private func canaries(_ m: Crest__Canaries, _ at: String) throws(CrestError) -> ManifestCanaries {
    ManifestCanaries(
      kernelContract: unsafe try fields.count(
        m.has_kernel_contract, m.kernel_contract, "\(at).kernel_contract"),
      canaries: unsafe try fields.list(m.canaries, m.n_canaries, "\(at).canaries") {
        (m, at) throws(CrestError) in unsafe try canary(m, at)
      })
  }

  private func canary(_ m: Crest__Canary, _ at: String) throws(CrestError) -> ManifestCanary {
    let ids = unsafe try fields.ints(m.token_ids, m.n_token_ids, "\(at).token_ids")
    let text = unsafe try fields.optionalString(m.text, "\(at).text")
    try fields.absent(text != nil && !ids.isEmpty, "\(at).token_ids", because: "beside a text")
    return ManifestCanary(
      input: text.map { .text($0) } ?? .tokenIDs(ids),
      promptName: unsafe try fields.optionalString(m.prompt_name, "\(at).prompt_name"),
      vector: unsafe [Float](UnsafeBufferPointer(start: m.vector, count: m.n_vector)))
  }
}
