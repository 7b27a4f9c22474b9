public import Quantization
public import CrestWriting
public import Base
public import CrestFormat
import HuggingFace

/// A converted model that has no name yet.
public struct ConversionDraft: Sendable {
  let source: SourceModel
  /// The file.
  public let file: CrestDraft
  /// What the calibration saw, if there was one.
  public let calibration: CalibrationReport?
  /// How the widths were found, if they were searched for.
  public internal(set) var search: BitWidthReport?

  /// The file as it will be opened, but for a fidelity report; the mapping outlives the draft.
  func preview() throws(ConversionError) -> CrestFile {
    try ConversionError.catching { () throws(CrestError) in try file.preview() }
  }

  /// Gives the file its name, with `fidelity` in it if that was measured.
  ///
  /// - Throws: `ConversionError.crest` if writing fails, `.original` if a file of the original has
  ///   changed since it was opened; nothing is left behind.
  public func finish(
    fidelity: ManifestFidelity? = nil
  ) throws(ConversionError) -> ConversionResult {
    try ConversionError.catching { () throws(HuggingFaceError) in try source.checkUnchanged() }
    let written = try ConversionError.catching { () throws(CrestError) in
      try file.finish(fidelity: fidelity)
    }
    return ConversionResult(
      fileByteCount: written.fileByteCount, fingerprint: written.manifest.fingerprint,
      calibration: calibration, search: search)
  }
}

/// What a conversion made.
public struct ConversionResult: Sendable, Equatable {
  /// The file's size.
  public let fileByteCount: Int
  /// What identifies the file's vectors.
  public let fingerprint: Checksum
  /// What the calibration saw, if there was one.
  public let calibration: CalibrationReport?
  /// How the widths were found, if they were searched for.
  public let search: BitWidthReport?
}
