public import Bytes
public import CrestFormat

/// A converted model that has no name yet: whole and ready to run, and gone unless it is finished.
public struct ConversionDraft: Sendable {
  let writer: CrestWriter
  let content: ManifestContent
  /// What the calibration saw, if there was one.
  public let calibration: CalibrationReport?
  /// How the widths were found, if they were searched for.
  public internal(set) var search: WidthSearchReport?

  /// The file as it will be opened, but for a fidelity report.
  ///
  /// - Throws: `ConversionError.crest` if the temporary file cannot be mapped.
  public func preview() throws(ConversionError) -> CrestFile {
    try ConversionError.catching { () throws(CrestError) in try writer.preview(content) }
  }

  /// Gives the file its name, with `fidelity` in it if that was measured.
  ///
  /// - Throws: `ConversionError.crest` if writing fails; nothing is left behind.
  public func finish(
    fidelity: ManifestFidelity? = nil
  ) throws(ConversionError) -> ConversionResult {
    var content = content
    content.fidelity = fidelity
    let complete = content
    return try ConversionError.catching { () throws(CrestError) in
      let manifest = try writer.finish(complete)
      return ConversionResult(
        fileByteCount: try writer.plan.fileByteCount(complete, path: writer.path),
        fingerprint: manifest.fingerprint, calibration: calibration, search: search)
    }
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
  public let search: WidthSearchReport?
}
