import Base
import CrestFormat
import CrestWriting
import Hashing
import HuggingFace
import Inference
import Kernels
import Model
import Quantization
import Reference
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
        vectors: samples.inputs.map { _ in [Float](repeating: 0, count: source.sentence.vectorSize)
        })
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

  /// What the canaries are made of.
  var samples: SampleInputs {
    SampleInputs(source.configuration, source.sentence, hasTokenizer: source.tokenizer != nil)
  }

  func canaries(vectors: [[Float]]) -> ManifestCanaries {
    let samples = samples
    return ManifestCanaries(
      kernelContract: KernelSet.contractVersion,
      canaries: zip(samples.inputs, vectors).map { input, vector in
        ManifestCanary(input: input, promptName: samples.promptName(for: input), vector: vector)
      })
  }
}

extension Converter {
  /// Runs the file's own weights on the canaries.
  func canaryVectors(
    _ writer: CrestWriter, _ manifest: ManifestContent, _ content: Content
  ) throws(ConversionError) -> [[Float]] {
    let samples = content.samples
    return try running(writer, manifest) { model throws(InferenceError) in
      var vectors: [[Float]] = []
      for input in samples.inputs {
        vectors.append(try model.vector(of: input, promptName: samples.promptName(for: input)))
      }
      return vectors
    }
  }

  /// Refuses a file without canaries whose vectors are not finite.
  func checkVectors(
    _ writer: CrestWriter, _ manifest: ManifestContent, _ content: Content
  ) throws(ConversionError) {
    try running(writer, manifest) { model throws(InferenceError) in
      try content.samples.check(model)
    }
  }

  /// What `body` makes of the file as a model, which gives each layer's pages back at once.
  private func running<Result>(
    _ writer: CrestWriter, _ manifest: ManifestContent,
    _ body: (EmbeddingModel) throws(InferenceError) -> Result
  ) throws(ConversionError) -> Result {
    let file = try wrapping(ConversionError.crest, writer.preview(manifest))
    return try wrapping(
      ConversionError.quantization,
      QuantizationError.running(plan.source.weights.path) { () throws(InferenceError) in
        try body(
          EmbeddingModel(
            file: file,
            options: RuntimeOptions(
              kernels: plan.options.kernels, threadCount: plan.options.threadCount,
              releasesPages: true, floatProducts: OpenBLAS())))
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
    "\(name) \(current) (reads and writes crest \(CrestLimits.majorVersion).0 to "
    + "\(CrestLimits.newestVersion))"
}
