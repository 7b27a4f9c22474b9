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
  /// The tensor's elements are not F64, F32, F16 or BF16.
  case notAWeight(path: String, tensor: String, found: ElementType)
  /// There is no such tensor.
  case noSuchTensor(path: String, tensor: String)
  /// A weight is NaN or infinite; `index` counts row-major in the source tensor.
  case notFinite(file: String, tensor: String, index: Int, found: String)

  // MARK: Files of weights

  /// A file of weights, or an index of some, is not as its format asks at `place`; an empty place is
  /// the whole file.
  case malformed(path: String, place: String, expected: String, found: String)
  /// The header of a safetensors file is not the strict JSON that the format asks for; duplicate
  /// names come here.
  case headerJSON(path: String, JSONError)
}
