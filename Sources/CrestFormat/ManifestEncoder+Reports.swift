import CProtobuf
import Model

extension ManifestEncoder {
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
}
