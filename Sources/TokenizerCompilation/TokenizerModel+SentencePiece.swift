import Base
import CProtobuf
package import Model
package import Tokenization

extension TokenizerModel {
  /// Compiles a SentencePiece model file as XLM-RoBERTa's class or CamemBERT's of transformers 5 does.
  ///
  /// The first ids are those of fairseq: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, which in CamemBERT have
  /// no text but for the second and the last; then come the file's pieces behind `<unk>`, in
  /// XLM-RoBERTa behind `</s>`; and `<mask>` is last.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the file's name, for errors.
  ///   - backend: the class that reads it.
  ///   - pipeline: how texts become words; the file does not say.
  /// - Throws: `TokenizerFileError.unsupportedTokenizer` for another model than Unigram,
  ///   `.invalidField` naming the field that is missing or cannot be honoured.
  package static func draft(
    sentencePiece bytes: [UInt8], file: String, backend: TokenizerDeclaration.Backend,
    pipeline: TokenizerSettings.Pipeline = .wordwise
  ) throws(TokenizerFileError) -> TokenizerDraft {
    guard let source = SentencePieceFile(parsing: bytes), source.pieces.count > 0 else {
      throw .invalidField(
        file: file, field: "(whole file)", expected: "a SentencePiece model",
        found: "\(bytes.count) other bytes")
    }
    try TokenizerModel.check(source, file)
    var pieces = PieceList()
    let isCamembert = backend == .camembert
    let unused = isCamembert ? "NOTUSED" : ""
    for text in ["<s>\(unused)", "<pad>", "</s>\(unused)", "<unk>"] {
      pieces.append(text.utf8, score: 0)
    }
    if isCamembert {
      pieces.append("<unk>\(unused)".utf8, score: -100)
      for id in 1...2 { pieces.append(source.pieces[id], score: source.pieces.scores[id]) }
    }
    var extras = ["<s>", "</s>"].map { DeclaredToken(control: $0, special: true) }
    for id in 3..<source.pieces.count {
      pieces.append(source.pieces[id], score: source.pieces.scores[id])
      if source.kinds[id] == SentencePieceFile.Kind.userDefined.rawValue {
        let text = String(decoding: source.pieces[id], as: UTF8.self)
        extras.append(DeclaredToken(control: text, special: false))
      }
    }
    pieces.append("<mask>".utf8, score: 0)
    let index = PieceIndex(pieces, distinctCount: pieces.count)
    let named = extras
    return TokenizerDraft(
      file: file, piecesField: "pieces", index: index,
      charsmap: (source.charsmap, "normalizer_spec.precompiled_charsmap")
    ) { (declaration) throws(TokenizerFileError) in
      try requireNames(declaration, file)
      var declaration = declaration
      declaration.offer(extras: named)
      var list = AddedTokenList(pieces: index)
      list.add(declaration, own: [], isBuilt: false)
      return try unigram(declaration, list, index, nil, pipeline: pipeline) { content in
        .invalidField(
          file: file, field: "pieces", expected: "a piece '\(content)'", found: "none")
      }
    }
  }

  /// The class names the first pieces and the last one after the tokens of its roles.
  private static func requireNames(
    _ declaration: TokenizerDeclaration, _ file: String
  ) throws(TokenizerFileError) {
    guard declaration.backend == .xlmRoberta || declaration.backend == .camembert else {
      throw .unsupportedTokenizer(
        file: file, found: "a SentencePiece model for the class \(declaration.backend.rawValue)",
        supported: supportedFiles)
    }
    for (role, content) in RoleReader.defaults(of: .xlmRoberta) {
      guard let found = declaration.content(of: role), found.hasSameBytes(as: content) else {
        throw .invalidField(
          file: "tokenizer_config.json", field: role,
          expected: "\"\(content)\" beside \(file)",
          found: declaration.content(of: role).map { "\"\($0)\"" } ?? "null")
      }
    }
  }

  private static func check(
    _ source: SentencePieceFile, _ file: String
  ) throws(TokenizerFileError) {
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
      guard kind == .normal || kind == .unused || kind == .userDefined else {
        throw .invalidField(
          file: file, field: "pieces[\(id)].type", expected: "normal, unused or user-defined",
          found: kind.map { "\($0)" } ?? "\(source.kinds[id])")
      }
    }
  }
}

/// What a SentencePiece model file says: the one place of this module that touches protobuf-c.
struct SentencePieceFile {
  /// The kinds of pieces.
  enum Kind: Int32 {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  /// Memory that unpacking may take; XLM-R with 250,000 pieces takes about 30 MB.
  private static let unpackedByteCount = 256 << 20

  private(set) var pieces = PieceList()
  /// Raw values of `Kind`.
  private(set) var kinds: [Int32] = []
  private(set) var modelType: Int32 = 1
  private(set) var hasByteFallback = false
  private(set) var charsmap: [UInt8] = []
  private(set) var addsDummyPrefix = true
  private(set) var removesExtraSpaces = true
  private(set) var escapesSpaces = true

  /// `nil` if `bytes` are not a model file, or would take too much memory.
  init?(parsing bytes: [UInt8]) {
    // Safety: the message and all it points at live until it is freed; everything is copied out.
    guard
      let message = unsafe bytes.withUnsafeBufferPointer({ buffer in
        unsafe sentencepiece_unpack(
          buffer.count, buffer.baseAddress, SentencePieceFile.unpackedByteCount)
      })
    else { return nil }
    defer { unsafe sentencepiece_model__model__free_unpacked(message, nil) }
    let pieceCount = unsafe message.pointee.n_pieces
    for index in 0..<pieceCount {
      guard let piece = unsafe message.pointee.pieces[index] else { return nil }
      unsafe pieces.append(
        SentencePieceFile.bytes(piece.pointee.text), score: piece.pointee.score)
      unsafe kinds.append(piece.pointee.type)
    }
    if let trainer = unsafe message.pointee.trainer {
      modelType = unsafe trainer.pointee.model_type
      hasByteFallback = unsafe trainer.pointee.byte_fallback != 0
    }
    if let normalizer = unsafe message.pointee.normalizer {
      charsmap = unsafe Array(SentencePieceFile.bytes(normalizer.pointee.precompiled_charsmap))
      addsDummyPrefix = unsafe normalizer.pointee.add_dummy_prefix != 0
      removesExtraSpaces = unsafe normalizer.pointee.remove_extra_whitespaces != 0
      escapesSpaces = unsafe normalizer.pointee.escape_whitespaces != 0
    }
  }

  private static func bytes(_ data: ProtobufCBinaryData) -> UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: data.data, count: data.data == nil ? 0 : data.len)
  }
}
