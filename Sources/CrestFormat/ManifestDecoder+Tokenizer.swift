import CProtobuf
import Model

extension ManifestDecoder {
  func tokenizer(
    _ m: Crest__Tokenizer, _ at: String
  ) throws(CrestError) -> TokenizerSettings {
    TokenizerSettings(
      kind: unsafe try tokenizerKind(m, at),
      vocabularySize: unsafe try fields.count(
        m.has_vocabulary_size, m.vocabulary_size, "\(at).vocabulary_size"),
      unknownID: unsafe try fields.count(m.has_unknown_id, m.unknown_id, "\(at).unknown_id"),
      beginID: unsafe try fields.count(m.has_begin_id, m.begin_id, "\(at).begin_id"),
      endID: unsafe try fields.count(m.has_end_id, m.end_id, "\(at).end_id"),
      padID: unsafe try fields.count(m.has_pad_id, m.pad_id, "\(at).pad_id"),
      addedTokens: unsafe try fields.list(m.added_tokens, m.n_added_tokens, "\(at).added_tokens") {
        (m, at) throws(CrestError) in unsafe try addedToken(m, at)
      },
      prefixIDs: unsafe try fields.ints(m.prefix_ids, m.n_prefix_ids, "\(at).prefix_ids"),
      suffixIDs: unsafe try fields.ints(m.suffix_ids, m.n_suffix_ids, "\(at).suffix_ids"))
  }

  func tokenizerKind(
    _ m: Crest__Tokenizer, _ at: String
  ) throws(CrestError) -> TokenizerSettings.Kind {
    let kind = unsafe try fields.string(m.kind, "\(at).kind")
    switch kind {
    case "unigram":
      let present = unsafe [
        ("continuation_prefix", m.continuation_prefix != nil),
        ("maximum_word_character_count", m.has_maximum_word_character_count != 0),
        ("cleans_text", m.has_cleans_text != 0),
        ("separates_ideographs", m.has_separates_ideographs != 0),
        ("strips_accents", m.has_strips_accents != 0), ("lowercases", m.has_lowercases != 0),
      ]
      for (name, isPresent) in present {
        try fields.absent(isPresent, "\(at).\(name)", because: "beside kind unigram")
      }
      return .unigram(
        pipeline: unsafe try fields.choice(m.pipeline, "\(at).pipeline"),
        unknownScore: unsafe try fields.value(
          m.has_unknown_score, m.unknown_score, "\(at).unknown_score"))
    case "wordpiece":
      let reason = "beside kind wordpiece"
      unsafe try fields.absent(m.pipeline != nil, "\(at).pipeline", because: reason)
      unsafe try fields.absent(m.has_unknown_score != 0, "\(at).unknown_score", because: reason)
      return .wordpiece(unsafe try wordPiece(m, at))
    default:
      throw fields.error("\(at).kind", expected: "one of unigram, wordpiece", found: "'\(kind)'")
    }
  }

  func wordPiece(_ m: Crest__Tokenizer, _ at: String) throws(CrestError) -> WordPieceSettings {
    WordPieceSettings(
      continuationPrefix: unsafe try fields.string(
        m.continuation_prefix, "\(at).continuation_prefix"),
      maximumWordCharacterCount: unsafe try fields.count(
        m.has_maximum_word_character_count, m.maximum_word_character_count,
        "\(at).maximum_word_character_count"),
      cleansText: unsafe try fields.bool(m.has_cleans_text, m.cleans_text, "\(at).cleans_text"),
      separatesIdeographs: unsafe try fields.bool(
        m.has_separates_ideographs, m.separates_ideographs, "\(at).separates_ideographs"),
      stripsAccents: unsafe try fields.bool(
        m.has_strips_accents, m.strips_accents, "\(at).strips_accents"),
      lowercases: unsafe try fields.bool(m.has_lowercases, m.lowercases, "\(at).lowercases"))
  }

  func addedToken(
    _ m: Crest__AddedToken, _ at: String
  ) throws(CrestError) -> AddedToken {
    AddedToken(
      id: unsafe try fields.count(m.has_id, m.id, "\(at).id"),
      content: unsafe try fields.string(m.content, "\(at).content"),
      stripsLeft: unsafe try fields.bool(m.has_strips_left, m.strips_left, "\(at).strips_left"),
      stripsRight: unsafe try fields.bool(m.has_strips_right, m.strips_right, "\(at).strips_right"),
      singleWord: unsafe try fields.bool(m.has_single_word, m.single_word, "\(at).single_word"),
      normalized: unsafe try fields.bool(m.has_normalized, m.normalized, "\(at).normalized"),
      special: unsafe try fields.bool(m.has_special, m.special, "\(at).special"))
  }
}
