import Model

/// What a canary feeds to the model.
package enum ManifestCanaryInput: Sendable, Hashable {
  /// A text, for a file with a tokenizer.
  case text(String)
  /// Token ids, special ones included.
  case tokenIDs([Int])
}

/// A text and the vector that the file gives for it: proof that a runtime still agrees.
package struct ManifestCanary: Sendable, Hashable {
  package var input: ManifestCanaryInput
  /// The prompt put before a text; `nil` for none.
  package var promptName: String?
  /// The vector, as long as the model is wide.
  package var vector: [Float]

  package init(input: ManifestCanaryInput, promptName: String?, vector: [Float]) {
    self.input = input
    self.promptName = promptName
    self.vector = vector
  }
}

/// Texts with their vectors and the arithmetic they hold for.
package struct ManifestCanaries: Sendable, Hashable {
  /// The version of the kernels' bit contract that gave the vectors.
  package var kernelContract: Int
  package var canaries: [ManifestCanary]

  package init(kernelContract: Int, canaries: [ManifestCanary]) {
    self.kernelContract = kernelContract
    self.canaries = canaries
  }
}

extension ManifestCanaries {
  init(_ message: inout WireReader) throws(CrestError) {
    let kernelContract = try message.int(1, "kernel_contract")
    let canaries = try message.list(2, "canaries", ManifestCanary.init)
    self.init(
      kernelContract: try message.required(kernelContract, "kernel_contract"),
      canaries: canaries)
  }
}

extension ManifestCanary {
  init(_ message: inout WireReader) throws(CrestError) {
    let text = try message.string(1, "text")
    let ids = try message.ints(2, "token_ids")
    let promptName = try message.string(3, "prompt_name")
    let vector = try message.floats(4, "vector")
    if text != nil {
      try message.absent(ids.isEmpty ? nil : ids, "token_ids", "beside a text")
    }
    self.init(
      input: text.map { .text($0) } ?? .tokenIDs(ids), promptName: promptName, vector: vector)
  }
}

extension ManifestCheck {
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
      try equal(canary.vector.count, manifest.sentence.vectorSize, "\(field).vector.count")
      for (index, value) in canary.vector.enumerated() {
        try finite(Double(value), "\(field).vector[\(index)]")
      }
    }
  }
}
