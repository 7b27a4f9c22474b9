import Conversion
import CrestFormat
import HuggingFace
import Inference
import Model

extension ModelFile {
  /// What was said about the original when a `.crest` was made from it, as far as the file records it:
  /// the same is said of `original`, which it is compared with.
  ///
  /// - Throws: `CrestError` if the file is refused.
  func recordedOptions(for original: ModelFile) throws -> SourceOptions {
    guard case .crest(let path) = self, case .source(let source) = original else {
      return SourceOptions()
    }
    let manifest = try CrestFile(path: path).manifest
    let recorded = manifest.provenance.options
    let scaling = recorded.first { $0.key == "rope_scaling" }.flatMap { Double($0.value) }
    return SourceOptions(
      pooling: SourceModel.saysPooling(path: source)
        ? nil : SentenceConfiguration(manifest.sentence).pooling,
      repository: manifest.provenance.repository ?? KnownFields(recordedIn: recorded)?.repository,
      ropeScaling: scaling)
  }
}
