import Tokenization
import Model
import Base
import Conversion
import CrestFormat
import HuggingFace
import Inference
import Serving
import TestSupport
import Testing

/// A service of small models, what it answers, and what its vectors must be.
///
/// `tiny` has prompts and the sizes 128, 64 and 32; `heads` has heads for tokens and no prompts; `raw` gives
/// vectors that are not of length 1.
struct DialectFixture {
  let service: EmbeddingService

  /// The service with its usual options.
  static func usual() async throws -> DialectFixture { try await usualTask.value }

  private static let usualTask = Task { try await DialectFixture { _ in } }
  private static let files = Task { try await Files() }

  /// A service with other options.
  init(_ change: (inout ServiceOptions) -> Void) async throws {
    var options = ServiceOptions()
    change(&options)
    service = EmbeddingService(
      models: try await DialectFixture.files.value.shelf, engine: BatchEngine(), options: options)
  }

  private struct Files {
    let shelf: ModelShelf

    /// Opens all models, whose mappings outlive the folder.
    init() async throws {
      shelf = try await TemporaryFolder.with { folder in
        let sources = [
          ("tiny", TinyModel.path), ("heads", Repository.path("Golden/models/xlm-roberta-cls")),
          ("raw", try Files.withoutNormalizing("Golden/models/bert-mean", in: folder)),
        ]
        for (name, path) in sources {
          let source = try SourceModel(
            path: path,
            options: SourceOptions(matryoshka: name == "tiny" ? [64, 32] : nil))
          let plan = try ConversionPlan(
            source: source, options: ConversionOptions(scheme: .int8, threadCount: 2),
            path: folder.path(name))
          _ = try Converter(plan: plan).run(to: folder.path(name), overwriting: false)
        }
        let shelf = ModelShelf(
          sources.map { ($0.0, folder.path($0.0)) }, options: RuntimeOptions(threadCount: 2))
        for name in shelf.names { _ = try await shelf.model(named: name) }
        return shelf
      }
    }

    /// A copy of a model without its last module.
    private static func withoutNormalizing(
      _ path: String, in folder: TemporaryFolder
    ) throws -> String {
      let original = Repository.path(path)
      for name in TemporaryFolder.names(in: original) where name != "modules.json" {
        try folder.link("source/\(name)", to: "\(original)/\(name)")
      }
      let modules = try Repository.json("\(path)/modules.json").array ?? []
      try folder.write(JSONValue.array(modules.dropLast()).text, to: "source/modules.json")
      return folder.path("source")
    }
  }

  func model(_ name: String) async throws -> EmbeddingModel {
    try await service.models.model(named: name).model
  }

  /// What the command gives for texts.
  func vectors(
    _ texts: [String], of name: String = "tiny",
    prompt: EmbeddingModel.PromptChoice = .modelDefault,
    dimensions: Int? = nil, normalizes: Bool? = nil
  ) async throws -> [[Float]] {
    try await VectorRun(
      model(name), prompt: prompt, dimensions: dimensions, normalizes: normalizes
    ).outputs(of: texts.map { .text($0) }).map(\.embedding.dense)
  }

  /// How many tokens the model is given for texts.
  func tokenCount(
    _ texts: [String], of name: String = "tiny", prompt: EmbeddingModel.PromptChoice = .modelDefault
  ) async throws -> Int {
    let model = try await model(name)
    return try texts.reduce(0) { try $0 + model.tokenize($1, prompt: prompt).ids.count }
  }

  func post(_ path: String, _ body: JSONValue) async -> ServerResponse {
    await post(path, text: body.text)
  }

  func post(_ path: String, text: String) async -> ServerResponse {
    await service.response(to: ServerRequest(method: "POST", path: path, body: Array(text.utf8)))
  }

  func get(_ path: String) async -> ServerResponse {
    await service.response(to: ServerRequest(method: "GET", path: path))
  }
}

extension ServerResponse {
  /// The body.
  func value() throws -> JSONValue { try JSONValue(parsing: body) }

  /// The value of a header field.
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension JSONValue {
  subscript(name: String) -> JSONValue? { object?[name] }

  /// The numbers of an array, as binary32.
  var floats: [Float]? {
    let floats = array?.compactMap { $0.double.map { Float($0) } }
    return floats?.count == array?.count ? floats : nil
  }

  /// The vectors of an array of arrays.
  var vectors: [[Float]]? {
    let vectors = array?.compactMap(\.floats)
    return vectors?.count == array?.count ? vectors : nil
  }
}
