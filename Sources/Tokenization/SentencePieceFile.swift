internal import CProtobuf

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
