import Base
import Model

extension Architecture {
  /// MPNet encoders: all-mpnet-base-v2, multi-qa-mpnet-base-dot-v1, paraphrase-mpnet-base-v2.
  ///
  /// The graph is BERT's without token types, with a bias for each distance in all layers' attention and
  /// positions that begin after the padding token's row.
  ///
  /// Source: transformers 4.57 and 5.23, `models/mpnet/{configuration,modeling}_mpnet.py`.
  static let mpnet = Architecture(
    name: "mpnet",
    classes: ["MPNetModel", "MPNetForMaskedLM"],
    keys: KeyTable.encoder.merging([
      "vocab_size": .defaulted(30527),
      "max_position_embeddings": .defaulted(512),
      // The class builds a table of so many rows, but sorts distances into 32 whatever this is.
      "relative_attention_num_buckets": .fixed([.integer(RelativePositions.bucketCount)]),
    ]).merging(KeyTable(inert: ["the class has no token types": ["type_vocab_size"]])),
    prefixes: ["mpnet."],
    unused: ["embeddings.position_ids", "pooler.", "lm_head."],
    read: { source throws(HuggingFaceError) in
      // The class's padding token is 1, whatever `pad_token_id` is.
      try source.encoder(
        "mpnet", positions: source.positions(afterPadding: 1), hasRelativePositions: true,
        tokenTypes: nil)
    },
    names: { _ in .mpnet })
}
