import Base
import Conversion
import HuggingFace
import Model
import Tokenization

/// What an original and a `.crest` both tell about a model.
struct ModelDescription {
  let configuration: ModelConfiguration
  let sentence: SentenceConfiguration
  /// What of `sentence` comes from the table of known models.
  let known: KnownFields?
  let tokenizer: TokenizerSettings?
  /// What the vocabulary was cut to; `nil` if it is whole.
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
    section.append("width", "\(model.hiddenSize)")
    section.append("heads", "\(model.headCount) of \(model.headDim)")
    section.append(
      "feed-forward",
      "\(model.feedForwardSize), \(model.activation.rawValue)\(model.isGated ? ", gated" : "")")
    if expertLayerCount > 0 {
      section.append(
        "experts",
        "\(model.expertCount), \(model.expertsPerToken) for each token, weights "
          + (model.normalizesExpertWeights ? "scaled to sum 1" : "as the softmax gives them"))
    }
    switch model.positions {
    case .rotary(let rotary): section.append("positions", text(rotary))
    case .absolute(let rowCount, let offset):
      section.append("positions", "absolute, \(rowCount) rows, the first token at \(offset)")
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
      "pooling", "\(sentence.pooling.rawValue)\(sentence.normalizes ? ", scaled to length 1" : "")")
    section.append("longest text", "\(sentence.maximumTokenCount) tokens")
    section.append(
      "dimensions",
      sentence.dimensionsText + (origin(of: .dimensions).map { " (\($0))" } ?? ""))
    if sentence.layerNormBeforeCut {
      section.append(
        "cut vectors",
        "after LayerNorm" + (origin(of: .layerNormBeforeCut).map { " (\($0))" } ?? ""))
    }
    section.append("compared by", sentence.similarity)
    section.append("default prompt", sentence.defaultPromptName ?? "none")
    for prompt in sentence.prompts {
      section.append("prompt \(prompt.name)", JSONValue.string(prompt.text).text)
    }
    if !sentence.prompts.isEmpty {
      section.append("prompts are", origin(of: .prompts) ?? "from the model's files")
    }
    return section
  }

  /// Where a setting comes from that is not the model's own.
  private func origin(of field: KnownFields.Field) -> String? {
    known.flatMap { $0.fields.contains(field) ? $0.origin : nil }
  }

  private var tokenizerSection: ReportSection {
    var section = ReportSection("Tokenizer")
    guard let tokenizer else {
      section.append("none", "the model takes token ids only")
      return section
    }
    section.append("kind", "\(tokenizer.kind.name), \(details(of: tokenizer.kind))")
    section.append("pieces", Figures.grouped(tokenizer.vocabularySize))
    section.append("added tokens", "\(tokenizer.addedTokens.count)")
    if let pruning {
      section.append(
        "pruned", "from \(Figures.grouped(pruning.vocabularySize)) token ids to \(pruning.keptText)"
      )
      section.append("whole model", pruning.fingerprint)
    }
    return section
  }

  private func details(of kind: TokenizerSettings.Kind) -> String {
    switch kind {
    case .unigram(let pipeline, _): pipeline.rawValue
    case .wordpiece(let settings):
      (settings.lowercases ? "uncased" : "cased")
        + (settings.stripsAccents ? ", without accents" : "")
    }
  }
}
