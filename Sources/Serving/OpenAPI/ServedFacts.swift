import Base
import Inference
import Model
import Tokenization

/// What of the served models decides which requests are taken.
struct ServedFacts: Sendable {
  /// The names of all models, in order.
  let modelNames: [String]
  /// The prompts that some model has.
  let promptNames: [String]
  /// The sizes of vectors that some model gives, descending.
  let dimensions: [Int]
  /// The fewest ids that a model's tokenizer has.
  let tokenCount: Int
  let options: ServiceOptions

  /// Opens all models; one that cannot be opened has no prompts and sizes.
  init(_ service: EmbeddingService) async {
    modelNames = service.models.names
    options = service.options
    var promptNames: [Identifier] = []
    var dimensions = Set<Int>()
    var tokenCount = Int(Int32.max)
    for name in modelNames {
      guard let served = try? await service.models.model(named: name) else { continue }
      for prompt in served.model.sentence.prompts.map({ Identifier($0.name) })
      where !promptNames.contains(prompt) { promptNames.append(prompt) }
      dimensions.formUnion(served.model.sentence.dimensions)
      if let settings = served.model.tokenizer?.model.settings {
        tokenCount = min(tokenCount, settings.vocabularySize)
      }
    }
    self.promptNames = promptNames.map(\.text)
    self.dimensions = dimensions.sorted(by: >)
    self.tokenCount = tokenCount
  }

  /// A size that vectors may be cut to.
  var dimension: JSONValue {
    ["type": "integer", "enum": .array(dimensions.map { .integer($0) })]
  }

  /// The name of a prompt, or null where no model has one.
  var promptName: JSONValue {
    promptNames.isEmpty ? Schema.null : Schema.optional(Schema.words(promptNames))
  }

  /// The name of a model.
  var modelName: JSONValue { Schema.words(modelNames) }

  /// Texts, one or several, none of them empty; and token ids where they are taken.
  var nonemptyInputs: JSONValue { inputs(Schema.text) }

  /// An id that every model's tokenizer has.
  var tokenID: JSONValue {
    ["type": "integer", "minimum": 0, "maximum": .integer(tokenCount - 1)]
  }

  private func inputs(_ text: JSONValue) -> JSONValue {
    let ids = Schema.array(tokenID, minimum: 1)
    let list = { (items: JSONValue) in
      Schema.array(items, minimum: 1, maximum: options.maximumTextCount)
    }
    return options.acceptsTokenIDs
      ? Schema.any(text, ids, list(Schema.any(text, ids))) : Schema.any(text, list(text))
  }
}
