package import Base
import Model
package import Tokenization

/// What a vocabulary file says; the rest comes from what its folder declares.
package struct TokenizerDraft {
  let file: String
  /// The field of the file that holds the pieces, for errors.
  let piecesField: String
  let index: PieceIndex
  /// The character map of a unigram model, and its field.
  var charsmap: (bytes: [UInt8], field: String)?
  /// The merges of a byte-pair model; else none.
  var merges: [MergeTable.Merge] = []
  /// The settings that a declaration makes of it.
  let settings: (TokenizerDeclaration) throws(TokenizerFileError) -> TokenizerSettings

  /// Makes the tables.
  package func model(
    _ declaration: TokenizerDeclaration
  ) throws(TokenizerFileError) -> TokenizerModel {
    let settings = try settings(declaration)
    if let charsmap, !charsmap.bytes.isEmpty,
      let problem = CharacterMap.problem(in: charsmap.bytes.span)
    {
      throw .invalidField(
        file: file, field: charsmap.field, expected: problem.expected, found: problem.found)
    }
    try checkPieces()
    let pieces = index.pieces
    guard
      let units = DoubleArrayBuilder.build(
        keys: pieces, order: index.order, values: index.order.map(pieces.id(at:)))
    else {
      throw .invalidField(
        file: file, field: piecesField, expected: "pieces that fit a double array of 2^29 units",
        found: "\(pieces.count) pieces of \(pieces.bytes.count) bytes")
    }
    var scores: [UInt32] = []
    if charsmap != nil {
      let added = [Float](repeating: 0, count: settings.vocabularySize - pieces.count)
      scores = (pieces.scores + added).map(\.bitPattern)
    }
    do throws(TokenizationError) {
      let model = try TokenizerModel(
        settings: settings, trie: ByteRegion(words: units), scores: ByteRegion(words: scores),
        charsmap: ByteRegion(copying: charsmap?.bytes ?? []),
        merges: ByteRegion(words: MergeTable.words(merges)))
      try model.checkAddedTokens()
      return model
    } catch {
      throw .invalidTokenizer(file: file, error)
    }
  }

  private func checkPieces() throws(TokenizerFileError) {
    let pieces = index.pieces
    guard (1...TokenizerModel.maximumVocabularySize).contains(pieces.count) else {
      throw .invalidField(
        file: file, field: piecesField,
        expected: "1 to \(TokenizerModel.maximumVocabularySize) pieces", found: "\(pieces.count)")
    }
    for place in 0..<pieces.count {
      let count = pieces.range(of: place).count
      // A WordPiece vocabulary may have ids without a text, and a text of no use.
      guard (charsmap == nil ? 0 : 1)...TokenizerModel.maximumPieceByteCount ~= count else {
        throw wrongPiece(
          place, "a text of 1 to \(TokenizerModel.maximumPieceByteCount) bytes", "\(count)")
      }
      guard !pieces[place].contains(0) else {
        throw wrongPiece(place, "a text without NUL", "one")
      }
      guard pieces.scores[place].isFinite else {
        throw wrongPiece(place, "a finite score", "\(pieces.scores[place])")
      }
    }
  }

  private func wrongPiece(
    _ place: Int, _ expected: String, _ found: String
  ) -> TokenizerFileError {
    .invalidField(
      file: file, field: "\(piecesField)[\(place)]", expected: expected, found: found)
  }
}

/// A folder's tokenizer, and which of its files decide it.
package struct CompiledTokenizer: Sendable {
  /// The file that holds the vocabulary.
  package enum Vocabulary {
    /// `tokenizer.json`.
    case json(JSONValue)
    /// `vocab.txt`.
    case lines([UInt8])
    /// `sentencepiece.bpe.model`.
    case sentencePiece([UInt8])
    /// `vocab.json` and `merges.txt`, and the name of the latter.
    case bytePairs(JSONValue, merges: [UInt8], mergesFile: String)
  }

  package let model: TokenizerModel
  /// Whether it would be another without `special_tokens_map.json`.
  package let needsSpecialTokensMap: Bool
  /// Whether it would be another without `added_tokens.json`.
  package let needsAddedTokens: Bool

  /// Compiles a vocabulary as the files of its folder declare.
  ///
  /// - Parameters:
  ///   - file: the vocabulary file's name, for errors.
  ///   - lowercasesFirst: whether sentence-transformers makes text lower case before all else.
  /// - Throws: `TokenizerFileError` naming file and field.
  package init(
    _ vocabulary: Vocabulary, file: String, files: TokenizerFiles, lowercasesFirst: Bool
  ) throws(TokenizerFileError) {
    func declaration(
      _ files: TokenizerFiles
    ) throws(TokenizerFileError) -> TokenizerDeclaration {
      var declaration = try TokenizerDeclaration(files)
      declaration.lowercasesFirst = lowercasesFirst
      return declaration
    }
    let whole = try declaration(files)
    let draft =
      switch vocabulary {
      case .json(let value):
        try TokenizerModel.draft(tokenizerJSON: value, file: file, backend: whole.backend)
      case .lines(let bytes): try TokenizerModel.draft(vocabulary: bytes, file: file)
      case .sentencePiece(let bytes):
        try TokenizerModel.draft(sentencePiece: bytes, file: file, backend: whole.backend)
      case .bytePairs(let vocabulary, let merges, let mergesFile):
        try TokenizerModel.draft(
          vocabulary: vocabulary, file: file, merges: merges, mergesFile: mergesFile)
      }
    model = try draft.model(whole)
    let settings = model.settings
    func isAnother(without path: WritableKeyPath<TokenizerFiles, TokenizerFiles.File?>) -> Bool {
      var others = files
      guard others[keyPath: path] != nil else { return false }
      others[keyPath: path] = nil
      // Files that make no tokenizer without this one need it.
      return (try? draft.settings(declaration(others))) != settings
    }
    needsSpecialTokensMap = isAnother(without: \.specialTokensMap)
    needsAddedTokens = isAnother(without: \.addedTokens)
  }
}
