import Architectures

extension SourceModel {
  /// The same model with `count` experts in every layer that has some: those with the highest saliency
  /// on `texts`; the routers lose the rows of the others.
  ///
  /// - Throws: `ConversionError.experts` if the model has none or not that many to choose from, others
  ///   if the weights cannot be read or run.
  /// - Precondition: the model has its tokenizer and all its experts.
  public func keeping(
    experts count: Int, texts: CalibrationTextSet, options: ConversionOptions
  ) throws(ConversionError) -> SourceModel {
    let (total, chosen) = (configuration.expertCount, configuration.expertsPerToken)
    let expected: String? =
      if total == 0 {
        "a model with experts"
      } else if chosen == total {
        "a model with more experts than the \(chosen) that a token visits"
      } else if !(chosen..<total).contains(count) {
        "\(chosen) to \(total - 1) of \(total) experts, as a token visits \(chosen)"
      } else {
        nil
      }
    if let expected {
      throw .experts(
        file: ModelFolder(path: directory).path("config.json"), expected: expected,
        found: total == 0 ? 0 : count)
    }
    return keeping(try ExpertSaliency(self, texts: texts, options: options).choose(count))
  }
}

extension ExpertChoice {
  /// A tensor of the smaller model with the source of the expert, or of the router's rows, that stay.
  func applied(to tensor: CanonicalTensor) -> CanonicalTensor {
    guard let layer = tensor.layer, let kept = kept(inLayer: layer) else { return tensor }
    if tensor.role == .router {
      return tensor.with(
        parts: tensor.parts.flatMap { part in
          kept.map { SourcePart(tensor: part.tensor, rows: $0..<$0 + 1) }
        })
    }
    guard let expert = tensor.expert else { return tensor }
    return tensor.with(
      parts: tensor.parts.map { part in
        let first = kept[expert] * part.rows.count
        return SourcePart(
          tensor: part.tensor, rows: first..<first + part.rows.count, transposed: part.transposed)
      })
  }
}
