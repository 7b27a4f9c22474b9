import Model
import Base

extension Architecture {
  /// XLM-RoBERTa encoders: multilingual-e5-base and -large, bge-m3, arctic-embed-l-v2.0.
  ///
  /// The graph is BERT's but for positions, which begin behind the padding token's row.
  ///
  /// Source: transformers 5.23, `models/xlm_roberta/{configuration,modeling}_xlm_roberta.py`.
  static let xlmRoberta = Architecture(
    name: "xlm-roberta",
    classes: ["XLMRobertaModel", "XLMRobertaForMaskedLM"],
    keys: KeyTable.encoder.merging([
      "pad_token_id": .read,
      "position_embedding_type": .fixed(["absolute", nil]),
      "output_past": .inert("text generation only"),
    ]),
    isIgnorable: { name in
      name.hasSuffix("position_ids") || name.hasPrefix("pooler.") || name.hasPrefix("lm_head.")
    },
    read: { source throws(ArchitectureError) in
      let rowCount = try source.integer("max_position_embeddings", in: GraphSizes.positionRange)
      let padding = try source.integer("pad_token_id", in: 0...1 << 20)
      guard padding + 1 < rowCount else {
        throw source.wrong(
          "max_position_embeddings", expected: "more than the \(padding + 1) rows before the first",
          found: .integer(rowCount))
      }
      return try source.encoder(
        "xlm_roberta", positions: .absolute(rowCount: rowCount, offset: padding + 1))
    },
    names: { _ in .xlmRoberta })
}
