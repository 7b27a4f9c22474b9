import Base
import Kernels
package import Model

/// A model's tensors: those of its weights, and those of heads in files of their own.
package struct SourceWeights: Sendable {
  /// The file that names the weights: the one given, the index or the single file of a folder.
  package let path: String
  /// What the files are: `safetensors` or `pytorch`.
  package let format: String
  /// The files of the weights, ascending by name.
  let files: [SourceFile]
  /// The index that names the files, if there is one.
  let index: SourceFile?
  /// The files of heads, ascending by name.
  private(set) var headFiles: [SourceFile] = []
  /// The files of steps after pooling, in the order of the steps.
  private(set) var stepFiles: [SourceFile] = []

  private let names: [String]
  private var stored: [Identifier: (file: SourceFile, entry: TensorEntry)]

  /// What a model is saved as where there are no safetensors.
  static let pyTorchName = "pytorch_model.bin"
  /// The largest file of a head or of a step after pooling: one of 4096 x 4096 in binary32.
  private static let largestSmallByteCount = 65 << 20

  /// Opens the weights that `path` names.
  ///
  /// A folder is searched as transformers does: `model.safetensors`, its index, `pytorch_model.bin`,
  /// its index; then for a single file that ends in `.safetensors`.
  ///
  /// Source: transformers 5.23, `_get_resolved_checkpoint_files` in `modeling_utils.py`.
  ///
  /// - Throws: `HuggingFaceError` if a file is missing or refused.
  init(path: String) throws(HuggingFaceError) {
    var file = path
    if Folder.isFolder(path) { try SourceWeights.refuseDistributed(in: path) }
    if Folder.isFolder(path), Checkpoint.preferred(in: path) == nil {
      let names = [SourceWeights.pyTorchName, ShardIndex.pyTorchName]
      file = names.map { Folder.join(path, $0) }.first(where: Folder.isFile) ?? path
    }
    if ShardIndex.isOfPyTorch(file) {
      let index = try ShardIndex(path: file)
      let shards = try index.open(
        { (path) throws(HuggingFaceError) in try PyTorchFile(path: path) }, tensors: \.tensors)
      self.init(shards, path: file, index: index.file)
    } else if file.hasSuffix(".bin") {
      self.init([try PyTorchFile(path: file)], path: file, index: nil)
    } else {
      do throws(HuggingFaceError) {
        self.init(try Checkpoint(path: file))
      } catch {
        guard case .noWeights(let folder, let found) = error else { throw error }
        let names = found + [SourceWeights.pyTorchName, ShardIndex.pyTorchName]
        if let (name, kind) = try SourceWeights.ofOtherProgram(in: folder) {
          throw .otherWeights(folder: folder, lookedFor: names, found: name, kind: kind)
        }
        throw .noWeights(folder: folder, lookedFor: names)
      }
    }
  }

  /// Refuses the shards that training on several machines leaves, which transformers 5 reads in the
  /// place of every other file.
  ///
  /// Source: transformers 5.23, `is_sharded_checkpoint` in `distributed/checkpoint.py`.
  private static func refuseDistributed(in folder: String) throws(HuggingFaceError) {
    let names = try wrapping(
      HuggingFaceError.file, Folder.names(in: folder, suffix: ".safetensors"))
    let pattern = "shard-00000-model-00000-of-00000.safetensors"
    func isShard(_ name: String) -> Bool {
      name.utf8.map { (0x30...0x39).contains($0) ? 0x30 : $0 } == Array(pattern.utf8)
    }
    guard let name = names.first(where: isShard) else { return }
    throw .value(
      file: Folder.join(folder, name), key: "", expected: "weights as save_pretrained writes them",
      found: "a shard of a distributed checkpoint, which transformers 5 reads in their place")
  }

  /// The first file of weights of another program in `folder`, or where exporters put theirs.
  private static func ofOtherProgram(
    in folder: String
  ) throws(HuggingFaceError) -> (name: String, kind: FileKind)? {
    for part in ["", "onnx/", "openvino/"] {
      let place = Folder.join(folder, part)
      guard Folder.isFolder(place) else { continue }
      for name in try wrapping(HuggingFaceError.file, Folder.names(in: place, suffix: "")) {
        if let kind = FileKind(name: name) { return (part + name, kind) }
      }
    }
    return nil
  }

  private init(_ checkpoint: Checkpoint) {
    path = checkpoint.path
    format = "safetensors"
    files = checkpoint.shards.map(\.file)
    index = checkpoint.index
    names = checkpoint.names
    stored = [:]
    for shard in checkpoint.shards {
      for tensor in shard.tensors { stored[Identifier(tensor.name)] = (shard.file, tensor) }
    }
  }

  private init(_ shards: [PyTorchFile], path: String, index: SourceFile?) {
    self.path = path
    format = "pytorch"
    files = shards.map(\.file)
    self.index = index
    names = shards.flatMap(\.tensors).map { Identifier($0.name) }.sorted().map(\.text)
    stored = [:]
    for shard in shards {
      for tensor in shard.tensors { stored[Identifier(tensor.name)] = (shard.file, tensor) }
    }
  }

  /// Opens the heads `heads` that lie in `folder` as `NAME.pt`; their tensors are called `NAME.KEY`.
  ///
  /// - Throws: `HuggingFaceError` if one is refused or larger than any head, `.ambiguousTensor` if
  ///   the weights have the same tensors.
  mutating func open(heads: [String], in folder: String) throws(HuggingFaceError) {
    for head in heads {
      guard let file = try SourceWeights.smallFile("\(head).pt", in: folder) else { continue }
      let tensors = try PyTorchFile(file).tensors
      for tensor in tensors {
        let name = "\(head).\(tensor.name)"
        if let other = stored[Identifier(name)] {
          throw .ambiguousTensor(file: path, tensor: name, found: [other.file.path, file.path])
        }
        stored[Identifier(name)] = (file, tensor)
      }
      if !tensors.isEmpty { headFiles.append(file) }
    }
    headFiles.sort { $0.name < $1.name }
  }

  /// What a tensor of the module in `folder` is called among the model's.
  static func stepTensor(_ name: String, in folder: String) -> String { "\(folder)/\(name)" }

  /// Opens the weights of a module after pooling: `model.safetensors`, without it `pytorch_model.bin`.
  ///
  /// Source: sentence-transformers 6.2, `base/modules/module.py`, `load_torch_weights`.
  ///
  /// - Returns: the file, and type and shape of its tensors, called `STEP/NAME`.
  /// - Throws: `HuggingFaceError` if there is no file, or it is refused or larger than any step's.
  mutating func open(
    step: String, in folder: String
  ) throws(HuggingFaceError) -> (file: SourceFile, tensors: [String: SourceTensor]) {
    let names = [Checkpoint.wanted[0], SourceWeights.pyTorchName]
    for name in names {
      let place = Folder.join(step, name)
      guard let file = try SourceWeights.smallFile(place, in: folder) else { continue }
      let entries =
        name == names[0] ? try SafetensorsFile(file).tensors : try PyTorchFile(file).tensors
      var tensors: [String: SourceTensor] = [:]
      for entry in entries {
        let own = SourceWeights.stepTensor(entry.name, in: step)
        if let other = stored[Identifier(own)], other.file.path != file.path {
          throw .ambiguousTensor(file: path, tensor: own, found: [other.file.path, file.path])
        }
        stored[Identifier(own)] = (file, entry)
        tensors[own] = SourceTensor(elementType: entry.elementType, shape: entry.shape)
      }
      if !stepFiles.contains(where: { $0.path == file.path }) { stepFiles.append(file) }
      return (file, tensors)
    }
    throw .noWeights(folder: Folder.join(folder, step), lookedFor: names)
  }

  private static func smallFile(
    _ name: String, in folder: String
  ) throws(HuggingFaceError) -> SourceFile? {
    guard let file = try SourceFile(ifPresent: Folder.join(folder, name), name: name) else {
      return nil
    }
    try wrapping(HuggingFaceError.file, file.file.checkSize(limit: largestSmallByteCount))
    return file
  }

  package var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

  package var paths: [String] { files.map(\.path) }

  /// Name, type and shape of every tensor of the weights, ascending by name.
  package var entries: [(name: String, elementType: ElementType, shape: [Int])] {
    names.compactMap { name in
      stored[Identifier(name)].map { (name, $0.entry.elementType, $0.entry.shape) }
    }
  }

  /// Type and shape of every tensor, by name.
  var tensors: [String: SourceTensor] {
    // Canonically equivalent names are one here: no architecture has a tensor of such a name.
    Dictionary(
      stored.map { name, tensor in
        let entry = tensor.entry
        return (name.text, SourceTensor(elementType: entry.elementType, shape: entry.shape))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The path of the file that holds a tensor, for errors.
  func path(of name: String) -> String { stored[Identifier(name)]?.file.path ?? path }

  /// Widens `elements` of a tensor into `values`, from element `index` on.
  ///
  /// - Precondition: the tensor is there, F64, F32, F16 or BF16, and has the elements.
  func read(
    _ name: String, elements: Range<Int>, into values: FloatBuffer, at index: Int
  ) throws(HuggingFaceError) {
    let (file, entry) = try tensor(name)
    try unsafe values.withUnsafeMutableValues(index..<index + elements.count) {
      (target) throws(HuggingFaceError) in
      try unsafe file.readFloats(entry, elements: elements, into: target)
    }
  }

  /// The elements of a tensor as binary32: where they lie in a mapped file, or widened.
  func floats(_ name: String, elements: Range<Int>) throws(HuggingFaceError) -> ByteRegion {
    let (file, entry) = try tensor(name)
    if entry.elementType == .f32, entry.fileOffset % 4 == 0 {
      let region = try file.mapped().region(entry.fileRange)
      return region.slice(elements.lowerBound * 4..<elements.upperBound * 4)
    }
    let buffer = FloatBuffer(count: elements.count)
    try read(name, elements: elements, into: buffer, at: 0)
    return buffer.bytes
  }

  /// Requires the bytes of `floats` that were read so far to be those of the files.
  ///
  /// - Throws: `FileError.shortened` if a file was shortened since it was opened.
  func checkWhole() throws(FileError) {
    for file in files + headFiles + stepFiles { try file.checkWhole() }
  }

  private func tensor(
    _ name: String
  ) throws(HuggingFaceError) -> (file: SourceFile, entry: TensorEntry) {
    guard let tensor = stored[Identifier(name)] else {
      throw .noSuchTensor(path: path, tensor: name)
    }
    return tensor
  }
}
