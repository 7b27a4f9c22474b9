extension ManifestCheck {
  /// The rules for what a file says of its origin.
  func provenance(_ provenance: ManifestProvenance) throws(CrestError) {
    for (index, source) in provenance.sources.enumerated() {
      let field = "provenance.sources[\(index)]"
      try nonEmpty(source.name, "\(field).name")
      try require(
        !source.name.hasPrefix("/"), "\(field).name", "a name inside the model's folder",
        "an absolute path")
      try range(source.byteCount, 0...Int.max, "\(field).byte_count")
    }
    try unique(provenance.sources.map { $0.name }) { "provenance.sources[\($0)].name" }
    if let value = provenance.repository { try nonEmpty(value, "provenance.repository") }
    if let value = provenance.revision { try nonEmpty(value, "provenance.revision") }
    if let value = provenance.licence { try nonEmpty(value, "provenance.licence") }
    try nonEmpty(provenance.toolName, "provenance.tool_name")
    try nonEmpty(provenance.toolVersion, "provenance.tool_version")
    for (index, option) in provenance.options.enumerated() {
      try nonEmpty(option.key, "provenance.options[\(index)].key")
      try text(option.value, "provenance.options[\(index)].value")
    }
    try unique(provenance.options.map { $0.key }) { "provenance.options[\($0)].key" }
  }

  /// The rules for a fidelity report.
  func fidelity(_ fidelity: ManifestFidelity) throws(CrestError) {
    try size(fidelity.count, "fidelity.count")
    for (index, metric) in fidelity.metrics.enumerated() {
      try name(metric.name, "fidelity.metrics[\(index)].name")
      try finite(metric.value, "fidelity.metrics[\(index)].value")
    }
    try unique(fidelity.metrics.map { $0.name }) { "fidelity.metrics[\($0)].name" }
  }

  /// The rules for canaries.
  func canaries(_ canaries: ManifestCanaries, _ manifest: Manifest) throws(CrestError) {
    try size(canaries.kernelContract, "canaries.kernel_contract")
    for (index, canary) in canaries.canaries.enumerated() {
      let field = "canaries.canaries[\(index)]"
      switch canary.input {
      case .text(let text):
        try self.text(text, "\(field).text")
        try require(
          manifest.tokenizer != nil, "\(field).text", "token ids in a file without a tokenizer",
          "a text")
      case .tokenIDs(let ids):
        try range(ids.count, 1...manifest.sentence.maximumTokenCount, "\(field).token_ids.count")
        for (index, id) in ids.enumerated() {
          try range(id, 0...manifest.model.vocabularySize - 1, "\(field).token_ids[\(index)]")
        }
        try require(
          canary.promptName == nil, "\(field).prompt_name", "none beside token ids", "one")
      }
      if let name = canary.promptName {
        try prompt(name, of: manifest.sentence, "\(field).prompt_name")
      }
      try equal(canary.vector.count, manifest.model.hiddenSize, "\(field).vector.count")
      for (index, value) in canary.vector.enumerated() {
        try finite(Double(value), "\(field).vector[\(index)]")
      }
    }
  }
}
