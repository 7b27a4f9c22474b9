import HuggingFace
import Hashing
import CrestWriting
import Base
import Conversion
import CrestFormat
import Evaluation
import Inference

extension VerificationText {
  /// Texts from a file, or the built-in ones.
  static func read(orBuiltIn path: String?) throws -> [VerificationText] {
    try path.map { try read(path: $0) } ?? builtIn
  }
}

extension FidelityReference {
  /// Runs `model`, and the reference if it is a model.
  func report(
    on model: EmbeddingModel, dimensions: Int? = nil, comparesStates: Bool = false, isQuiet: Bool
  ) throws(VerificationError) -> FidelityReport {
    let bar = ProgressBar(isQuiet: isQuiet)
    defer { bar.clear() }
    return try Verifier.run(
      model: model, against: self, dimensions: dimensions, comparesStates: comparesStates
    ) { bar.show($0, of: $1, "texts") }
  }

  /// The reference as a `.crest` records it; a model counts as its original.
  func stored() throws -> ManifestReference {
    switch self {
    case .golden(let golden):
      return .golden(try Checksum(of: ReadableFile(path: golden.path)))
    case .model(let reference, let texts, let prompt):
      let prompt = try reference.promptText(prompt)
      var hasher = ChecksumHasher()
      for text in texts {
        let bytes = Array((prompt + text.text).utf8)
        var size: [UInt8] = []
        size.appendLittleEndian(UInt64(bytes.count))
        hasher.update(size + bytes)
      }
      return .original(texts: hasher.finalize())
    }
  }
}

/// Writes the summary of a verification into the `.crest` that was verified.
struct FidelityStore {
  private let path: String
  private let fingerprint: Checksum

  /// Checks that a comparison with `reference` may be stored: it must be the model that the file was
  /// made from.
  ///
  /// - Throws: `CommandLineError.notTheOriginal`, or the error of the module that refuses a file.
  init(_ file: CrestFile, against reference: SourceModel?) throws {
    if let reference, try !reference.isSource(of: file.manifest.provenance) {
      throw CommandLineError.notTheOriginal(path: file.path, found: reference.path)
    }
    path = file.path
    fingerprint = file.manifest.fingerprint
  }

  /// Stores the summary, replacing an earlier one.
  func write(_ report: FidelityReport, reference: FidelityReference) throws {
    try CrestFile.store(
      ManifestFidelity(report, reference: try reference.stored()), in: path,
      fingerprint: fingerprint)
  }
}

extension ManifestFidelity {
  /// The summary of a report as a `.crest` stores it: six places, which is more than a binary32
  /// reference reproduces from one machine to another.
  init(_ report: FidelityReport, reference: ManifestReference) {
    self.init(
      reference: reference, count: report.count,
      metrics: report.metrics.map {
        ManifestMetric(name: $0.name, value: ($0.value * 1e6).rounded() / 1e6)
      })
  }
}

extension VerificationError {
  /// The error with the file it is about, if it does not name it.
  func naming(model: String, reference: String) -> any Error {
    switch self {
    case .inference: CommandLineError.model(path: model, reason: description)
    case .dimensions, .routing, .hiddenStates:
      CommandLineError.model(path: reference, reason: description)
    default: self
    }
  }
}
