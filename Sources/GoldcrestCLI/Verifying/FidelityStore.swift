import Base
import Conversion
import CrestFormat
import Evaluation

/// Writes the summary of a verification into the `.crest` that was verified.
struct FidelityStore {
  private let path: String
  private let fingerprint: Checksum

  /// Proves that the summary of a comparison with `reference` may stand in the file: a model that is
  /// compared with must be the one that the file was made from.
  ///
  /// - Throws: `CommandLineError.notTheOriginal`, or the error of the module that refuses a file.
  init(path: String, against reference: SourceModel?) throws {
    let manifest = try CrestFile(path: path).manifest
    if let reference, try !reference.isSource(of: manifest.provenance) {
      throw CommandLineError.notTheOriginal(path: path, found: reference.path)
    }
    self.path = path
    fingerprint = manifest.fingerprint
  }

  /// Stores the summary, in place of an earlier one.
  func write(_ report: FidelityReport, reference: FidelityReference) throws {
    try CrestFile.store(
      ManifestFidelity(report, reference: try reference.stored()), in: path,
      fingerprint: fingerprint)
  }
}
