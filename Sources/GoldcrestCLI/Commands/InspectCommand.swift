import ArgumentParser
import Conversion
import CrestFormat

/// `goldcrest inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is inside a model.",
    discussion: """
      For a .crest: numbers, sentence settings, tokenizer, origin, bytes of every part. For a \
      safetensors model: what would be converted.

      \(ExitStatus.explanation)
      """)

  @Argument(help: "A .crest, or a safetensors model.")
  var model: String

  @Flag(help: "Prove every checksum and rule of a .crest and run its canaries.")
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
        throw ValidationError("--check: expected a .crest, found a safetensors model")
      }
      let inside = SourceReport(source: try SourceModel(path: path), listsTensors: tensors)
      try report.write(json: inside.json, text: inside.text)
    }
  }
}
