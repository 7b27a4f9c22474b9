/// What a canary feeds to the model.
public enum ManifestCanaryInput: Sendable, Hashable {
  /// A text, for a file with a tokenizer.
  case text(String)
  /// Token ids, special ones included.
  case tokenIDs([Int])
}

/// A text and the vector that the file gives for it: proof that a runtime still agrees.
public struct ManifestCanary: Sendable, Hashable {
  /// What is embedded.
  public var input: ManifestCanaryInput
  /// The prompt put before a text; `nil` for none.
  public var promptName: String?
  /// The vector, as long as the model is wide.
  public var vector: [Float]

  /// Takes the values as they are.
  public init(input: ManifestCanaryInput, promptName: String?, vector: [Float]) {
    self.input = input
    self.promptName = promptName
    self.vector = vector
  }
}

/// Texts with their vectors and the arithmetic they hold for.
public struct ManifestCanaries: Sendable, Hashable {
  /// The version of the kernels' bit contract that gave the vectors.
  public var kernelContract: Int
  /// The canaries.
  public var canaries: [ManifestCanary]

  /// Takes the values as they are.
  public init(kernelContract: Int, canaries: [ManifestCanary]) {
    self.kernelContract = kernelContract
    self.canaries = canaries
  }
}
