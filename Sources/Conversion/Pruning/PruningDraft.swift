public import CrestWriting
import Model
public import Base
public import CrestFormat

/// A pruned file that has no name yet.
public struct PruningDraft: Sendable {
  /// The file.
  public let file: CrestDraft
  /// How many canaries it has.
  let canaryCount: Int
  /// How many of them lose no piece, and give the bits of the whole model.
  let equalCanaryCount: Int

  /// Gives the file its name, with `fidelity` in it if that was measured.
  ///
  /// - Throws: `PruningError.crest` if writing fails; nothing is left behind.
  public func finish(fidelity: ManifestFidelity? = nil) throws(PruningError) -> PruningResult {
    let written = try PruningError.catching { () throws(CrestError) in
      try file.finish(fidelity: fidelity)
    }
    return PruningResult(
      fileByteCount: written.fileByteCount, fingerprint: written.manifest.fingerprint,
      canaryCount: canaryCount, equalCanaryCount: equalCanaryCount)
  }
}

/// What pruning a file made.
public struct PruningResult: Sendable, Equatable {
  /// The file's size.
  public let fileByteCount: Int
  /// What identifies the file's vectors.
  public let fingerprint: Checksum
  /// How many canaries it has.
  public let canaryCount: Int
  /// How many of them lose no piece, and give the bits of the whole model.
  public let equalCanaryCount: Int
}
