/// What a file is, told from its first bytes; among a model's files, from its name too.
///
/// It says what was given in the place of a model, and what to do instead.
package enum FileKind: Sendable, Hashable, CaseIterable {
  case crest
  case safetensors
  case gguf
  case onnx
  case tensorFlowLite
  case xml
  case openVINO
  case hdf5
  case flax
  case numPy
  case gitPointer
  case webPage
  case downloadError
  case zip
  case pickle
  case gzip
  case compressed
  case tar
  case configuration
  case tokenizer

  /// How many bytes of a file tell.
  package static let startByteCount = 512

  /// Tells from the first bytes of a file of `byteCount` bytes; `nil` if they say nothing.
  package init?(start: [UInt8], byteCount: Int) {
    if FileKind.isSafetensors(start, byteCount: byteCount) {
      self = .safetensors
    } else if let kind = FileKind.signatures.first(where: { $0.isIn(start) })?.kind {
      self = kind
    } else if FileKind.isONNX(start) {
      self = .onnx
    } else if FileKind.isPickle(start) {
      self = .pickle
    } else if let kind = FileKind.ofText(start) {
      self = kind
    } else {
      return nil
    }
  }

  /// Tells from the ending of a name that is used for weights of other programs.
  package init?(name: String) {
    guard let kind = FileKind.endings.first(where: { name.hasSuffix($0.key) })?.value else {
      return nil
    }
    self = kind
  }

  /// Whether a HuggingFace model has such files.
  package var isOfModel: Bool {
    switch self {
    case .safetensors, .zip, .pickle, .configuration, .tokenizer: true
    default: false
    }
  }

  /// What it is and what to do, as the end of a sentence.
  package var text: String { "\(name); \(advice)" }

  private var name: String {
    switch self {
    case .crest: "a .crest already"
    case .safetensors: "a safetensors file"
    case .gguf: "a GGUF file of llama.cpp"
    case .onnx: "an ONNX graph"
    case .tensorFlowLite: "a TensorFlow Lite model"
    case .xml: "an XML file, perhaps an OpenVINO graph"
    case .openVINO: "the weights of an OpenVINO graph"
    case .hdf5: "an HDF5 file, as Keras and TensorFlow write them"
    case .flax: "a file of Flax"
    case .numPy: "a NumPy array"
    case .gitPointer: "a Git LFS pointer, not the file itself"
    case .webPage: "an HTML page, probably saved in place of the file"
    case .downloadError: "the error message of a failed download"
    case .zip: "a zip archive"
    case .pickle: "a Python pickle"
    case .gzip: "a gzip archive"
    case .compressed: "a compressed archive"
    case .tar: "a tar archive"
    case .configuration: "the configuration of a model"
    case .tokenizer: "the tokenizer of a model"
    }
  }

  private var advice: String {
    switch self {
    case .crest: "expected the original model"
    case .safetensors, .configuration, .tokenizer: "give the folder of the model"
    case .gguf, .onnx, .tensorFlowLite, .xml, .openVINO, .hdf5, .flax:
      "convert the folder of the original model (config.json, model.safetensors)"
    case .numPy: "expected a model"
    case .gitPointer: "fetch the file: git lfs pull"
    case .webPage: "download it again"
    case .downloadError: "check the name, log in if the model needs it, and download it again"
    case .zip, .gzip, .compressed, .tar: "unpack it and give the folder of the model"
    case .pickle: "load it where it was made and save the model with save_pretrained"
    }
  }
}

extension FileKind {
  /// Bytes that files of one kind have at one place.
  private struct Signature {
    let kind: FileKind
    var offset = 0
    let bytes: [UInt8]

    init(_ kind: FileKind, at offset: Int = 0, _ bytes: [UInt8]) {
      (self.kind, self.offset, self.bytes) = (kind, offset, bytes)
    }

    func isIn(_ start: [UInt8]) -> Bool { start.dropFirst(offset).starts(with: bytes) }
  }

  private static let signatures = [
    Signature(.crest, [0x89, 0x43, 0x52, 0x53, 0x0d, 0x0a, 0x1a, 0x0a]),
    Signature(.gguf, Array("GGUF".utf8)),
    Signature(.tensorFlowLite, at: 4, Array("TFL3".utf8)),
    Signature(.hdf5, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]),
    Signature(.numPy, [0x93] + Array("NUMPY".utf8)),
    Signature(.gitPointer, Array("version https://git-lfs.github.com/spec/".utf8)),
    Signature(.zip, [0x50, 0x4b, 0x03, 0x04]),
    Signature(.zip, [0x50, 0x4b, 0x05, 0x06]),
    Signature(.gzip, [0x1f, 0x8b, 0x08]),
    // zstd, xz, bzip2, 7z
    Signature(.compressed, [0x28, 0xb5, 0x2f, 0xfd]),
    Signature(.compressed, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
    Signature(.compressed, Array("BZh".utf8)),
    Signature(.compressed, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
    Signature(.tar, at: 257, Array("ustar".utf8)),
  ]

  private static let endings: KeyValuePairs = [
    ".gguf": FileKind.gguf, ".onnx": .onnx, ".tflite": .tensorFlowLite, ".h5": .hdf5,
    ".msgpack": .flax, ".crest": .crest, "openvino_model.xml": .xml,
  ]

  /// What the Hub answers in the place of a file.
  private static let downloadErrors = [
    "Entry not found", "Repository not found", "Invalid username or password",
    "Access to model ", "Invalid rev id", "{\"error\":",
  ]

  /// The length of the header in 8 bytes, then the header.
  private static func isSafetensors(_ start: [UInt8], byteCount: Int) -> Bool {
    guard let length = start.littleEndian(UInt64.self, at: 0), start.count > 8 else {
      return false
    }
    return start[8] == UInt8(ascii: "{") && length <= UInt64(max(0, byteCount - 8))
  }

  /// `ModelProto`: the version of the format as field 1, then the producer, the graph or the
  /// operators.
  ///
  /// Source: `onnx.proto` of ONNX 1.19.
  private static func isONNX(_ start: [UInt8]) -> Bool {
    start.count > 2 && start[0] == 0x08 && (1...20).contains(start[1])
      && [0x12, 0x3a, 0x42].contains(start[2])
  }

  /// Protocol 2 to 5, then an instruction; a safetensors header of 0x280 bytes has a zero there.
  private static func isPickle(_ start: [UInt8]) -> Bool {
    start.count > 2 && start[0] == 0x80 && (2...5).contains(start[1]) && start[2] != 0
  }

  private static func ofText(_ start: [UInt8]) -> FileKind? {
    let text = String(decoding: start, as: UTF8.self)
    if downloadErrors.contains(where: { text.hasPrefix($0) }) { return .downloadError }
    guard let first = text.first(where: { !$0.isWhitespace && $0 != "\u{feff}" }) else {
      return nil
    }
    if first == "<" { return ofMarkup(text.drop { $0 != "<" }.lowercased()) }
    guard first == "{" || first == "[" else { return nil }
    func has(_ keys: String...) -> Bool { keys.contains { text.contains("\"\($0)") } }
    if has("weight_map") { return nil }
    if has("added_tokens", "truncation", "tokenizer_class") { return .tokenizer }
    return has("architectures", "model_type", "_name_or_path", "sentence_transformers")
      || has("word_embedding_dimension", "__version__", "max_seq_length", "hidden_size")
      ? .configuration : nil
  }

  private static func ofMarkup(_ text: String) -> FileKind? {
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") { return .webPage }
    guard text.hasPrefix("<?xml") else { return nil }
    return text.contains("<error>") ? .downloadError : .xml
  }
}
