import Model
import Base
import HuggingFace
import Kernels

/// The files of a model's weights, in the one or the other format.
enum WeightFiles: Sendable {
  case safetensors(Checkpoint)
  case pyTorch(PyTorchFile)

  /// What a model is saved as where there are no safetensors.
  static let pyTorchName = "pytorch_model.bin"

  /// Opens what `path` names; a folder's safetensors are preferred.
  ///
  /// - Throws: `ConversionError.safetensors`, `.pyTorch`.
  init(path: String) throws(ConversionError) {
    let folder = ModelFolder(path: Checkpoint.directory(of: path))
    let other = path.hasSuffix(".bin") ? path : folder.path(WeightFiles.pyTorchName)
    var missing: SafetensorsError?
    if other != path {
      do throws(SafetensorsError) {
        self = .safetensors(try Checkpoint(path: path))
        return
      } catch {
        guard case .noWeights(let folder, let names) = error else { throw .safetensors(error) }
        missing = .noWeights(folder: folder, lookedFor: names + [WeightFiles.pyTorchName])
      }
    }
    do throws(PyTorchFileError) {
      self = .pyTorch(try PyTorchFile(path: other))
    } catch {
      if let missing, case .file(let file) = error, file.isMissingFile {
        throw .safetensors(missing)
      }
      throw .pyTorch(error)
    }
  }

  /// The file that names the weights, for errors.
  var path: String {
    switch self {
    case .safetensors(let checkpoint): checkpoint.path
    case .pyTorch(let file): file.path
    }
  }

  /// Every file, by rising name.
  var files: [SourceFile] {
    switch self {
    case .safetensors(let checkpoint): checkpoint.shards.map { .shard($0) }
    case .pyTorch(let file): [.pyTorch(file)]
    }
  }

  /// All tensors, by rising name.
  var tensors: [(name: String, tensor: SourceTensor)] {
    switch self {
    case .safetensors(let checkpoint):
      checkpoint.names.compactMap { name in
        checkpoint[name].map {
          (name, SourceTensor(elementType: $0.entry.elementType, shape: $0.entry.shape))
        }
      }
    case .pyTorch(let file):
      file.tensors.map {
        ($0.name, SourceTensor(elementType: $0.elementType, shape: $0.shape))
      }.sorted { $0.0 < $1.0 }
    }
  }

  /// The path of the file that holds a tensor; `nil` if none does.
  func path(of name: String) -> String? {
    switch self {
    case .safetensors(let checkpoint): checkpoint[name]?.file.path
    case .pyTorch(let file): file[name].map { _ in file.path }
    }
  }

  /// Widens `elements` of a tensor into `values`, from element `index` on.
  func read(
    _ name: String, elements: Range<Int>, into values: FloatBuffer, at index: Int
  ) throws(ConversionError) {
    switch self {
    case .safetensors(let checkpoint):
      try ConversionError.catching { () throws(SafetensorsError) in
        try unsafe values.withUnsafeMutableValues(index..<index + elements.count) {
          (target) throws(SafetensorsError) in
          try unsafe checkpoint.readFloats(name, elements: elements, into: target)
        }
      }
    case .pyTorch(let file):
      try ConversionError.catching { () throws(PyTorchFileError) in
        try file.readFloats(name, elements: elements, into: values, at: index)
      }
    }
  }

  /// The bytes of a binary32 tensor where they lie in a mapped file; `nil` if they do not lie so.
  func mappedFloats(_ name: String) throws(ConversionError) -> ByteRegion? {
    switch self {
    case .safetensors(let checkpoint):
      guard let (_, entry) = checkpoint[name], entry.elementType == .f32, entry.fileOffset % 4 == 0
      else { return nil }
      return try ConversionError.catching { () throws(SafetensorsError) in
        try checkpoint.region(name)
      }
    case .pyTorch(let file):
      guard let tensor = file[name], tensor.elementType == .f32, tensor.fileOffset % 4 == 0 else {
        return nil
      }
      return try ConversionError.catching { () throws(PyTorchFileError) in
        try file.region(name)
      }
    }
  }
}
