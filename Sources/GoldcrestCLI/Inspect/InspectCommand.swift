import CrestWriting
import HuggingFace
import ArgumentParser
import Base
import Conversion
import CrestFormat
import Inference
import Kernels

/// `goldcrest inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is inside a model.",
    discussion: """
      For a .crest file: configuration, sentence settings, tokenizer, provenance, and the size of \
      every part. For an original model: what would be converted.

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest file or an original model.")
  var model: String

  @Flag(help: "Check every checksum and format rule of a .crest file and run its canaries.")
  var check = false

  @Flag(help: "List every tensor.")
  var tensors = false

  @OptionGroup var runtime: RuntimeArguments
  @OptionGroup var report: ReportArguments

  func run() throws {
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

  /// Checks all checksums and content rules, then runs the canaries.
  ///
  /// - Throws: `CrestError` for the first tensor that is wrong, `CommandLineError.canary` for the
  ///   first vector that differs in a bit.
  init(_ file: CrestFile, options: RuntimeOptions) throws {
    try file.verifyChecksums()
    tensorCount = file.manifest.tensors.count
    kernel = options.kernels.name
    guard let stored = file.manifest.canaries,
      stored.kernelContract == KernelSet.contractVersion
    else {
      canaryCount = nil
      return
    }
    let model = try EmbeddingModel(file: file, options: options)
    for (index, canary) in stored.canaries.enumerated() {
      let tokens = try model.tokens(of: canary.input, promptName: canary.promptName)
      let found = try model.embed(tokens: [tokens])[0]
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
        \(canaries ?? "no canaries for this version's arithmetic")
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
