import Base
import Model
package import Tokenization

extension TokenizerModel {
  /// Compiles a `vocab.txt` of the BERT family, a piece per line, as transformers 5 does: white space
  /// at a line's end is no part of the piece, and of equal lines the last one counts.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the file's name, for errors.
  /// - Throws: `TokenizerFileError.invalidField` naming the file and the field or line that is missing
  ///   or cannot be honoured.
  package static func draft(
    vocabulary bytes: [UInt8], file: String
  ) throws(TokenizerFileError) -> TokenizerDraft {
    if let offset = bytes.span.firstInvalidUTF8 {
      throw .invalidField(
        file: file, field: "byte \(offset)", expected: "UTF-8", found: "another byte")
    }
    let index = PieceIndex(try pieces(lines: bytes, file), distinctCount: nil)
    return TokenizerDraft(file: file, piecesField: "line", index: index) {
      (declaration) throws(TokenizerFileError) in
      guard declaration.backend.isWordPiece else {
        throw .unsupportedTokenizer(
          file: file, found: "a vocab.txt for the class \(declaration.backend.rawValue)",
          supported: supportedFiles)
      }
      var list = AddedTokenList(pieces: index)
      list.add(declaration, own: [], isBuilt: false)
      return try wordPiece(declaration, list, index, nil) { content in
        .invalidField(
          file: file, field: "(whole file)", expected: "a line '\(content)'", found: "none")
      }
    }
  }

  /// A piece for each line, whether lines end in LF or in CR LF.
  private static func pieces(
    lines bytes: [UInt8], _ file: String
  ) throws(TokenizerFileError) -> PieceList {
    var pieces = PieceList()
    var begin = 0
    while begin < bytes.count {
      let end = bytes[begin...].firstIndex(of: 0x0a) ?? bytes.count
      guard pieces.count < maximumVocabularySize else {
        throw .invalidField(
          file: file, field: "(whole file)", expected: "at most \(maximumVocabularySize) lines",
          found: "more")
      }
      pieces.append(bytes[begin..<bytes.span.endWithoutWhiteSpace(begin..<end)], score: 0)
      begin = end + 1
    }
    return pieces
  }
}
