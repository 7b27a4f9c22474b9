import Architectures
import Bytes
import Tokenization

/// What an original and a `.crest` both tell about a model.
struct ModelDescription {
  let configuration: ModelConfiguration
  let sentence: SentenceConfiguration
  let tokenizer: TokenizerSettings?

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
    section.append("feed-forward", "\(model.feedForwardSize), \(model.activation.rawValue)")
    if expertLayerCount > 0 {
      section.append(
        "experts",
        "\(model.expertCount), \(model.expertsPerToken) for each token, weights "
          + (model.normalizesExpertWeights ? "scaled to sum 1" : "as the softmax gives them"))
    }
    switch model.positions {
    case .rotary(let base): section.append("positions", "rotary, base \(base)")
    case .absolute(let rowCount, let offset):
      section.append("positions", "absolute, \(rowCount) rows, the first token at \(offset)")
    }
    section.append("token ids", Figures.grouped(model.vocabularySize))
    section.append("layer norm", "epsilon \(model.layerNormEpsilon)")
    return section
  }

  private var sentenceSection: ReportSection {
    var section = ReportSection("Sentences")
    section.append(
      "pooling", "\(sentence.pooling.rawValue)\(sentence.normalizes ? ", scaled to length 1" : "")")
    section.append("longest text", "\(sentence.maximumTokenCount) tokens")
    section.append("dimensions", sentence.dimensions.map(String.init).joined(separator: ", "))
    section.append("compared by", sentence.similarity)
    section.append("default prompt", sentence.defaultPromptName ?? "none")
    for prompt in sentence.prompts {
      section.append("prompt \(prompt.name)", JSONValue.string(prompt.text).text)
    }
    return section
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
