package import Base
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

/// One measured number of a fidelity report.
package struct ManifestMetric: Sendable, Hashable {
  /// What was measured, such as `cosine.mean`.
  package var name: String
  package var value: Double

  package init(name: String, value: Double) {
    self.name = name
    self.value = value
  }
}

/// What a file's vectors were compared with.
package enum ManifestReference: Sendable, Hashable {
  /// The vectors of a golden file with this SHA-256.
  case golden(Checksum)
  /// The original, run from the files that the provenance names, on texts with this SHA-256: of the
  /// size in bytes (u64, little-endian) and the bytes of each, its prompt before it.
  case original(texts: Checksum)
}

/// How close the file's vectors are to those of a reference.
package struct ManifestFidelity: Sendable, Hashable {
  /// What they were compared with.
  package var reference: ManifestReference
  /// How many vectors were compared.
  package var count: Int
  /// The figures, in a fixed order.
  package var metrics: [ManifestMetric]

  package init(reference: ManifestReference, count: Int, metrics: [ManifestMetric]) {
    self.reference = reference
    self.count = count
    self.metrics = metrics
  }
}

extension ManifestFidelity {
  init(_ message: inout WireReader) throws(CrestError) {
    let golden = try message.checksum(1, "golden_checksum")
    let count = try message.int(2, "count")
    let metrics = try message.list(3, "metrics", ManifestMetric.init)
    let texts = try message.checksum(4, "texts_checksum")
    let reference: ManifestReference
    if let texts {
      try message.absent(golden, "golden_checksum", "beside texts_checksum")
      reference = .original(texts: texts)
    } else {
      reference = .golden(try message.required(golden, "golden_checksum"))
    }
    self.init(
      reference: reference, count: try message.required(count, "count"), metrics: metrics)
  }
}

extension ManifestMetric {
  init(_ message: inout WireReader) throws(CrestError) {
    let name = try message.string(1, "name")
    let value = try message.double(2, "value")
    self.init(
      name: try message.required(name, "name"), value: try message.required(value, "value"))
  }
}

extension ManifestCheck {
  /// The rules for a fidelity report.
  func fidelity(_ fidelity: ManifestFidelity) throws(CrestError) {
    try size(fidelity.count, "fidelity.count")
    for (index, metric) in fidelity.metrics.enumerated() {
      try name(metric.name, "fidelity.metrics[\(index)].name")
      try finite(metric.value, "fidelity.metrics[\(index)].value")
    }
    try unique(fidelity.metrics.map { $0.name }) { "fidelity.metrics[\($0)].name" }
  }
}
