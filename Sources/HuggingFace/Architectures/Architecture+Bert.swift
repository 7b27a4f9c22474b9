import Model
import Base

extension Architecture {
  /// BERT encoders: all-MiniLM-L6-v2, multilingual-e5-small, bge-small-en-v1.5.
  ///
  /// Source: transformers 5.23, `models/bert/{configuration,modeling}_bert.py`.
  static let bert = Architecture(
    name: "bert",
    classes: ["BertModel", "BertForMaskedLM", "BertForPreTraining"],
    keys: KeyTable.encoder.merging([
      "position_embedding_type": .fixed(["absolute", nil]),
      "directionality": .inert("a leftover of the first BERT release"),
      "pooler_fc_size": .inert("the pooler is not part of a sentence embedding"),
      "pooler_num_attention_heads": .inert("the pooler is not part of a sentence embedding"),
      "pooler_num_fc_layers": .inert("the pooler is not part of a sentence embedding"),
      "pooler_size_per_head": .inert("the pooler is not part of a sentence embedding"),
      "pooler_type": .inert("the pooler is not part of a sentence embedding"),
    ]),
    isIgnorable: { name in
      name.hasSuffix("position_ids") || name.hasPrefix("pooler.") || name.hasPrefix("cls.")
    },
    read: { source throws(ArchitectureError) in
      let rowCount = try source.integer("max_position_embeddings", in: GraphSizes.positionRange)
      return try source.encoder("bert", positions: .absolute(rowCount: rowCount, offset: 0))
    },
    names: { _ in .bert })
}
