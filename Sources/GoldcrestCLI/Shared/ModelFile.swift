import Base
import CrestFormat
import HuggingFace
import Inference
import Model

/// A model as a user names it: a `.crest`, or the original.
enum ModelFile {
  case crest(path: String)
  case source(path: String)

  /// Tells by the name: originals are folders, `.safetensors`, `.json` and `.bin` files.
  init(path: String) {
    let isSource =
      Folder.isFolder(path) || path.hasSuffix(".safetensors") || path.hasSuffix(".json")
      || path.hasSuffix(".bin")
    self = isSource ? .source(path: path) : .crest(path: path)
  }

  var path: String {
    switch self {
    case .crest(let path), .source(let path): path
    }
  }

  /// The model, ready to run; `source` are options for an original, on whose files `report` has notes.
  ///
  /// - Throws: the error of the module that refuses the file; it names the file.
  func open(
    options: RuntimeOptions, source: SourceOptions = SourceOptions(),
    report: ReportArguments? = nil
  ) throws -> OpenedModel {
    try MissingFile.check(path)
    switch self {
    case .crest(let path):
      let file = try CrestFile(path: path)
      return OpenedModel(
        path: path, contents: .crest(file),
        model: try CommandLineError.running(path, EmbeddingModel(file: file, options: options)))
    case .source(let path):
      let original = try SourceModel(path: path, options: source)
      report?.say(notesOf: original)
      return OpenedModel(
        path: path, contents: .original(original),
        model: try CommandLineError.running(path, original.model(options: options)))
    }
  }
}

/// A model that a command has opened: whatever it asks of the model, it opens each file once.
struct OpenedModel {
  enum Contents {
    case crest(CrestFile)
    indirect case original(SourceModel)
  }

  let path: String
  let contents: Contents
  /// The model, ready to run.
  let model: EmbeddingModel

  var inputs: [String] {
    switch contents {
    case .crest: [path]
    case .original(let original): original.files.map(\.path)
    }
  }

  /// The size of the `.crest`, or of all files of weights, in bytes.
  var byteCount: Int {
    switch contents {
    case .crest(let file): file.mapping.byteCount
    case .original(let original): original.weights.byteCount
    }
  }

  /// The options a `.crest` was converted with, as far as it records them, for opening the `original`
  /// that it is compared with.
  func recordedOptions(for original: ModelFile) -> SourceOptions {
    guard case .crest(let file) = contents, case .source(let source) = original else {
      return SourceOptions()
    }
    return SourceOptions(recordedIn: file.manifest, original: source)
  }
}

extension CommandLineError {
  /// What `body` gives of the model at `path`; a refusal of the runtime names the file.
  static func running<Result>(
    _ path: String, _ body: @autoclosure () throws(InferenceError) -> Result
  ) throws(CommandLineError) -> Result {
    do throws(InferenceError) {
      return try body()
    } catch {
      throw CommandLineError(error, of: path)
    }
  }

  /// A refusal of the runtime, with the file at `path` if it names none.
  init(_ error: InferenceError, of path: String) {
    self =
      if case .file(let error) = error {
        .file(error)
      } else {
        .model(path: path, reason: error.description)
      }
  }
}
