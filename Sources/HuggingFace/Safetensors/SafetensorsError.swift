public import Base
public import Model

/// Why a safetensors file, an index or a model folder was refused; every case names the file.
public enum SafetensorsError: Error, Equatable, Sendable {
  /// The operating system refused a file, or it shrank while it was read.
  case file(FileError)
  /// `folder` holds none of the files named in `lookedFor`.
  case noWeights(folder: String, lookedFor: [String])
  /// `folder` has neither an index nor a `model.safetensors`, but several other candidates.
  case severalWeights(folder: String, found: [String])

  /// The file ends before the 8 bytes of the header's length.
  case fileTooShort(path: String, expected: Int, found: Int)
  /// The header would end behind the end of the file.
  case headerBeyondFile(path: String, expected: Int, found: UInt64)
  /// The header is longer than any reader accepts.
  case headerTooLong(path: String, expected: Int, found: Int)
  /// The header's first byte is not `{`.
  case headerStart(path: String, found: UInt8?)
  /// Something other than spaces follows the header's closing brace.
  case headerEnd(path: String, found: UInt8)
  /// The header is not the strict JSON that the format asks for; duplicate names come here.
  case headerJSON(path: String, JSONError)

  /// A tensor's name is empty, too long or holds a control character.
  case tensorName(path: String, tensor: String, expected: String, found: String)
  /// A field of a tensor's entry is missing, unknown or has the wrong kind of value.
  case field(path: String, tensor: String, field: String, expected: String, found: String)
  /// A tensor has more dimensions than any model needs.
  case tooManyDimensions(path: String, tensor: String, expected: Int, found: Int)
  /// The product of a tensor's shape, or its size in bits, does not fit 63 bits.
  case sizeOverflow(path: String, tensor: String, shape: [Int])
  /// A tensor of 4- or 6-bit elements does not fill whole bytes.
  case partialByte(path: String, tensor: String, bitCount: Int)
  /// The data offsets do not span the bytes that shape and type ask for.
  case byteCount(path: String, tensor: String, expected: Int, found: Int)
  /// Bytes between the previous tensor's end and this tensor's begin belong to nobody.
  case hole(path: String, tensor: String, expected: Int, found: Int)
  /// The tensor begins before the previous tensor's end.
  case overlap(path: String, tensor: String, other: String, expected: Int, found: Int)
  /// An empty tensor begins where another tensor begins.
  case sharedOffset(path: String, tensor: String, other: String, offset: Int)
  /// The tensors end before the file does.
  case trailingBytes(path: String, expected: Int, found: Int)
  /// The last tensor ends behind the end of the file.
  case dataBeyondFile(path: String, tensor: String, expected: Int, found: Int)
  /// `__metadata__` is no object, or the value of `key` in it is not a string.
  case metadata(path: String, key: String?, found: String)

  /// The index is larger than any real one.
  case indexTooLong(path: String, expected: Int, found: Int)
  /// The index is not strict JSON.
  case indexJSON(path: String, JSONError)
  /// A field of the index is missing or has the wrong kind of value.
  case indexField(path: String, field: String, expected: String, found: String)
  /// A shard's name leads out of the folder or does not end in `.safetensors`.
  case shardName(path: String, tensor: String, expected: String, found: String)
  /// A shard of the index is not in the folder.
  case missingShard(path: String, shard: String)
  /// The index promises a tensor that the named shard does not hold.
  case missingFromShard(path: String, tensor: String, shard: String)
  /// A shard holds a tensor that the index does not list, or lists in `expected`.
  case unlistedTensor(path: String, tensor: String, expected: String?, found: String)

  /// There is no such tensor.
  case noSuchTensor(path: String, tensor: String)
  /// The tensor's elements are not F32, F16 or BF16.
  case notAWeight(path: String, tensor: String, found: ElementType)
  /// A tensor to be written has another size than its shape and type ask for.
  case writing(path: String, tensor: String, expected: Int, found: Int)
  /// A tensor to be written has the name of another.
  case writingTwice(path: String, tensor: String)
}
