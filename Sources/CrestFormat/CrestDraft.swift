/// A written file that has no name yet: whole and ready to run, and gone unless it is finished.
public struct CrestDraft: Sendable {
  private let writer: CrestWriter
  private let content: ManifestContent

  /// Takes a writer that has written all tensors, and what the manifest will say.
  public init(writer: CrestWriter, content: ManifestContent) {
    self.writer = writer
    self.content = content
  }

  /// The file as it will be opened, but for a fidelity report; the mapping outlives the draft.
  ///
  /// - Throws: `CrestError` if the content breaks a rule or the temporary file cannot be mapped.
  public func preview() throws(CrestError) -> CrestFile { try writer.preview(content) }

  /// Gives the file its name, with `fidelity` in it if that was measured.
  ///
  /// - Throws: `CrestError` if the content breaks a rule or writing fails; nothing is left behind.
  public func finish(
    fidelity: ManifestFidelity? = nil
  ) throws(CrestError) -> (manifest: Manifest, fileByteCount: Int) {
    var content = content
    content.fidelity = fidelity
    let manifest = try writer.finish(content)
    return (manifest, try writer.plan.fileByteCount(content, path: writer.path))
  }
}
