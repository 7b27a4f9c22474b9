public import Base
public import Model

/// What a writer is told about a file, beside its tensors.
public struct ManifestContent: Sendable, Hashable {
  /// The model's numbers.
  public var model: ModelConfiguration
  /// Pooling, prompts and sizes.
  public var sentence: SentenceConfiguration
  /// The tokenizer's settings; `nil` for a file that takes token ids only.
  public var tokenizer: TokenizerSettings?
  /// Where the file comes from.
  public var provenance: ManifestProvenance
  /// How close it is to the original, if that was measured.
  public var fidelity: ManifestFidelity?
  /// Texts with their vectors, if they were made.
  public var canaries: ManifestCanaries?

  /// Takes the values as they are; writing a file checks them.
  public init(
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

/// Everything a file says about itself; mirrors `Formats/crest.proto`.
public struct Manifest: Sendable, Hashable {
  /// What the writer was told.
  public var content: ManifestContent
  /// The tensor table, in file order.
  public var tensors: [TensorRecord]
  /// Elements of all tensors but the tokenizer's.
  public var parameterCount: Int
  /// The SHA-256 of everything that decides a vector.
  public var fingerprint: Checksum

  /// Takes the values as they are.
  public init(
    content: ManifestContent, tensors: [TensorRecord], parameterCount: Int, fingerprint: Checksum
  ) {
    self.content = content
    self.tensors = tensors
    self.parameterCount = parameterCount
    self.fingerprint = fingerprint
  }

  /// The model's numbers.
  public var model: ModelConfiguration { content.model }
  /// Pooling, prompts and sizes.
  public var sentence: SentenceConfiguration { content.sentence }
  /// The tokenizer's settings, if the file has one.
  public var tokenizer: TokenizerSettings? { content.tokenizer }
  /// Where the file comes from.
  public var provenance: ManifestProvenance { content.provenance }
  /// How close it is to the original, if that was measured.
  public var fidelity: ManifestFidelity? { content.fidelity }
  /// Texts with their vectors, if they were made.
  public var canaries: ManifestCanaries? { content.canaries }
}
