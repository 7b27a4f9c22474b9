import Model

extension ManifestCheck {
  /// The rules for the tokenizer's settings.
  func tokenizer(_ tokenizer: TokenizerSettings, _ manifest: Manifest) throws(CrestError) {
    let ids = 0...manifest.model.vocabularySize - 1
    try range(
      tokenizer.vocabularySize, 1...manifest.model.vocabularySize, "tokenizer.vocabulary_size")
    try range(tokenizer.unknownID, ids, "tokenizer.unknown_id")
    try range(tokenizer.beginID, ids, "tokenizer.begin_id")
    try range(tokenizer.endID, ids, "tokenizer.end_id")
    try range(tokenizer.padID, ids, "tokenizer.pad_id")
    try kind(tokenizer.kind)
    for (index, token) in tokenizer.addedTokens.enumerated() {
      try range(token.id, ids, "tokenizer.added_tokens[\(index)].id")
      try nonEmpty(token.content, "tokenizer.added_tokens[\(index)].content")
    }
    try unique(tokenizer.addedTokens.map { $0.content }) { "tokenizer.added_tokens[\($0)].content" }
    for (index, id) in tokenizer.prefixIDs.enumerated() {
      try range(id, ids, "tokenizer.prefix_ids[\(index)]")
    }
    for (index, id) in tokenizer.suffixIDs.enumerated() {
      try range(id, ids, "tokenizer.suffix_ids[\(index)]")
    }
    let maximum = manifest.sentence.maximumTokenCount
    let count = tokenizer.prefixIDs.count + tokenizer.suffixIDs.count
    try require(
      count <= maximum, "tokenizer.prefix_ids", "at most \(maximum) ids with suffix_ids", "\(count)"
    )
  }

  private func kind(_ kind: TokenizerSettings.Kind) throws(CrestError) {
    switch kind {
    case .unigram(_, let unknownScore): try finite(unknownScore, "tokenizer.unknown_score")
    case .wordpiece(let value):
      try text(value.continuationPrefix, "tokenizer.continuation_prefix")
      try size(value.maximumWordCharacterCount, "tokenizer.maximum_word_character_count")
    }
  }
}
