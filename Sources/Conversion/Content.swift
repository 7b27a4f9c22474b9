import Base
import CrestFormat
import CrestWriting
import Hashing
import HuggingFace
import Inference
import Kernels
import Model
import Quantization
import Tokenization

/// What the manifest says beside the tensor table.
struct Content {
  let source: SourceModel
  let options: ConversionOptions

  /// The content with every checksum and vector zero: as long as the real one.
  var blank: ManifestContent {
    let zero = Checksum(of: [])
    var content = content(checksums: source.recordedFiles.map { _ in zero })
    if hasCanaries {
      content.canaries = canaries(
        vectors: inputs.map { _ in [Float](repeating: 0, count: source.sentence.vectorSize) })
    }
    return content
  }

  /// Only the bit contract of the quantised path makes a canary's vector the same everywhere.
  var hasCanaries: Bool { options.makesCanaries && options.scheme.isQuantized }

  /// Random ids instead of texts make real models slightly worse: no tokenizer, no correction.
  var correctsBiases: Bool { Content.correctsBiases(of: source, options) }

  /// The texts that matrices are calibrated with, if they are.
  var calibration: CalibrationTextSet? {
    options.scheme.isQuantized && source.tokenizer != nil ? options.calibration : nil
  }

  static func correctsBiases(of source: SourceModel, _ options: ConversionOptions) -> Bool {
    options.correctsBiases && options.scheme.isQuantized && source.tokenizer != nil
  }

  func content(checksums: [Checksum]) -> ManifestContent {
    let sources = zip(source.recordedFiles, checksums).map { file, checksum in
      ManifestSourceFile(name: file.name, byteCount: file.byteCount, checksum: checksum)
    }
    let origin = source.origin
    return ManifestContent(
      model: source.configuration, sentence: source.sentence,
      tokenizer: source.tokenizer.map(\.settings),
      provenance: ManifestProvenance(
        sources: sources, repository: origin.repository,
        revision: options.revision ?? origin.revision,
        licence: options.license, toolName: ToolVersion.name, toolVersion: ToolVersion.current,
        options: recordedOptions))
  }

  /// By key, so that their order is fixed.
  private var recordedOptions: [ManifestOption] {
    let calibration = calibration
    var recorded = [
      ManifestOption(
        key: "bias_correction",
        value: correctsBiases ? calibration == nil ? "built-in" : "calibration" : "none")
    ]
    if let calibration {
      recorded.append(ManifestOption(key: "calibration", value: calibration.name))
      recorded.append(
        ManifestOption(key: "calibration_tokens", value: "\(options.calibrationTokenCount)"))
    }
    if let known = source.known { recorded += known.recordedOptions }
    if let goal = options.choice?.goal { recorded.append(goal.recorded) }
    recorded.append(
      ManifestOption(
        key: "quantize", value: options.choice == nil ? options.scheme.rawValue : "auto"))
    if let factor = source.options.ropeScaling {
      recorded.append(ManifestOption(key: "rope_scaling", value: "\(factor)"))
    }
    if !options.widths.isEmpty {
      recorded.append(
        ManifestOption(
          key: "tensor_types", value: options.widths.map(\.description).joined(separator: ",")))
    }
    return recorded.sorted { $0.key < $1.key }
  }

  /// Three inputs: the scripts and the prompt of an ordinary text, an odd one, and an empty one.
  var inputs: [ManifestCanaryInput] {
    guard source.tokenizer != nil else {
      let size = source.configuration.vocabularySize
      let length = min(12, source.sentence.maximumTokenCount)
      return (1...3).map { seed in
        .tokenIDs((0..<length).map { ($0 * 7919 + seed * 104729) % size })
      }
    }
    return [
      .text("The goldcrest weighs no more than a sheet of paper."),
      .text("Где находится вокзал? 駅はどこですか。 أين المحطة؟ 🐦"),
      .text(""),
    ]
  }

  func canaries(vectors: [[Float]]) -> ManifestCanaries {
    ManifestCanaries(
      kernelContract: KernelSet.contractVersion,
      canaries: zip(inputs, vectors).map { input, vector in
        ManifestCanary(input: input, promptName: promptName(for: input), vector: vector)
      })
  }

  /// The first prompt, for texts.
  func promptName(for input: ManifestCanaryInput) -> String? {
    if case .text = input { source.sentence.prompts.first?.name } else { nil }
  }
}

extension Converter {
  /// Runs the file's own weights on the canaries, giving each layer's pages back at once.
  func canaryVectors(
    _ writer: CrestWriter, _ manifest: ManifestContent, _ content: Content
  ) throws(ConversionError) -> [[Float]] {
    let file = try wrapping(ConversionError.crest, writer.preview(manifest))
    return try wrapping(
      ConversionError.quantization,
      QuantizationError.running(plan.source.weights.path) { () throws(InferenceError) in
        let model = try EmbeddingModel(
          file: file,
          options: RuntimeOptions(
            kernels: plan.options.kernels, threadCount: plan.options.threadCount,
            releasesPages: true))
        var vectors: [[Float]] = []
        for input in content.inputs {
          vectors.append(try model.vector(of: input, promptName: content.promptName(for: input)))
        }
        return vectors
      })
  }
}

/// What this tool calls itself, on the command line and in the files it writes.
package enum ToolVersion {
  /// The tool's name.
  package static let name = "goldcrest"
  /// The tool's version; see CHANGELOG.md.
  package static let current = "0.1.0"
  /// What `--version` prints: the tool's version, and those of the format.
  package static let text =
    "\(name) \(current) (reads crest \(CrestLimits.majorVersion).0-\(CrestLimits.newestVersion), "
    + "writes \(CrestLimits.majorVersion).0 and \(CrestLimits.newestVersion))"
}
