public import CrestFormat
public import Tokenization

extension ManifestTokenizer {
  /// The stored form of a tokenizer's settings.
  public init(_ settings: TokenizerSettings) {
    self.init(
      kind: ManifestTokenizerKind(settings.kind), vocabularySize: settings.vocabularySize,
      unknownID: settings.unknownID, beginID: settings.beginID, endID: settings.endID,
      padID: settings.padID,
      addedTokens: settings.addedTokens.map { token in
        ManifestAddedToken(
          id: token.id, content: token.content, stripsLeft: token.stripsLeft,
          stripsRight: token.stripsRight, singleWord: token.singleWord,
          normalized: token.normalized, special: token.special)
      }, prefixIDs: settings.prefixIDs, suffixIDs: settings.suffixIDs)
  }
}

extension TokenizerSettings {
  /// The settings of a stored tokenizer.
  public init(_ stored: ManifestTokenizer) {
    self.init(
      kind: Kind(stored.kind), vocabularySize: stored.vocabularySize,
      unknownID: stored.unknownID, beginID: stored.beginID, endID: stored.endID,
      padID: stored.padID,
      addedTokens: stored.addedTokens.map { token in
        AddedToken(
          id: token.id, content: token.content, stripsLeft: token.stripsLeft,
          stripsRight: token.stripsRight, singleWord: token.singleWord,
          normalized: token.normalized, special: token.special)
      }, prefixIDs: stored.prefixIDs, suffixIDs: stored.suffixIDs)
  }
}

extension ManifestTokenizerKind {
  init(_ kind: TokenizerSettings.Kind) {
    switch kind {
    case .unigram(.wordwise, let score): self = .unigram(pipeline: .wordwise, unknownScore: score)
    case .unigram(.whole, let score): self = .unigram(pipeline: .whole, unknownScore: score)
    case .wordpiece(let settings):
      self = .wordpiece(
        ManifestWordPiece(
          continuationPrefix: settings.continuationPrefix,
          maximumWordCharacterCount: settings.maximumWordCharacterCount,
          cleansText: settings.cleansText, separatesIdeographs: settings.separatesIdeographs,
          stripsAccents: settings.stripsAccents, lowercases: settings.lowercases))
    }
  }
}

extension TokenizerSettings.Kind {
  init(_ kind: ManifestTokenizerKind) {
    switch kind {
    case .unigram(.wordwise, let score): self = .unigram(pipeline: .wordwise, unknownScore: score)
    case .unigram(.whole, let score): self = .unigram(pipeline: .whole, unknownScore: score)
    case .wordpiece(let stored):
      self = .wordpiece(
        WordPieceSettings(
          continuationPrefix: stored.continuationPrefix,
          maximumWordCharacterCount: stored.maximumWordCharacterCount,
          cleansText: stored.cleansText, separatesIdeographs: stored.separatesIdeographs,
          stripsAccents: stored.stripsAccents, lowercases: stored.lowercases))
    }
  }
}
