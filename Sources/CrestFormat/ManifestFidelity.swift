package import Base

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
