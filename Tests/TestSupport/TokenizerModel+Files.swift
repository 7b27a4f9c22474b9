package import Base
package import Model
package import Tokenization
package import TokenizerCompilation

extension TokenizerModel {
  /// Compiles a `tokenizer.json`; without a declaration the file is taken as it is.
  package init(
    tokenizerJSON: JSONValue, file: String, declaration: TokenizerDeclaration = .file
  ) throws(TokenizerFileError) {
    self = try TokenizerModel.draft(
      tokenizerJSON: tokenizerJSON, file: file, backend: declaration.backend
    ).model(declaration)
  }

  /// Compiles a SentencePiece model file.
  package init(
    sentencePiece bytes: [UInt8], file: String, pipeline: TokenizerSettings.Pipeline = .wordwise,
    declaration: TokenizerDeclaration = .xlmRoberta
  ) throws(TokenizerFileError) {
    self = try TokenizerModel.draft(
      sentencePiece: bytes, file: file, backend: declaration.backend, pipeline: pipeline
    ).model(declaration)
  }

  /// Compiles a `vocab.txt`.
  package init(
    vocabulary bytes: [UInt8], file: String, declaration: TokenizerDeclaration
  ) throws(TokenizerFileError) {
    self = try TokenizerModel.draft(vocabulary: bytes, file: file).model(declaration)
  }
}
