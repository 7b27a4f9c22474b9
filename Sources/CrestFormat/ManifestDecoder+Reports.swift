import CProtobuf
import Model

extension ManifestDecoder {
  func provenance(
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

  func fidelity(_ m: Crest__Fidelity, _ at: String) throws(CrestError) -> ManifestFidelity {
    ManifestFidelity(
      reference: unsafe try reference(m, at),
      count: unsafe try fields.count(m.has_count, m.count, "\(at).count"),
      metrics: unsafe try fields.list(m.metrics, m.n_metrics, "\(at).metrics") {
        (m, at) throws(CrestError) in
        ManifestMetric(
          name: unsafe try fields.string(m.name, "\(at).name"),
          value: unsafe try fields.value(m.has_value, m.value, "\(at).value"))
      })
  }

  private func reference(
    _ m: Crest__Fidelity, _ at: String
  ) throws(CrestError) -> ManifestReference {
    if unsafe m.has_texts_checksum != 0 {
      unsafe try fields.absent(
        m.has_golden_checksum != 0, "\(at).golden_checksum", because: "beside texts_checksum")
      return .original(
        texts: unsafe try fields.checksum(
          m.has_texts_checksum, m.texts_checksum, "\(at).texts_checksum"))
    }
    return .golden(
      unsafe try fields.checksum(
        m.has_golden_checksum, m.golden_checksum, "\(at).golden_checksum"))
  }

  func canaries(_ m: Crest__Canaries, _ at: String) throws(CrestError) -> ManifestCanaries {
    ManifestCanaries(
      kernelContract: unsafe try fields.count(
        m.has_kernel_contract, m.kernel_contract, "\(at).kernel_contract"),
      canaries: unsafe try fields.list(m.canaries, m.n_canaries, "\(at).canaries") {
        (m, at) throws(CrestError) in unsafe try canary(m, at)
      })
  }

  func canary(_ m: Crest__Canary, _ at: String) throws(CrestError) -> ManifestCanary {
    let ids = unsafe try fields.ints(m.token_ids, m.n_token_ids, "\(at).token_ids")
    let text = unsafe try fields.optionalString(m.text, "\(at).text")
    try fields.absent(text != nil && !ids.isEmpty, "\(at).token_ids", because: "beside a text")
    return ManifestCanary(
      input: text.map { .text($0) } ?? .tokenIDs(ids),
      promptName: unsafe try fields.optionalString(m.prompt_name, "\(at).prompt_name"),
      vector: unsafe [Float](UnsafeBufferPointer(start: m.vector, count: m.n_vector)))
  }
}
