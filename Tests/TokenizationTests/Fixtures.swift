import Model
import Base
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

/// The XLM-RoBERTa files of `Golden/tokenization`, compiled once for all tests.
enum Fixtures {
  static let folder: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/Golden/tokenization"
  }()

  static let sentencePiecePath = folder + "/xlm-roberta/sentencepiece.bpe.model"

  static func bytes(_ name: String) throws -> [UInt8] {
    try ReadableFile(path: "\(folder)/\(name)").contents(limit: 1 << 26)
  }

  static let json = Result {
    try JSONValue(parsing: bytes("xlm-roberta/tokenizer.json"))
  }

  /// Pipeline A: the file as it is.
  static let wordwise = Result {
    Tokenizer(try TokenizerModel(tokenizerJSON: json.get(), file: "tokenizer.json"))
  }

  /// Pipeline B, with the tables of A.
  static let whole = Result {
    let model = try wordwise.get().model
    return Tokenizer(
      try TokenizerModel(
        settings: model.settings.with(pipeline: .whole), trie: model.trie, scores: model.scores,
        charsmap: model.charsmap))
  }

  /// The lines of a fixture of `make_tokenization_golden.py`.
  static func lines(_ name: String) throws -> [Line] {
    let text = String(decoding: try bytes(name), as: UTF8.self)
    return try text.split(separator: "\n").map { row in
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
      try #require(fields.count == 4)
      let text = try #require(try JSONValue(parsing: [UInt8](fields[1].utf8)).string)
      let wordwise = try ids(fields[2])
      return Line(
        language: String(fields[0]), text: text, wordwise: wordwise,
        whole: fields[3] == "=" ? wordwise : try ids(fields[3]))
    }
  }

  private static func ids(_ field: Substring) throws -> [Int32] {
    try [0] + field.split(separator: " ").map { try #require(Int32($0, radix: 36)) } + [2]
  }

  struct Line {
    let language: String
    let text: String
    let wordwise: [Int32]
    let whole: [Int32]
  }
}

extension TokenizerSettings {
  func with(
    pipeline: Pipeline? = nil, vocabularySize: Int? = nil, unknownID: Int? = nil,
    unknownScore: Double? = nil, addedTokens: [AddedToken]? = nil, prefixIDs: [Int]? = nil
  ) -> TokenizerSettings {
    var kind = kind
    if case .unigram(let oldPipeline, let oldScore) = kind {
      kind = .unigram(
        pipeline: pipeline ?? oldPipeline, unknownScore: unknownScore ?? oldScore)
    }
    return TokenizerSettings(
      kind: kind, vocabularySize: vocabularySize ?? self.vocabularySize,
      unknownID: unknownID ?? self.unknownID, beginID: beginID, endID: endID, padID: padID,
      addedTokens: addedTokens ?? self.addedTokens, prefixIDs: prefixIDs ?? self.prefixIDs,
      suffixIDs: suffixIDs)
  }
}

extension Tokenizer {
  func ids(_ text: String) throws -> [Int32] {
    try encode(text, maximumTokenCount: 1 << 30, overflow: .error).ids
  }
}

/// Expects a tokenizer to be refused for a field of a file.
func expectRefusal(_ file: String, _ field: String, _ body: () throws -> TokenizerModel) {
  do {
    _ = try body()
    Issue.record("accepted")
  } catch let TokenizerFileError.invalidField(foundFile, found, _, _) {
    #expect((foundFile, found) == (file, field))
  } catch {
    Issue.record(error)
  }
}
