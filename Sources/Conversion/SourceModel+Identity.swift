import Base
public import CrestFormat

extension SourceModel {
  /// The files that a conversion records, with a reader for each.
  var sourceFiles: [SourceFile] {
    weights.files.files
      + companions.map { .companion(name: $0, path: ModelFolder(path: directory).path($0)) }
  }

  /// Whether all files that `provenance` names are this model's, by their checksums.
  ///
  /// - Throws: `ConversionError` if a file cannot be read.
  public func isSource(of provenance: ManifestProvenance) throws(ConversionError) -> Bool {
    guard !provenance.sources.isEmpty else { return false }
    let files = sourceFiles
    for source in provenance.sources {
      guard let file = files.first(where: { $0.name == source.name }),
        file.byteCount == source.byteCount, try file.checksum() == source.checksum
      else { return false }
    }
    return true
  }
}
