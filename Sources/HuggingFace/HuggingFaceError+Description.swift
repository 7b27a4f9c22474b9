import Base
import Model
import TokenizerCompilation

extension HuggingFaceError: CustomStringConvertible {
  /// One line for a person: file, key or tensor, what was expected, what was found.
  ///
  /// Names come from the files: no line break or escape code of theirs reaches a terminal.
  package var description: String {
    let text =
      fileDescription ?? configurationDescription ?? tensorDescription ?? headerDescription
      ?? entryDescription ?? indexDescription ?? torchDescription ?? "refused"
    return text.escapingControlCharacters
  }

  private var fileDescription: String? {
    switch self {
    case .file(let error): error.description
    case .changed(let path):
      "\(path): expected the file as it was when it was opened, found it changed"
    case .json(let file, let error): "\(file): \(error)"
    case .missingFile(let folder, let file, let purpose):
      "\(folder): expected \(file) (\(purpose)), found no such file"
    case .noWeights(let folder, let names):
      "\(folder): no weights: expected one of \(names.joined(separator: ", ")), found none of them"
    case .otherKind(let path, let found): "\(path): this is \(found.text)"
    case .otherWeights(let folder, let names, let found, let kind):
      "\(folder): no weights: expected one of \(names.joined(separator: ", ")), found only "
        + "\(found), \(kind.text)"
    case .severalWeights(let folder, let found):
      "\(folder): expected one weights file or an index, found \(found.joined(separator: ", "))"
    case .missingTokenizer(let folder, let expected):
      "\(folder): tokenizer: expected \(expected.joined(separator: " or ")), found none"
    case .tokenizer(let error): error.description
    case .vocabulary(let file, let expected, let found):
      "\(file): vocabulary: expected at most \(expected) ids, one for each row of the "
        + "token embedding, found \(found)"
    default: nil
    }
  }

  private var configurationDescription: String? {
    switch self {
    case .unsupported(let file, let found, let supported):
      "\(file): model_type: expected a supported architecture "
        + "(\(supported.joined(separator: ", "))), found \(HuggingFaceError.cut(found))"
    case .notAnEmbeddingModel(let file, let key, let found, let what):
      "\(file): \(key): expected an encoder of text "
        + "(\(Architecture.supported.map(\.name).joined(separator: ", "))), "
        + "found \"\(HuggingFaceError.cut(found))\": \(what)"
    case .adapter(let file, let type):
      "\(file): expected a whole model, found an adapter\(type.map { " (\(HuggingFaceError.cut($0)))" } ?? ""), "
        + "which changes the weights of a base model: merge the two first (peft: "
        + "PeftModel.from_pretrained(base, folder).merge_and_unload()), save the result with its "
        + "tokenizer and convert that"
    case .quantized(let file, let method):
      "\(file): quantization_config: expected weights in floating point, found quantised ones"
        + "\(method.map { " (\(HuggingFaceError.cut($0)))" } ?? ""): "
        + HuggingFaceError.quantizedAdvice
    case .unsupportedModule(let file, let key, let found, let what):
      "\(file): \(key): expected Transformer, Pooling and steps that are supported, "
        + "found \"\(HuggingFaceError.cut(found))\": \(what), which is not supported"
    case .missingKey(let file, let key, let expected):
      "\(file): \(key): expected \(expected), found no such key"
    case .value(let file, let key, let expected, let found):
      "\(file): \(key.isEmpty ? "" : "\(HuggingFaceError.cut(key)): ")expected \(expected), "
        + "found \(HuggingFaceError.cut(found))"
    case .unknownKey(let file, let key, let found):
      "\(file): \(HuggingFaceError.cut(key)): expected a known key, found an unknown one "
        + "with the value \(found)"
    default: nil
    }
  }

  private var tensorDescription: String? {
    switch self {
    case .tensorNames(let file, let architecture, let missing, let unexpected):
      "\(file): tensors of \(architecture): missing "
        + "\(HuggingFaceError.list(missing, limit: 4)), "
        + "unexpected \(HuggingFaceError.list(unexpected, limit: 4))"
        + (unexpected.contains(where: HuggingFaceError.isOfQuantization)
          ? "; the weights are quantised: \(HuggingFaceError.quantizedAdvice)" : "")
    case .ambiguousTensor(let file, let tensor, let found):
      "\(file): tensor '\(tensor)': expected it once, found \(found.joined(separator: " and "))"
    case .wrongShape(let file, let tensor, let expected, let found):
      "\(file): tensor '\(tensor)': shape: expected \(expected), found \(found)"
    case .notAWeight(let path, let tensor, let found):
      "\(path): tensor '\(tensor)': expected F64, F32, F16 or BF16, found \(found.rawValue)"
        + (found.bitCount <= 8 && found != .bool
          ? "; the weights are quantised: \(HuggingFaceError.quantizedAdvice)" : "")
    case .noSuchTensor(let path, let tensor): "\(path): expected a tensor '\(tensor)', found none"
    case .notFinite(let file, let tensor, let index, let found):
      "\(file): tensor '\(tensor)', element \(index): expected a finite number, found \(found)"
    case .writing(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)' to write: expected \(expected) bytes, found \(found)"
    case .writingTwice(let path, let tensor):
      "\(path): tensor '\(tensor)' to write: expected every name once, found it twice"
    default: nil
    }
  }

