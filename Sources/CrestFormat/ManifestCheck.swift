import Base
import Model

/// Holds a manifest's values against the rules of CREST.md; the writer and the reader share it.
package struct ManifestCheck {
  let path: String

  /// Names `path` in its errors.
  package init(path: String) { self.path = path }

  /// Everything that opening a file proves about a manifest that was read from it.
  func file(
    _ manifest: Manifest, fingerprinted: FingerprintedBytes, manifestOffset: Int
  ) throws(CrestError) {
    let plan = try CrestPlan(manifest.tensors.map { $0.declaration }, path: path)
    for (index, (record, entry)) in zip(manifest.tensors, plan.entries).enumerated() {
      try equal(record.byteCount, entry.byteCount, "tensors[\(index)].byte_count")
      try equal(record.offset, entry.offset, "tensors[\(index)].offset")
    }
    guard manifestOffset == plan.manifestOffset else {
      throw .head(
        path: path, field: "manifest_offset",
        expected: "\(plan.manifestOffset), the end of the tensors", found: "\(manifestOffset)")
    }
    try equal(manifest.parameterCount, plan.parameterCount, "parameter_count")
    try content(manifest)
    let fingerprint = fingerprinted.fingerprint(manifest.tensors)
    guard manifest.fingerprint == fingerprint else {
      throw error("fingerprint", expected: "\(fingerprint)", found: "\(manifest.fingerprint)")
    }
  }

  /// The rules for everything but the tensors' places.
  package func content(_ manifest: Manifest) throws(CrestError) {
    try model(manifest.model)
    try sentence(manifest.sentence, manifest.model)
    if let value = manifest.tokenizer { try tokenizer(value, manifest) }
    try tables(manifest)
    try provenance(manifest.provenance)
    if let value = manifest.fidelity { try fidelity(value) }
    if let value = manifest.canaries { try canaries(value, manifest) }
  }

  func error(_ field: String, expected: String, found: String) -> CrestError {
    .field(path: path, field: field, expected: expected, found: found)
  }

  func require(
    _ holds: Bool, _ field: @autoclosure () -> String, _ expected: @autoclosure () -> String,
    _ found: @autoclosure () -> String
  ) throws(CrestError) {
    guard holds else { throw error(field(), expected: expected(), found: found()) }
  }

  func equal(_ value: Int, _ expected: Int, _ field: @autoclosure () -> String) throws(CrestError) {
    try require(value == expected, field(), "\(expected)", "\(value)")
  }

  func range(_ value: Int, _ range: ClosedRange<Int>, _ field: @autoclosure () -> String)
    throws(CrestError)
  {
    try require(
      range.contains(value), field(), "\(range.lowerBound)...\(range.upperBound)", "\(value)")
  }

  /// A size: at least 1.
  func size(_ value: Int, _ field: @autoclosure () -> String) throws(CrestError) {
    try range(value, 1...CrestLimits.count, field())
  }

  func finite(_ value: Double, _ field: @autoclosure () -> String) throws(CrestError) {
    try require(value.isFinite, field(), "a finite number", "\(value)")
  }

  func positive(_ value: Double, _ field: @autoclosure () -> String) throws(CrestError) {
    try require(value.isFinite && value > 0, field(), "a finite number above 0", "\(value)")
  }

  /// A text: any characters but U+0000, which the encoding could not hold.
  func text(_ value: String, _ field: @autoclosure () -> String) throws(CrestError) {
    try require(
      value.utf8.count <= CrestLimits.stringByteCount, field(),
      "at most \(CrestLimits.stringByteCount) bytes", "\(value.utf8.count)")
    try require(!value.utf8.contains(0), field(), "no U+0000", "'\(value)'")
  }

  func nonEmpty(_ value: String, _ field: @autoclosure () -> String) throws(CrestError) {
    try text(value, field())
    try require(!value.isEmpty, field(), "a text", "an empty one")
  }

  /// A name of the format's own: 1...128 of `a-z 0-9 . _`.
  func name(_ value: String, _ field: @autoclosure () -> String) throws(CrestError) {
    let fits = value.utf8.allSatisfy {
      (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2e || $0 == 0x5f
    }
    try require(
      fits && (1...CrestLimits.nameByteCount).contains(value.utf8.count), field(),
      "1...\(CrestLimits.nameByteCount) of a-z 0-9 . _",
      "'\(value.prefix(CrestLimits.nameByteCount))'")
  }

  func unique(_ values: [String], _ field: (Int) -> String) throws(CrestError) {
    var seen = Set<Identifier>()
    for (index, value) in values.enumerated() {
      try require(
        seen.insert(Identifier(value)).inserted, field(index), "a unique value",
        "'\(value)' again")
    }
  }
}

extension ManifestCheck {
  /// The rules for the tensor table beside the rest of the manifest.
  func tables(_ manifest: Manifest) throws(CrestError) {
    let model = manifest.model
    for (index, tensor) in manifest.tensors.enumerated() {
      let field = "tensors[\(index)]"
      if let layer = tensor.layer { try range(layer, 0...model.layerCount - 1, "\(field).layer") }
      if let layer = tensor.layer, let expert = tensor.expert {
        try require(
          model.expertLayers[layer], "\(field).expert", "none: layer \(layer) has no experts",
          "\(expert)")
        try range(expert, 0...model.expertCount - 1, "\(field).expert")
      }
      if TensorName.isTokenEmbedding(tensor.name) {
        let shape = [model.vocabularySize, model.hiddenSize]
        try require(tensor.shape == shape, "\(field).shape", "\(shape)", "\(tensor.shape)")
      }
      if tensor.name.hasSameBytes(as: TensorName.weight(.relativePositions).description) {
        let shape = [RelativePositions.bucketCount, model.headCount]
        try require(tensor.shape == shape, "\(field).shape", "\(shape)", "\(tensor.shape)")
      }
      try table(tensor, field, manifest.tokenizer)
    }
    guard let tokenizer = manifest.tokenizer else { return }
    let tables: [TensorName.TokenizerTable] =
      switch tokenizer.kind {
      case .unigram: [.trie, .scores]
      case .wordpiece: [.trie]
      case .bpe: [.trie, .merges]
      }
    for table in tables {
      let name = TensorName.tokenizer(table).description
      try require(
        manifest.tensors.contains { $0.name.hasSameBytes(as: name) }, "tensors",
        "'\(name)' beside a tokenizer", "no such tensor")
    }
  }

  /// The rules for the tokenizer's tables, and against such tables elsewhere.
  private func table(
    _ tensor: TensorRecord, _ field: String, _ tokenizer: TokenizerSettings?
  ) throws(CrestError) {
    guard tensor.declaration.isTokenizer else {
      return try require(
        tensor.encoding.weight != nil, "\(field).encoding", "a weight encoding",
        tensor.encoding.rawValue)
    }
    guard let tokenizer else {
      throw error("\(field).name", expected: "no table without a tokenizer", found: tensor.name)
    }
    let encoding: StoredEncoding
    switch (tensor.declaration.tensorName, tokenizer.kind) {
    case (.tokenizer(.trie), _): encoding = .u32
    case (.tokenizer(.charsmap), .unigram): encoding = .u8
    case (.tokenizer(.scores), .unigram):
      encoding = .f32
      let shape = [tokenizer.vocabularySize]
      try require(tensor.shape == shape, "\(field).shape", "\(shape)", "\(tensor.shape)")
    case (.tokenizer(.merges), .bpe):
      encoding = .u32
      try require(
        (tensor.shape.last ?? 0) % TensorName.mergeWordCount == 0, "\(field).shape",
        "a multiple of \(TensorName.mergeWordCount)", "\(tensor.shape)")
    case (_, .unigram):
      throw error(
        "\(field).name", expected: "tokenizer.trie, .scores or .charsmap", found: tensor.name)
    case (_, .wordpiece):
      throw error("\(field).name", expected: "tokenizer.trie", found: tensor.name)
    case (_, .bpe):
      throw error("\(field).name", expected: "tokenizer.trie or .merges", found: tensor.name)
    }
    try require(
      tensor.encoding == encoding, "\(field).encoding", encoding.rawValue, tensor.encoding.rawValue)
  }
}
