import Base
import Conversion
import HuggingFace
import Model
import Tokenization

/// The description of a model that an original and a `.crest` have in common.
struct ModelDescription {
  let configuration: ModelConfiguration
  let sentence: SentenceConfiguration
  /// The settings in `sentence` that come from the table of known models.
  let known: KnownFields?
  let tokenizer: TokenizerSettings?
  /// What the vocabulary was pruned to; `nil` if it is whole.
  let pruning: PruningRecord?

  var sections: [ReportSection] { [modelSection, sentenceSection, tokenizerSection] }

  private var modelSection: ReportSection {
    let model = configuration
    let expertLayerCount = model.expertLayers.count { $0 }
    var section = ReportSection("Model")
    section.append("architecture", model.architecture)
    section.append(
      "layers",
      expertLayerCount == 0
        ? "\(model.layerCount)" : "\(model.layerCount), \(expertLayerCount) of them with experts")
    section.append("hidden size", "\(model.hiddenSize)")
    section.append("heads", "\(model.headCount) of size \(model.headDim)")
    section.append(
      "feed-forward",
      "\(model.feedForwardSize), \(model.activation.rawValue)\(model.isGated ? ", gated" : "")")
    if expertLayerCount > 0 {
      section.append(
        "experts",
        "\(model.expertCount), \(model.expertsPerToken) per token, weights "
          + (model.normalizesExpertWeights ? "normalised to sum 1" : "as given by the softmax"))
    }
    switch model.positions {
    case .rotary(let rotary): section.append("positions", text(rotary))
    case .absolute(let rowCount, let offset):
      section.append("positions", "absolute, \(rowCount) rows, first token at \(offset)")
    }
    if model.hasRelativePositions {
      section.append("distances", "a bias of attention, \(RelativePositions.bucketCount) buckets")
    }
    section.append("token ids", Figures.grouped(model.vocabularySize))
    section.append("layer norm", "epsilon \(model.layerNormEpsilon)")
    let heads = [("sparse", model.heads.sparse), ("colbert", model.heads.colbert)]
    section.append(
      "outputs", (["dense"] + heads.filter { $0.1 }.map { $0.0 }).joined(separator: ", "))
    return section
  }

  private func text(_ rotary: RotaryPositions) -> String {
    var text = "rotary, base \(rotary.base)"
    if rotary.divisor != 1 { text += ", frequencies divided by \(rotary.divisor)" }
    if let scaling = rotary.scaling {
      text += ", scaled by \(scaling.factor) beyond \(scaling.trainedCount) tokens"
    }
    return text
  }

  private var sentenceSection: ReportSection {
    var section = ReportSection("Sentences")
    section.append(
      "pooling",
      "\(sentence.pooling.rawValue)\(sentence.normalizes ? ", normalised to length 1" : "")")
    for (index, step) in sentence.steps.enumerated() {
      section.append("step \(index + 1)", text(step))
    }
    if sentence.promptPooling != .included {
      section.append(
        "prompt",
        sentence.promptPooling == .excluded
          ? "its tokens are not pooled" : "not pooled, but for the first token")
    }
    section.append("maximum length", "\(sentence.maximumTokenCount) tokens")
    section.append(
      "dimensions",
      sentence.dimensionsText + (origin(of: .dimensions).map { " (\($0))" } ?? ""))
    if let size = sentence.defaultDimension {
      section.append("default dimensions", "\(size)")
    }
    if sentence.layerNormBeforeCut {
      section.append(
        "truncated vectors",
        "after a LayerNorm" + (origin(of: .layerNormBeforeCut).map { " (\($0))" } ?? ""))
    }
    section.append("similarity", sentence.similarity)
    section.append("default prompt", sentence.defaultPromptName ?? "none")
    for prompt in sentence.prompts {
      section.append("prompt \(prompt.name)", JSONValue.string(prompt.text).text)
    }
    if !sentence.prompts.isEmpty {
      section.append("prompts come", origin(of: .prompts) ?? "from the model's files")
    }
    return section
  }

  private func text(_ step: VectorStep) -> String {
    switch step {
    case .dense(let dense):
      "dense to \(dense.outputSize), \(dense.activation.rawValue)"
        + (dense.hasBias ? "" : ", without a bias")
    case .layerNorm: "LayerNorm"
    case .normalize: "normalised to length 1"
    }
  }

  /// Where a setting comes from if not from the model's own files.
  private func origin(of field: KnownFields.Field) -> String? {
    known.flatMap { $0.fields.contains(field) ? $0.origin : nil }
  }

  private var tokenizerSection: ReportSection {
    var section = ReportSection("Tokenizer")
    guard let tokenizer else {
      section.append("none", "the model accepts token ids only")
      return section
    }
    section.append("kind", "\(tokenizer.kind.name), \(details(of: tokenizer.kind))")
    section.append("pieces", Figures.grouped(tokenizer.vocabularySize))
    section.append("added tokens", "\(tokenizer.addedTokens.count)")
    if let pruning {
      section.append(
        "pruned", "from \(Figures.grouped(pruning.vocabularySize)) token ids to \(pruning.keptText)"
      )
      section.append("unpruned model", pruning.fingerprint)
    }
    return section
  }

  private func details(of kind: TokenizerSettings.Kind) -> String {
    switch kind {
    case .unigram(let pipeline, _): pipeline.rawValue
    case .wordpiece(let settings):
      (settings.lowercases ? "uncased" : "cased")
        + (settings.stripsAccents ? ", accents stripped" : "")
    case .bpe(let settings):
      settings.splitting.rawValue + (settings.addsPrefixSpace ? ", a space before texts" : "")
    }
  }
}

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
      "relative_buckets": .integer(
        model.hasRelativePositions ? RelativePositions.bucketCount : 0),
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
      "includes_prompt": .bool(sentence.promptPooling == .included),
      "excludes_prompt": .bool(sentence.promptPooling == .excluded),
      "default_dimension": sentence.defaultDimension.map { .integer($0) } ?? .null,
      "steps": .array(sentence.steps.map(\.json)),
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
    case .bpe(let bytePairs):
      object.append("splitting", .string(bytePairs.splitting.rawValue))
      object.append("adds_prefix_space", .bool(bytePairs.addsPrefixSpace))
    }
    object.append("vocabulary_size", .integer(settings.vocabularySize))
    object.append("added_tokens", .integer(settings.addedTokens.count))
    object.append("pruned", pruning?.json ?? .null)
    return .object(object)
  }
}

extension VectorStep {
  fileprivate var json: JSONValue {
    switch self {
    case .dense(let dense):
      [
        "kind": "dense", "size": .integer(dense.outputSize), "bias": .bool(dense.hasBias),
        "activation": .string(dense.activation.rawValue),
      ]
    case .layerNorm: ["kind": "layer_norm"]
    case .normalize: ["kind": "normalize"]
    }
  }
}

extension KnownFields {
  /// Where the settings come from.
  var origin: String { "known for \(repository)\(source.map { ": \($0)" } ?? "")" }

  /// The notice that `convert` prints.
  var notice: String {
    "\(fields.map(\.text).joined(separator: ", ")): \(origin) (not in the model's files)"
  }

  var json: JSONValue {
    [
      "repository": .string(repository),
      "source": source.map { .string($0) } ?? .null,
      "fields": .array(fields.map { .string($0.rawValue) }),
    ]
  }
}

extension KnownFields.Field {
  /// The setting as users call it.
  fileprivate var text: String {
    switch self {
    case .prompts: "prompts"
    case .dimensions: "dimensions"
    case .layerNormBeforeCut: "LayerNorm of truncated vectors"
    }
  }
}
