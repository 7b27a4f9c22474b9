import HuggingFace
import Model
import Base
import Tokenization

extension ModelDescription {
  /// The same as values: `architecture`, `model`, `sentence`, `tokenizer`.
  func append(to object: inout JSONObject) {
    object.append("architecture", .string(configuration.architecture))
    object.append("model", modelJSON)
    object.append("sentence", sentenceJSON)
    object.append("tokenizer", tokenizer.map(tokenizerJSON) ?? .null)
  }

  private var modelJSON: JSONValue {
    let model = configuration
    let positions: JSONValue =
      switch model.positions {
      case .rotary(let rotary):
        [
          "kind": "rotary", "base": .number(rotary.base),
          "divisor": .number(Double(rotary.divisor)),
          "scaling_factor": rotary.scaling.map { .number($0.factor) } ?? .null,
          "trained_tokens": rotary.scaling.map { .integer($0.trainedCount) } ?? .null,
        ]
      case .absolute(let rowCount, let offset):
        ["kind": "absolute", "rows": .integer(rowCount), "offset": .integer(offset)]
      }
    return [
      "vocabulary_size": .integer(model.vocabularySize),
      "hidden_size": .integer(model.hiddenSize),
      "layers": .integer(model.layerCount),
      "heads": .integer(model.headCount),
      "head_dim": .integer(model.headDim),
      "feed_forward_size": .integer(model.feedForwardSize),
      "positions": positions,
      "token_types": .integer(model.tokenTypeCount),
      "layer_norm_epsilon": .number(Double(model.layerNormEpsilon)),
      "activation": .string(model.activation.rawValue),
      "gated": .bool(model.isGated),
      "biases": [
        "attention": .bool(model.biases.attention), "up": .bool(model.biases.up),
        "down": .bool(model.biases.down),
      ],
      "output_heads": [
        "sparse": .bool(model.heads.sparse), "colbert": .bool(model.heads.colbert),
      ],
      "expert_layers": .array(model.expertLayers.map { .bool($0) }),
      "experts": .integer(model.expertCount),
      "experts_per_token": .integer(model.expertsPerToken),
      "normalizes_expert_weights": .bool(model.normalizesExpertWeights),
    ]
  }

  private var sentenceJSON: JSONValue {
    [
      "pooling": .string(sentence.pooling.rawValue),
      "normalizes": .bool(sentence.normalizes),
      "maximum_tokens": .integer(sentence.maximumTokenCount),
      "dimensions": .array(sentence.dimensions.map { .integer($0) }),
      "similarity": .string(sentence.similarity),
      "default_prompt": sentence.defaultPromptName.map { .string($0) } ?? .null,
      "prompts": .array(
        sentence.prompts.map { ["name": .string($0.name), "text": .string($0.text)] }),
      "prompts_source": promptsSource,
      "known_model": known?.json ?? .null,
      "includes_prompt": .bool(sentence.includesPrompt),
      "layer_norm_before_cut": .bool(sentence.layerNormBeforeCut),
    ]
  }

  private var promptsSource: JSONValue {
    if sentence.prompts.isEmpty { return .null }
    return known?.fields.contains(.prompts) == true ? "known_model" : "files"
  }

  private func tokenizerJSON(_ settings: TokenizerSettings) -> JSONValue {
    var object = JSONObject()
    object.append("kind", .string(settings.kind.name))
    switch settings.kind {
    case .unigram(let pipeline, _): object.append("pipeline", .string(pipeline.rawValue))
    case .wordpiece(let wordPiece):
      object.append("lowercases", .bool(wordPiece.lowercases))
      object.append("strips_accents", .bool(wordPiece.stripsAccents))
      object.append("separates_ideographs", .bool(wordPiece.separatesIdeographs))
      object.append("cleans_text", .bool(wordPiece.cleansText))
    }
    object.append("vocabulary_size", .integer(settings.vocabularySize))
    object.append("added_tokens", .integer(settings.addedTokens.count))
    object.append("pruned", pruning?.json ?? .null)
    return .object(object)
  }
}
