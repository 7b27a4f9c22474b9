import Model
import Base

extension SafetensorsError: CustomStringConvertible {
  /// One line for a person: file, tensor or field, what was expected, what was found.
  public var description: String { text.escapingControlCharacters }

  private var text: String {
    switch self {
    case .file(let error): error.description
    case .noWeights(let folder, let names):
      "\(folder): no weights: expected one of \(names.joined(separator: ", ")), found none of them"
    case .severalWeights(let folder, let found):
      "\(folder): expected one weights file or an index, found \(found.joined(separator: ", "))"
    case .fileTooShort(let path, let expected, let found):
      "\(path): header length: expected at least \(expected) bytes, found \(found)"
    case .headerBeyondFile(let path, let expected, let found):
      "\(path): header length: expected at most \(expected), as the file has no more, found \(found)"
    case .headerTooLong(let path, let expected, let found):
      "\(path): header length: expected at most \(expected), found \(found)"
    case .headerStart(let path, let found):
      "\(path): header: expected '{' as the first byte, found \(SafetensorsError.text(found))"
    case .headerEnd(let path, let found):
      "\(path): header: expected only spaces after '}', found \(SafetensorsError.text(found))"
    case .headerJSON(let path, let error): "\(path): header: \(error)"
    case .metadata(let path, let key?, let found):
      "\(path): __metadata__ '\(key)': expected a string, found \(found)"
    case .metadata(let path, nil, let found):
      "\(path): __metadata__: expected an object of strings, found \(found)"
    case .noSuchTensor(let path, let tensor): "\(path): expected a tensor '\(tensor)', found none"
    case .notAWeight(let path, let tensor, let found):
      "\(path): tensor '\(tensor)': expected F32, F16 or BF16, found \(found.rawValue)"
    case .writing(let path, let tensor, let expected, let found):
      "\(path): tensor '\(tensor)' to write: expected \(expected) bytes, found \(found)"
    case .writingTwice(let path, let tensor):
      "\(path): tensor '\(tensor)' to write: expected every name once, found it twice"
    default: entryDescription ?? indexDescription ?? "refused"
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
        + "a hole"
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
    case .indexJSON(let path, let error): "\(path): \(error)"
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

  private static func text(_ byte: UInt8?) -> String {
    guard let byte else { return "nothing" }
    return (0x21..<0x7f).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
  }
}