  private var headerDescription: String? {
    switch self {
    case .fileTooShort(let path, let expected, let found):
      "\(path): header length: expected at least \(expected) bytes, found \(found)"
        + (found == 0 ? ": the file is empty, copy or download it again" : "")
    case .headerBeyondFile(let path, let expected, let found):
      "\(path): header length: expected at most \(expected), the rest of the file, found \(found)"
    case .headerTooLong(let path, let expected, let found):
      "\(path): header length: expected at most \(expected), found \(found)"
    case .headerStart(let path, let found):
      "\(path): header: expected '{' as the first byte, found \(HuggingFaceError.text(found))"
    case .headerEnd(let path, let found):
      "\(path): header: expected only spaces after '}', found \(HuggingFaceError.text(found))"
    case .headerJSON(let path, let error): "\(path): header: \(error)"
    case .metadata(let path, let key?, let found):
      "\(path): __metadata__ '\(key)': expected a string, found \(found)"
    case .metadata(let path, nil, let found):
      "\(path): __metadata__: expected an object of strings, found \(found)"
    default: nil
    }
  }

  private var entryDescription: String? {
    switch self {
    case .tensorName(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': expected \(expected), found \(found)"
    case .field(let path, let tensor, let field, let expected, let found):
      "\(path): tensor '\(tensor)': \(field): expected \(expected), found \(found)"
    case .tooManyDimensions(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': shape: expected at most \(expected) dimensions, found \(found)"
    case .sizeOverflow(let path, let tensor, let shape):
      "\(path): tensor '\(tensor)': shape: expected a size that fits 63 bits, found \(shape)"
    case .partialByte(let path, let tensor, let bitCount):
      "\(path): tensor '\(tensor)': expected whole bytes, found \(bitCount) bits"
    case .byteCount(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': data_offsets: expected \(expected) bytes, found \(found)"
    case .hole(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': data_offsets: expected to begin at \(expected), found \(found), "
        + "which leaves a gap"
    case .overlap(let path, let tensor, let other, let expected, let found):
      "\(path): tensor '\(tensor)': data_offsets: expected to begin at \(expected), found \(found), "
        + "inside '\(other)'"
    case .sharedOffset(let path, let tensor, let other, let offset):
      "\(path): tensor '\(tensor)': data_offsets: expected an offset of its own, found \(offset), "
        + "where '\(other)' begins"
    case .trailingBytes(let path, let expected, let found):
      "\(path): expected the file to end with its tensors at byte \(expected), found \(found) bytes"
    case .dataBeyondFile(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)': expected a file of \(expected) bytes, found \(found)"
    default: nil
    }
  }

  private var indexDescription: String? {
    switch self {
    case .indexTooLong(let path, let expected, let found):
      "\(path): expected an index of at most \(expected) bytes, found \(found)"
    case .indexField(let path, let field, let expected, let found):
      "\(path): \(field): expected \(expected), found \(found)"
    case .shardName(let path, let tensor, let expected, let found):
      "\(path): weight_map '\(tensor)': expected \(expected), found '\(found)'"
    case .missingShard(let path, let shard):
      "\(path): weight_map: expected the shard '\(shard)' in the folder, found no such file"
    case .missingFromShard(let path, let tensor, let shard):
      "\(path): weight_map '\(tensor)': expected it in '\(shard)', found no such tensor there"
    case .unlistedTensor(let path, let tensor, let expected?, let found):
      "\(path): weight_map '\(tensor)': expected it in '\(expected)' alone, found it in '\(found)'"
    case .unlistedTensor(let path, let tensor, nil, let found):
      "\(path): weight_map: expected every tensor listed, found '\(tensor)' of '\(found)' missing"
    default: nil
    }
  }

  private var torchDescription: String? {
    switch self {
    case .kind(let path, let found):
      "\(path): expected a dictionary of tensors in the zip format of torch.save, found \(found)"
    case .archive(let path, let place, let offset, let expected, let found):
      "\(path): \(place) at byte \(offset): expected \(expected), found \(found)"
    case .entry(let path, let entry, let field, let expected, let found):
      "\(path): entry '\(entry)': \(field): expected \(expected), found \(found)"
    case .opcode(let path, let offset, let found):
      "\(path): data.pkl at byte \(offset): expected an instruction that a dictionary of tensors "
        + "needs, found \(found)"
    case .global(let path, let offset, let found):
      "\(path): data.pkl at byte \(offset): expected a name that a dictionary of tensors needs, "
        + "found '\(found)', which was not executed"
    case .pickle(let path, let offset, let expected, let found):
      "\(path): data.pkl at byte \(offset): expected \(expected), found \(found)"
    case .tensor(let path, let tensor, let field, let expected, let found):
      "\(path): tensor '\(tensor)': \(field): expected \(expected), found \(found)"
    case .strides(let path, let tensor, let shape, let expected, let found):
      "\(path): tensor '\(tensor)': strides: expected \(expected) for the shape \(shape), "
        + "found \(found)"
    default: nil
    }
  }

  /// What to do about weights that are quantised already.
  private static let quantizedAdvice = "convert the model that they were made from"

  /// Whether a tensor of this name belongs to a quantised linear.
  ///
  /// Sources: GPTQ and AWQ (`qweight`), bitsandbytes (`SCB`, `absmax`), compressed-tensors and FP8
  /// checkpoints (`weight_scale`).
  private static func isOfQuantization(_ tensor: String) -> Bool {
    [".qweight", ".SCB", ".weight.absmax", ".weight_scale", ".weight_packed"].contains {
      tensor.hasSuffix($0)
    }
  }

  /// What a file says, which may be as long as the file.
  private static func cut(_ text: String) -> String {
    text.count > 400 ? "\(text.prefix(400))..." : text
  }

  /// The first names, and how many there are besides.
  static func list(_ names: [String], limit: Int = 12) -> String {
    guard !names.isEmpty else { return "none" }
    let shown = names.prefix(limit).map { cut($0) }.joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }

  private static func text(_ byte: UInt8?) -> String {
    guard let byte else { return "nothing" }
    return (0x21..<0x7f).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
  }
}
