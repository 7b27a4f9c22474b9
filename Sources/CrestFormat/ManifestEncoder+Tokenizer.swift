import CProtobuf
import Model

extension ManifestEncoder {
  func tokenizer(_ value: TokenizerSettings) -> UnsafeMutablePointer<Crest__Tokenizer> {
    unsafe arena.message(crest__tokenizer__init) { m in
      unsafe fill(value.kind, &m)
      unsafe (m.has_vocabulary_size, m.vocabulary_size) = present(value.vocabularySize)
      unsafe (m.has_unknown_id, m.unknown_id) = present(value.unknownID)
      unsafe (m.has_begin_id, m.begin_id) = present(value.beginID)
      unsafe (m.has_end_id, m.end_id) = present(value.endID)
      unsafe (m.has_pad_id, m.pad_id) = present(value.padID)
      unsafe m.n_added_tokens = value.addedTokens.count
      unsafe m.added_tokens = arena.messages(value.addedTokens, crest__added_token__init) { t, m in
        unsafe (m.has_id, m.id) = present(t.id)
        unsafe m.content = arena.string(t.content)
        unsafe (m.has_strips_left, m.strips_left) = present(t.stripsLeft)
        unsafe (m.has_strips_right, m.strips_right) = present(t.stripsRight)
        unsafe (m.has_single_word, m.single_word) = present(t.singleWord)
        unsafe (m.has_normalized, m.normalized) = present(t.normalized)
        unsafe (m.has_special, m.special) = present(t.special)
      }
      unsafe m.n_prefix_ids = value.prefixIDs.count
      unsafe m.prefix_ids = arena.array(value.prefixIDs.map { UInt64($0) })
      unsafe m.n_suffix_ids = value.suffixIDs.count
      unsafe m.suffix_ids = arena.array(value.suffixIDs.map { UInt64($0) })
    }
  }

  private func fill(_ kind: TokenizerSettings.Kind, _ m: inout Crest__Tokenizer) {
    switch kind {
    case .unigram(let pipeline, let unknownScore):
      unsafe m.kind = arena.string("unigram")
      unsafe m.pipeline = arena.string(pipeline.rawValue)
      unsafe (m.has_unknown_score, m.unknown_score) = (1, unknownScore)
    case .wordpiece(let value):
      unsafe m.kind = arena.string("wordpiece")
      unsafe m.continuation_prefix = arena.string(value.continuationPrefix)
      unsafe (m.has_maximum_word_character_count, m.maximum_word_character_count) = present(
        value.maximumWordCharacterCount)
      unsafe (m.has_cleans_text, m.cleans_text) = present(value.cleansText)
      unsafe (m.has_separates_ideographs, m.separates_ideographs) = present(
        value.separatesIdeographs)
      unsafe (m.has_strips_accents, m.strips_accents) = present(value.stripsAccents)
      unsafe (m.has_lowercases, m.lowercases) = present(value.lowercases)
    }
  }
}
