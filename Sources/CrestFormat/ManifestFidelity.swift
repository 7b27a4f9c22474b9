public import Base

/// One measured number of a fidelity report.
public struct ManifestMetric: Sendable, Hashable {
  /// What was measured, such as `cosine.mean`.
  public var name: String
  /// The figure.
  public var value: Double

  /// Takes the values as they are.
  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }
}

/// What a file's vectors were compared with.
public enum ManifestReference: Sendable, Hashable {
  /// The vectors of a golden file with this SHA-256.
  case golden(Checksum)
  /// The original, run from the files that the provenance names, on texts with this SHA-256: of the
  /// size in bytes (u64, little-endian) and the bytes of each, its prompt before it.
  case original(texts: Checksum)
}

/// How close the file's vectors are to those of a reference.
public struct ManifestFidelity: Sendable, Hashable {
  /// What they were compared with.
  public var reference: ManifestReference
  /// How many vectors were compared.
  public var count: Int
  /// The figures, in a fixed order.
  public var metrics: [ManifestMetric]

  /// Takes the values as they are.
  public init(reference: ManifestReference, count: Int, metrics: [ManifestMetric]) {
    self.reference = reference
    self.count = count
    self.metrics = metrics
  }
}
