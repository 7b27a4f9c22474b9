extension TokenizerModel {
  /// Compiles a SentencePiece model file of the XLM-RoBERTa family.
  ///
  /// The ids are those of fairseq: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, then the file's pieces
  /// from its third on, each one id higher than in the file, and `<mask>` last.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the file's name, for errors.
  ///   - pipeline: how texts become words; the file does not say.
  /// - Throws: `TokenizationError.unsupportedTokenizer` for another model than Unigram,
  ///   `.invalidField` naming the field that is missing or cannot be honoured.
  public init(
    sentencePiece bytes: [UInt8], file: String, pipeline: TokenizerSettings.Pipeline = .wordwise
  ) throws(TokenizationError) {
    guard let source = SentencePieceFile(parsing: bytes), source.pieces.count > 0 else {
      throw .invalidField(
        file: file, field: "(whole file)", expected: "a SentencePiece model",
        found: "\(bytes.count) other bytes")
    }
    try TokenizerModel.check(source, file)
    var pieces = PieceList()
    for text in ["<s>", "<pad>", "</s>", "<unk>"] { pieces.append(text.utf8, score: 0) }
    for id in 3..<source.pieces.count {
      pieces.append(source.pieces[id], score: source.pieces.scores[id])
    }
    let mask = pieces.count
    pieces.append("<mask>".utf8, score: 0)
    let addedTokens = [(0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>"), (mask, "<mask>")].map {
      AddedToken(
        id: $0.0, content: $0.1, stripsLeft: $0.0 == mask, stripsRight: false, singleWord: false,
        normalized: false, special: true)
    }
    self = try TokenizerCompiler(
      file: file, piecesField: "pieces", pieces: pieces, unknownID: 3, beginID: 0, endID: 2,
      padID: 1, addedTokens: addedTokens
    ).unigram(
      pipeline: pipeline, charsmap: source.charsmap,
      charsmapField: "normalizer_spec.precompiled_charsmap")
  }

  private static func check(
    _ source: SentencePieceFile, _ file: String
  ) throws(TokenizationError) {
    guard source.modelType == 1 else {
      let names: [Int32: String] = [2: "BPE", 3: "word", 4: "character"]
      throw .unsupportedTokenizer(
        file: file, found: "a SentencePiece \(names[source.modelType] ?? "other") model",
        supported: supportedFiles)
    }
    let flags = [
      ("trainer_spec.byte_fallback", !source.hasByteFallback, "false"),
      ("normalizer_spec.add_dummy_prefix", source.addsDummyPrefix, "true"),
      ("normalizer_spec.remove_extra_whitespaces", source.removesExtraSpaces, "true"),
      ("normalizer_spec.escape_whitespaces", source.escapesSpaces, "true"),
    ]
    for (field, isAsExpected, expected) in flags where !isAsExpected {
      throw .invalidField(
        file: file, field: field, expected: expected, found: expected == "true" ? "false" : "true")
    }
    let specials: [(text: String, kind: SentencePieceFile.Kind)] = [
      ("<unk>", .unknown), ("<s>", .control), ("</s>", .control),
    ]
    for (id, special) in specials.enumerated() {
      guard id < source.pieces.count, source.pieces[id].elementsEqual(special.text.utf8),
        source.kinds[id] == special.kind.rawValue
      else {
        throw .invalidField(
          file: file, field: "pieces[\(id)]",
          expected: "'\(special.text)' of kind \(special.kind)",
          found: id < source.pieces.count
            ? "'\(String(decoding: source.pieces[id], as: UTF8.self))' of kind \(source.kinds[id])"
            : "nothing")
      }
    }
    for id in specials.count..<source.kinds.count {
      let kind = SentencePieceFile.Kind(rawValue: source.kinds[id])
      guard kind == .normal || kind == .unused else {
        throw .invalidField(
          file: file, field: "pieces[\(id)].type", expected: "normal or unused",
          found: kind.map { "\($0)" } ?? "\(source.kinds[id])")
      }
    }
  }
}
