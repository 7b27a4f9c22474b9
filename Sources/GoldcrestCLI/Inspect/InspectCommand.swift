import ArgumentParser
import Base
import Conversion
import CrestFormat
import CrestWriting
import HuggingFace
import Inference
import Kernels
import Model
import Tokenization

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", _superCommandName: "goldcrest",
    abstract: "Show what is inside a model.",
    discussion: """
      For a .crest file: configuration, sentence settings, tokenizer, provenance, and the size of \
      every part. For an original model: what would be converted.

      \(Examples.inspect)

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file or an original model.", completion: .model)
  var model: String

  @Flag(
    help:
      "Check every checksum and format rule of a .crest file and run its canaries or other texts.")
  var check = false

  @Flag(help: "List every tensor.")
  var tensors = false

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func run() throws {
    try MissingFile.check(model)
    switch ModelFile(path: model) {
    case .crest(let path):
      let file = try CrestFile(path: path)
      let found = check ? try FileCheck(file, options: try runtime.options()) : nil
      let inside = CrestReport(file: file, listsTensors: tensors, check: found)
      try report.write(json: inside.json, text: inside.text)
    case .source(let path):
      if check {
        throw ValidationError("--check requires a .crest file")
      }
      let source = try SourceModel(path: path)
      report.say(notesOf: source)
      let inside = SourceReport(source: source, listsTensors: tensors)
      try report.write(json: inside.json, text: inside.text)
    }
  }
}

/// The check that a `.crest` is intact and that this machine reproduces its vectors.
struct FileCheck {
  let tensorCount: Int
  /// `nil` if the file has none, or has those of another kernel contract.
  let canaryCount: Int?
  let kernel: String

  /// Checks all checksums and content rules, then runs the canaries; without them three texts, whose
  /// vectors must be finite.
  ///
  /// - Throws: `CrestError` for the first tensor that is wrong, `CommandLineError.canary` for the
  ///   first vector that differs in a bit, `.model` for one that is not finite.
  init(_ file: CrestFile, options: RuntimeOptions) throws {
    try file.verifyChecksums()
    tensorCount = file.manifest.tensors.count
    kernel = options.kernels.name
    let model = try EmbeddingModel(file: file, options: options)
    guard let stored = file.manifest.canaries,
      stored.kernelContract == KernelSet.contractVersion
    else {
      canaryCount = nil
      let samples = SampleInputs(
        file.manifest.model, file.manifest.sentence, hasTokenizer: file.manifest.tokenizer != nil)
      do throws(InferenceError) {
        try samples.check(model)
      } catch {
        let reason = if case .text(_, let reason) = error { reason } else { error }
        throw CommandLineError.model(path: file.path, reason: reason.description)
      }
      return
    }
    for (index, canary) in stored.canaries.enumerated() {
      let found = try model.vector(of: canary.input, promptName: canary.promptName)
      guard
        let place = zip(found, canary.vector).enumerated().first(where: {
          $0.element.0.bitPattern != $0.element.1.bitPattern
        })
      else { continue }
      throw CommandLineError.canary(
        path: file.path, index: index,
        expected: "\(place.element.1) as component \(place.offset)", found: "\(place.element.0)")
    }
    canaryCount = stored.canaries.count
  }

  var text: String {
    let canaries = canaryCount.map {
      "\($0) canaries reproduce the stored bits with kernel \(kernel)"
    }
    return """
      Check
        \(tensorCount) tensors match their checksums and the format's rules
        \(canaries ?? "no canaries for this version's arithmetic; the vectors of 3 inputs are finite")
      """
  }

  var json: JSONValue {
    [
      "tensors": .integer(tensorCount),
      "canaries": canaryCount.map { .integer($0) } ?? .null,
      "kernel": .string(kernel),
      "passed": true,
    ]
  }
}

/// What an original model contains and would be converted.
struct SourceReport {
  let source: SourceModel
  let listsTensors: Bool

  private var parameterCount: Int { source.tensors.reduce(0) { $0 + $1.elementCount } }

  private var modelDescription: ModelDescription {
    ModelDescription(
      configuration: source.configuration, sentence: source.sentence, known: source.known,
      tokenizer: source.tokenizer?.settings, pruning: nil)
  }

  var text: String {
    let weights = source.weights
    var files = ReportSection("Files")
    for path in weights.paths { files.append("weights", path) }
    for file in source.companions { files.append("other files", file.name) }
    var blocks = [
      """
      \(source.path.escapingControlCharacters): \(weights.format), \(Figures.grouped(weights.byteCount)) bytes, \
      \(Figures.grouped(parameterCount)) parameters
      """
    ]
    blocks += (modelDescription.sections + [files]).compactMap(\.text)
    if listsTensors { blocks.append(tensorTable) }
    return blocks.joined(separator: "\n\n")
  }

  var json: JSONValue {
    var object = JSONObject()
    object.append("schema_version", 1)
    object.append("command", "inspect")
    object.append("file", .string(source.path))
    object.append("format", .string(source.weights.format))
    object.append("file_bytes", .integer(source.weights.byteCount))
    object.append("parameters", .integer(parameterCount))
    modelDescription.append(to: &object)
    object.append("companions", .array(source.companions.map { .string($0.name) }))
    if listsTensors {
      object.append(
        "tensors",
        .array(
          source.weights.entries.map {
            [
              "name": .string($0.name),
              "type": .string($0.elementType.rawValue),
              "shape": .array($0.shape.map { .integer($0) }),
              "bytes": .integer(SourceReport.byteCount($0.elementType, $0.shape)),
            ]
          }))
    }
    return .object(object)
  }

  private static func byteCount(_ type: ElementType, _ shape: [Int]) -> Int {
    shape.reduce(1, *) * type.bitCount / 8
  }

  private var tensorTable: String {
    var table = TextTable(header: ["Tensor", "type", "shape", "bytes"], leftColumns: 3)
    for entry in source.weights.entries {
      table.append(
        "  " + entry.name, entry.elementType.rawValue, "\(entry.shape)",
        "\(SourceReport.byteCount(entry.elementType, entry.shape))")
    }
    return table.text
  }
}
