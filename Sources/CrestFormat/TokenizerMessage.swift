import Model

// The message `Tokenizer`: decoding, and the rules for its values.

extension TokenizerSettings {
  /// The values of `kind`.
  private enum KindName: String, CaseIterable {
    case unigram
    case wordpiece
    case bpe
  }

  init(_ message: inout WireReader) throws(CrestError) {
    let kindName: KindName? = try message.choice(1, "kind")
    let pipeline: Pipeline? = try message.choice(2, "pipeline")
    let vocabularySize = try message.int(3, "vocabulary_size")
    let unknownID = try message.int(4, "unknown_id")
    let beginID = try message.int(5, "begin_id")
    let endID = try message.int(6, "end_id")
    let padID = try message.int(7, "pad_id")
    let unknownScore = try message.double(8, "unknown_score")
    let addedTokens = try message.list(9, "added_tokens", AddedToken.init)
    let prefixIDs = try message.ints(10, "prefix_ids")
    let suffixIDs = try message.ints(11, "suffix_ids")
    let continuationPrefix = try message.string(12, "continuation_prefix")
    let wordCharacterCount = try message.int(13, "maximum_word_character_count")
    let cleansText = try message.bool(14, "cleans_text")
    let separatesIdeographs = try message.bool(15, "separates_ideographs")
    let stripsAccents = try message.bool(16, "strips_accents")
    let lowercases = try message.bool(17, "lowercases")
    let truncationSide = try message.string(18, "truncation_side")
    let lowercasesFirst = try message.bool(19, "lowercases_first")
    let splitting: BytePairSettings.Splitting? = try message.choice(20, "splitting")
    let addsPrefixSpace = try message.bool(21, "adds_prefix_space")

    guard truncationSide == nil || truncationSide == TruncationSide.left.rawValue else {
      throw message.error(
        "truncation_side", expected: "'left' or no such field",
        found: "'\(truncationSide?.prefix(64) ?? "")'")
    }
    guard lowercasesFirst != false else {
      throw message.error("lowercases_first", expected: "true or no such field", found: "false")
    }
    let name = try message.required(kindName, "kind")
    let reason = "beside kind \(name)"
    if name != .unigram {
      try message.absent(pipeline, "pipeline", reason)
      try message.absent(unknownScore, "unknown_score", reason)
    }
    if name != .wordpiece {
      try message.absent(continuationPrefix, "continuation_prefix", reason)
      try message.absent(wordCharacterCount, "maximum_word_character_count", reason)
      try message.absent(cleansText, "cleans_text", reason)
      try message.absent(separatesIdeographs, "separates_ideographs", reason)
      try message.absent(stripsAccents, "strips_accents", reason)
      try message.absent(lowercases, "lowercases", reason)
    } else {
      try message.absent(lowercasesFirst, "lowercases_first", reason)
    }
    if name != .bpe {
      try message.absent(splitting, "splitting", reason)
      try message.absent(addsPrefixSpace, "adds_prefix_space", reason)
    }
    let settings: Kind
    switch name {
    case .unigram:
      settings = .unigram(
        pipeline: try message.required(pipeline, "pipeline"),
        unknownScore: try message.required(unknownScore, "unknown_score"))
    case .wordpiece:
      settings = .wordpiece(
        WordPieceSettings(
          continuationPrefix: try message.required(continuationPrefix, "continuation_prefix"),
          maximumWordCharacterCount: try message.required(
            wordCharacterCount, "maximum_word_character_count"),
          cleansText: try message.required(cleansText, "cleans_text"),
          separatesIdeographs: try message.required(separatesIdeographs, "separates_ideographs"),
          stripsAccents: try message.required(stripsAccents, "strips_accents"),
          lowercases: try message.required(lowercases, "lowercases")))
    case .bpe:
      settings = .bpe(
        BytePairSettings(
          splitting: try message.required(splitting, "splitting"),
          addsPrefixSpace: try message.required(addsPrefixSpace, "adds_prefix_space")))
    }
    self.init(
      kind: settings, vocabularySize: try message.required(vocabularySize, "vocabulary_size"),
      unknownID: try message.required(unknownID, "unknown_id"),
      beginID: try message.required(beginID, "begin_id"),
      endID: try message.required(endID, "end_id"),
      padID: try message.required(padID, "pad_id"), addedTokens: addedTokens,
      prefixIDs: prefixIDs, suffixIDs: suffixIDs,
      truncationSide: truncationSide == nil ? .right : .left,
      lowercasesFirst: lowercasesFirst ?? false)
  }
}

extension AddedToken {
  init(_ message: inout WireReader) throws(CrestError) {
    let id = try message.int(1, "id")
    let content = try message.string(2, "content")
    let stripsLeft = try message.bool(3, "strips_left")
    let stripsRight = try message.bool(4, "strips_right")
    let singleWord = try message.bool(5, "single_word")
    let normalized = try message.bool(6, "normalized")
    let special = try message.bool(7, "special")
    self.init(
      id: try message.required(id, "id"), content: try message.required(content, "content"),
      stripsLeft: try message.required(stripsLeft, "strips_left"),
      stripsRight: try message.required(stripsRight, "strips_right"),
      singleWord: try message.required(singleWord, "single_word"),
      normalized: try message.required(normalized, "normalized"),
      special: try message.required(special, "special"))
  }
}

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
    case .bpe: break
    }
  }
}
