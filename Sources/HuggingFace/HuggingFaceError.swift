package import Base
package import Model
package import TokenizerCompilation

/// Why a HuggingFace model, or a file of its kind, was refused; every case names the file or folder.
package enum HuggingFaceError: Error, Equatable, Sendable {
  // MARK: Files

  /// The operating system refused a file, or it shrank while it was read.
  case file(FileError)
  /// A file changed after it was opened: what was read may be of neither state.
  case changed(path: String)
  /// A file is not strict JSON.
  case json(file: String, JSONError)
  /// A file that the model needs is not in its folder.
  case missingFile(folder: String, file: String, purpose: String)
  /// A file is of a kind that no HuggingFace model has, or not in this place.
  case otherKind(path: String, found: FileKind)
  /// `folder` holds none of the files named in `lookedFor`.
  case noWeights(folder: String, lookedFor: [String])
  /// `folder` holds none of the files named in `lookedFor`, but `found`, weights of another program.
  case otherWeights(folder: String, lookedFor: [String], found: String, kind: FileKind)
  /// `folder` has neither an index nor a `model.safetensors`, but several other candidates.
  case severalWeights(folder: String, found: [String])

  // MARK: Configuration

  /// The configuration names no architecture that is supported.
  case unsupported(file: String, found: String, supported: [String])
  /// The model is known to be of a kind that gives no text embedding, or none that is supported.
  case notAnEmbeddingModel(file: String, key: String, found: String, what: String)
  /// An adapter of the kind `type` lies beside the model or in its place.
  case adapter(file: String, type: String?)
  /// The configuration says that the weights are quantised, by `method` if it names one.
  case quantized(file: String, method: String?)
  /// The pipeline has a step that is known and not supported.
  case unsupportedModule(file: String, key: String, found: String, what: String)
  /// A required key is missing.
  case missingKey(file: String, key: String, expected: String)
  /// A key has a value of the wrong kind, or one that would need what is not supported; an empty key
  /// is the whole file.
  case value(file: String, key: String, expected: String, found: String)
  /// A key that nobody here knows, so that nobody can say it does not matter.
  case unknownKey(file: String, key: String, found: String)

  // MARK: Tokenizer

  /// The folder has no tokenizer; `expected` are the names looked for.
  case missingTokenizer(folder: String, expected: [String])
  /// The tokenizer's file was refused.
  case tokenizer(TokenizerFileError)
  /// The tokenizer has ids that the token embedding has no rows for.
  case vocabulary(file: String, expected: Int, found: Int)

  // MARK: Tensors

  /// The weights lack tensors, or hold some that the architecture has no place for.
  case tensorNames(file: String, architecture: String, missing: [String], unexpected: [String])
  /// Two tensors of the weights are one and the same to the architecture.
  case ambiguousTensor(file: String, tensor: String, found: [String])
  /// A tensor has another shape than the configuration asks for.
  case wrongShape(file: String, tensor: String, expected: [Int], found: [Int])
  /// The tensor's elements are not F64, F32, F16 or BF16.
  case notAWeight(path: String, tensor: String, found: ElementType)
  /// There is no such tensor.
  case noSuchTensor(path: String, tensor: String)
  /// A weight is NaN or infinite; `index` counts row-major in the source tensor.
  case notFinite(file: String, tensor: String, index: Int, found: String)

  // MARK: Safetensors: the header

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
  /// `__metadata__` is no object, or the value of `key` in it is not a string.
  case metadata(path: String, key: String?, found: String)
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

  // MARK: Safetensors: the index of shards

  /// The index is larger than any real one.
  case indexTooLong(path: String, expected: Int, found: Int)
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

  // MARK: Safetensors: writing

  /// A tensor to be written has another size than its shape and type ask for.
  case writing(path: String, tensor: String, expected: Int, found: Int)
  /// A tensor to be written has the name of another.
  case writingTwice(path: String, tensor: String)

  // MARK: PyTorch files

  /// The file is of another kind: `found` says of which.
  case kind(path: String, found: String)
  /// A record of the zip archive, `place`, that begins at byte `offset` is not as it must be.
  case archive(path: String, place: String, offset: Int, expected: String, found: String)
  /// A field of an entry of the archive, or the entry itself, is not as it must be.
  case entry(path: String, entry: String, field: String, expected: String, found: String)
  /// The pickle's instruction at byte `offset` of `data.pkl` is none that a dictionary of tensors
  /// needs.
  case opcode(path: String, offset: Int, found: String)
  /// The pickle's instruction at byte `offset` names a function or class that is not allowed.
  case global(path: String, offset: Int, found: String)
  /// The pickle's instruction at byte `offset` is malformed or does not fit what came before.
  case pickle(path: String, offset: Int, expected: String, found: String)
  /// A tensor's name, shape, storage or offset is refused.
  case tensor(path: String, tensor: String, field: String, expected: String, found: String)
  /// A tensor does not lie row-major and without gaps.
  case strides(path: String, tensor: String, shape: [Int], expected: [Int], found: [Int])

  /// Runs `body` and passes its file error on as this module's.
  static func file<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(HuggingFaceError) -> Result {
    do { return try body() } catch { throw .file(error) }
  }
}
