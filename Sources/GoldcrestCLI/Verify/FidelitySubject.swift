import Base
import Conversion
import CrestFormat
import CrestWriting
import Evaluation
import Hashing
import HuggingFace
import Inference
import Model
import Quantization

/// The model that a fidelity page is about.
package struct FidelitySubject {
  /// The file's name without its folder, so that the page reveals nothing about the machine.
  let name: String
  /// What the file is, as names and values.
  let facts: [(name: String, value: String)]
  /// The bit widths of its weights, if it is a `.crest`.
  let widths: BitWidthMap?
  let byteCount: Int
  /// The size of the original weights, if the file records it.
  let sourceByteCount: Int?

  package init(name: String, facts: [(name: String, value: String)], byteCount: Int) {
    self.name = name
    self.facts = facts
    self.byteCount = byteCount
    (widths, sourceByteCount) = (nil, nil)
  }

  /// Reads the description of the model, but no tensor.
  init(_ opened: OpenedModel) {
    name = FidelitySubject.name(of: opened.path)
    switch opened.contents {
    case .crest(let crest):
      let origin = crest.manifest.provenance
      byteCount = crest.mapping.byteCount
      widths = BitWidthMap(crest.manifest)
      let weights = origin.sources.filter {
        $0.name.hasSuffix(".safetensors") || $0.name.hasSuffix(".bin")
      }
      sourceByteCount = weights.isEmpty ? nil : weights.reduce(0) { $0 + $1.byteCount }
      facts = FidelitySubject.facts(of: crest, weights: weights)
    case .original(let source):
      byteCount = source.weights.byteCount
      (widths, sourceByteCount) = (nil, nil)
      facts = [
        ("architecture", source.configuration.architecture),
        ("format", "\(source.weights.format), run in binary32"),
        ("size", "\(Figures.grouped(source.weights.byteCount)) bytes"),
      ]
    }
  }

  private static func facts(
    of crest: CrestFile, weights: [ManifestSourceFile]
  ) -> [(name: String, value: String)] {
    let manifest = crest.manifest
    let origin = manifest.provenance
    let model = manifest.model
    let layers = model.expertLayers.count { $0 }
    var facts = [
      ("architecture", model.architecture),
      (
        "layers",
        "\(model.layerCount)"
          + (layers == 0
            ? ""
            : ", \(layers) with \(model.expertCount) experts, \(model.expertsPerToken) per token")
      ),
      ("parameters", Figures.grouped(manifest.parameterCount)),
      ("size", "\(Figures.grouped(crest.mapping.byteCount)) bytes"),
    ]
    for part in StoredParts(crest).parts where part.parameterCount > 0 {
      facts.append(
        (
          part.name,
          "\(part.encodings.sorted().joined(separator: ", ")); \(Figures.grouped(part.byteCount)) bytes"
        ))
    }
    facts.append(("fingerprint", manifest.fingerprint.description))
    facts.append(("written by", "\(origin.toolName) \(origin.toolVersion)"))
    for option in origin.options { facts.append(("option \(option.key)", option.value)) }
    for (label, value) in [
      ("repository", origin.repository), ("revision", origin.revision), ("licence", origin.licence),
    ] {
      if let value { facts.append((label, value)) }
    }
    for source in weights {
      facts.append(
        (
          "made from",
          "\(source.name), \(Figures.grouped(source.byteCount)) bytes, SHA-256 \(source.checksum)"
        ))
    }
    return facts
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// What a verification proves: who read the original, and which built-in texts could not judge.
struct Proof {
  /// Whose vectors are the reference.
  enum Reader: String {
    case goldcrest
    case otherProgram = "other_program"
  }

  let reader: Reader
  /// The languages of the built-in texts that a tokenizer does not know, ascending.
  var leftOut: [String] = []

  /// One line for a person, or two.
  var text: String {
    let proof =
      switch reader {
      case .goldcrest:
        "proof: against the original, read by Goldcrest itself; what it misreads in both shows only "
          + "against another program (--vectors, --golden)"
      case .otherProgram: "proof: against vectors of another program"
      }
    guard !leftOut.isEmpty else { return proof }
    return proof + "\nbuilt-in texts left out, in languages that the tokenizer does not know: "
      + leftOut.joined(separator: ", ")
  }

  /// The members of `--json`.
  var json: [(name: String, value: JSONValue)] {
    [
      ("reference_read_by", .string(reader.rawValue)),
      ("languages_left_out", .array(leftOut.map { .string($0) })),
    ]
  }
}

extension FidelityReference {
  /// Runs `model`, and the reference if it is a model.
  func report(
    on model: EmbeddingModel, dimensions: Int? = nil, comparesStates: Bool = false, isQuiet: Bool
  ) throws(EvaluationError) -> FidelityReport {
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
      return .golden(try golden.checksum())
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

extension EvaluationError {
  /// The error with the file it is about, if it does not name it.
  func naming(model: String, reference: String) -> any Error {
    guard let path = file(model: model, reference: reference) else { return self }
    return CommandLineError.model(path: path, reason: description)
  }
}
