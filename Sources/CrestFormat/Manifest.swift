package import Base
package import Model

/// What a writer is told about a file, beside its tensors.
package struct ManifestContent: Sendable, Hashable {
  package var model: ModelConfiguration
  /// Pooling, prompts and sizes.
  package var sentence: SentenceConfiguration
  /// The tokenizer's settings; `nil` for a file that takes token ids only.
  package var tokenizer: TokenizerSettings?
  /// Where the file comes from.
  package var provenance: ManifestProvenance
  /// How close it is to the original, if that was measured.
  package var fidelity: ManifestFidelity?
  /// Texts with their vectors, if they were made.
  package var canaries: ManifestCanaries?

  /// Takes the values; writing a file checks them.
  package init(
    model: ModelConfiguration, sentence: SentenceConfiguration, tokenizer: TokenizerSettings?,
    provenance: ManifestProvenance, fidelity: ManifestFidelity? = nil,
    canaries: ManifestCanaries? = nil
  ) {
    self.model = model
    self.sentence = sentence
    self.tokenizer = tokenizer
    self.provenance = provenance
    self.fidelity = fidelity
    self.canaries = canaries
  }
}

/// Everything a file says about itself: the message `Manifest` of `Formats/crest.proto`.
package struct Manifest: Sendable, Hashable {
  /// What the writer was told.
  package var content: ManifestContent
  /// The tensor table, in file order.
  package var tensors: [TensorRecord]
  /// Elements of all tensors but the tokenizer's.
  package var parameterCount: Int
  /// The SHA-256 of everything that decides a vector.
  package var fingerprint: Checksum

  package init(
    content: ManifestContent, tensors: [TensorRecord], parameterCount: Int, fingerprint: Checksum
  ) {
    self.content = content
    self.tensors = tensors
    self.parameterCount = parameterCount
    self.fingerprint = fingerprint
  }

  package var model: ModelConfiguration { content.model }
  /// Pooling, prompts and sizes.
  package var sentence: SentenceConfiguration { content.sentence }
  /// The tokenizer's settings, if the file has one.
  package var tokenizer: TokenizerSettings? { content.tokenizer }
  /// Where the file comes from.
  package var provenance: ManifestProvenance { content.provenance }
  /// How close it is to the original, if that was measured.
  package var fidelity: ManifestFidelity? { content.fidelity }
  /// Texts with their vectors, if they were made.
  package var canaries: ManifestCanaries? { content.canaries }
}

/// The encoded messages that decide a vector: what the fingerprint is computed from, beside the
/// tensors.
package struct FingerprintedBytes {
  let model: ByteRegion
  let sentence: ByteRegion
  let tokenizer: ByteRegion?

  package init(model: ByteRegion, sentence: ByteRegion, tokenizer: ByteRegion?) {
    self.model = model
    self.sentence = sentence
    self.tokenizer = tokenizer
  }

  /// The SHA-256 of everything that decides a vector; the rule is in CREST.md, "Fingerprint".
  package func fingerprint(_ tensors: [TensorRecord]) -> Checksum {
    var hasher = SHA256()
    // The number changes with the rule.
    hasher.update(Array("goldcrest fingerprint 1\n".utf8))
    func append(_ value: Int) {
      var bytes: [UInt8] = []
      bytes.appendLittleEndian(UInt64(value))
      hasher.update(bytes)
    }
    func append(_ text: String) {
      append(text.utf8.count)
      hasher.update(Array(text.utf8))
    }
    for region in [model, sentence, tokenizer] {
      append(region?.byteCount ?? 0)
      if let region { hasher.update(region) }
    }
    append(tensors.count)
    for tensor in tensors {
      append(tensor.name)
      append(tensor.encoding.rawValue)
      append(tensor.shape.count)
      for dimension in tensor.shape { append(dimension) }
      append(tensor.rotation)
      hasher.update(tensor.checksum.bytes)
    }
    return hasher.finalize()
  }
}

extension Manifest {
  /// Reads a manifest where it lies.
  ///
  /// Every field is there, of its type and in its only form; its value is still to be checked.
  ///
  /// - Throws: `CrestError.malformedManifest`, `.missing`, `.field` or `.unsupported`.
  package static func decode(
    _ bytes: ByteRegion, minorVersion: UInt16, path: String
  ) throws(CrestError) -> (
    manifest: Manifest, features: [CrestFeature], fingerprinted: FingerprintedBytes
  ) {
    var reader = WireReader(bytes, minorVersion: minorVersion, path: path)
    let features = try CrestFeature.list(&reader)
    let empty = bytes.slice(0..<0)
    var (modelBytes, sentenceBytes, tokenizerBytes) = (empty, empty, ByteRegion?.none)
    let model = try reader.message(2, "model") { (message) throws(CrestError) in
      modelBytes = message.body
      return try ModelConfiguration(&message)
    }
    let sentence = try reader.message(3, "sentence") { (message) throws(CrestError) in
      sentenceBytes = message.body
      return try SentenceConfiguration(&message)
    }
    let tokenizer = try reader.message(4, "tokenizer") { (message) throws(CrestError) in
      tokenizerBytes = message.body
      return try TokenizerSettings(&message)
    }
    let tensors = try reader.list(5, "tensors", TensorRecord.init)
    let parameterCount = try reader.int(6, "parameter_count")
    let provenance = try reader.message(7, "provenance", ManifestProvenance.init)
    let fidelity = try reader.message(8, "fidelity", ManifestFidelity.init)
    let canaries = try reader.message(9, "canaries", ManifestCanaries.init)
    let fingerprint = try reader.checksum(10, "fingerprint")
    try reader.finish()
    let content = ManifestContent(
      model: try reader.required(model, "model"),
      sentence: try reader.required(sentence, "sentence"), tokenizer: tokenizer,
      provenance: try reader.required(provenance, "provenance"), fidelity: fidelity,
      canaries: canaries)
    let manifest = Manifest(
      content: content, tensors: tensors,
      parameterCount: try reader.required(parameterCount, "parameter_count"),
      fingerprint: try reader.required(fingerprint, "fingerprint"))
    return (
      manifest, features,
      FingerprintedBytes(
        model: modelBytes, sentence: sentenceBytes, tokenizer: tokenizerBytes)
    )
  }
}
