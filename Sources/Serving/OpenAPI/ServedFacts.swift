import Base
import Inference
import Model
import Tokenization

/// What of the served models decides which requests are taken.
package struct ServedFacts: Sendable {
  /// The names of all models, in order.
  package let modelNames: [String]
  /// The prompts that some model has.
  package let promptNames: [String]
  /// The sizes of vectors that some model gives, descending.
  package let dimensions: [Int]
  /// The fewest ids that a model's tokenizer has.
  package let tokenCount: Int
  /// The most tokens that a model takes, of the model that takes fewest and of the one that takes most.
  let tokenLimits: ClosedRange<Int>
  /// Whether all models give vectors of length 1.
  let allNormalize: Bool
  /// The purposes of texts that every model takes.
  let purposes: [String]
  let options: ServiceOptions

  /// Opens all models; one that cannot be opened has no prompts and sizes.
  package init(_ service: EmbeddingService) async {
    modelNames = service.models.names
    options = service.options
    var promptNames: [Identifier] = []
    var dimensions = Set<Int>()
    var tokenCount = Int(Int32.max)
    var limits: [Int] = []
    var allNormalize = true
    var purposes = TextPurpose.words
    for name in modelNames {
      guard let served = try? await service.models.model(named: name) else { continue }
      for prompt in served.model.sentence.prompts.map({ Identifier($0.name) })
      where !promptNames.contains(prompt) { promptNames.append(prompt) }
      dimensions.formUnion(served.model.sentence.dimensions)
      tokenCount = min(
        tokenCount, served.model.tokenizer?.model.settings.vocabularySize ?? tokenCount)
      limits.append(served.model.sentence.maximumTokenCount)
      allNormalize = allNormalize && served.model.sentence.normalizes
      purposes.removeAll { word in
        let purpose = PromptSelection.purpose(field: "", word: word)
        return (try? purpose.choice(for: served.model, default: nil)) == nil
      }
    }
    self.promptNames = promptNames.map(\.text)
    self.dimensions = dimensions.sorted(by: >)
    self.tokenCount = tokenCount
    tokenLimits = (limits.min() ?? 1)...(limits.max() ?? 1)
    self.allNormalize = allNormalize
    self.purposes = purposes
  }

  /// A size that vectors may be cut to.
  var dimension: JSONValue {
    ["type": "integer", "enum": .array(dimensions.map { .integer($0) })]
  }

  /// The name of a prompt, or null where no model has one.
  var promptName: JSONValue {
    promptNames.isEmpty ? Schema.null : Schema.optional(Schema.words(promptNames))
  }

  /// What texts are embedded for, or the name of a prompt.
  var purpose: JSONValue { Schema.words(purposes + promptNames.filter { !purposes.contains($0) }) }

  /// The name of a model.
  var modelName: JSONValue { Schema.words(modelNames) }

  /// The name of a model, with Ollama's tag or without.
  var taggedModelName: JSONValue {
    Schema.words(modelNames + modelNames.map { "\($0):latest" })
  }

  /// An id that every model's tokenizer has.
  var tokenID: JSONValue {
    ["type": "integer", "minimum": 0, "maximum": .integer(tokenCount - 1)]
  }

  /// A limit of tokens that no model's is above.
  var tokenLimit: JSONValue {
    [
      "type": "integer", "minimum": .integer(tokenLimits.upperBound),
      "maximum": .integer(Int(Int32.max)),
    ]
  }

  /// How Cohere's routes write vectors; 8-bit integers are for vectors of length 1.
  var embeddingTypes: [String] {
    ["float", "binary", "ubinary", "base64"] + (allNormalize ? ["int8", "uint8"] : [])
  }

  /// A text, or an object that holds one.
  var document: JSONValue {
    Schema.any(
      Schema.string, Schema.object("", required: ["text"], ["text": Schema.string]))
  }

  /// Texts, one or several; and token ids where they are taken.
  var inputs: JSONValue { inputs(loneText) }

  /// Texts, one or several, as they may be with a prompt.
  var texts: JSONValue { Schema.any(loneText, list(loneText)) }

  /// A text, or an object that holds a text alone.
  private var loneText: JSONValue {
    Schema.any(
      Schema.string,
      [
        "type": "object", "required": ["text"], "properties": ["text": Schema.string],
        "additionalProperties": Schema.null,
      ])
  }

  /// Texts as above, none of them empty.
  var nonemptyInputs: JSONValue { inputs(Schema.text) }

  private func inputs(_ text: JSONValue) -> JSONValue {
    guard options.acceptsTokenIDs else { return Schema.any(text, list(text)) }
    let ids = Schema.array(tokenID, minimum: 1, maximum: tokenLimits.lowerBound)
    return Schema.any(text, ids, list(Schema.any(text, ids)))
  }

  private func list(_ items: JSONValue) -> JSONValue {
    Schema.array(items, minimum: 1, maximum: options.maximumTextCount)
  }
}
