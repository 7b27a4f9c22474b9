import Base
import HuggingFace
import Kernels
public import Model

/// A model's tensors: those of its weights, and those of heads in files of their own.
public struct SourceWeights: Sendable {
  /// The file that names the weights: the one given, the index or the single file of a folder.
  public var path: String { files.path }
  /// The size of all files of weights.
  public var byteCount: Int { files.files.reduce(0) { $0 + $1.byteCount } }
  /// The paths of all files of weights.
  public var paths: [String] { files.files.map(\.path) }
  /// What the files are: `safetensors` or `pytorch`.
  public var format: String {
    if case .pyTorch = files { "pytorch" } else { "safetensors" }
  }
  /// Name, type and shape of every tensor of the weights, by rising name.
  public var entries: [(name: String, elementType: ElementType, shape: [Int])] {
    files.tensors.map { ($0.name, $0.tensor.elementType, $0.tensor.shape) }
  }

  let files: WeightFiles
  private let heads: [String: HeadTensor]

  /// Opens the heads `names` that lie in `folder` as `NAME.pt`.
  ///
  /// - Throws: `ConversionError.pyTorch` if one cannot be read, `.architecture` if the weights have
  ///   the same tensors.
  init(
    _ files: WeightFiles, heads names: [String], in folder: ModelFolder
  ) throws(ConversionError) {
    var heads: [String: HeadTensor] = [:]
    for name in names {
      for tensor in try HeadTensor.read(name, in: folder) {
        if let other = files.path(of: tensor.name) {
          throw .architecture(
            .ambiguousTensor(file: files.path, tensor: tensor.name, found: [other, tensor.path]))
        }
        heads[tensor.name] = tensor
      }
    }
    self.files = files
    self.heads = heads
  }

  /// The files of heads that were read, by their names in the folder, sorted.
  var headFiles: [String] { Set(heads.values.map(\.fileName)).sorted() }

  /// Type and shape of every tensor, by name.
  var tensors: [String: SourceTensor] {
    var tensors = heads.mapValues { SourceTensor(elementType: $0.elementType, shape: $0.shape) }
    for (name, tensor) in files.tensors { tensors[name] = tensor }
    return tensors
  }

  /// The path of the file that holds a tensor, for errors.
  func path(of name: String) -> String { heads[name]?.path ?? files.path(of: name) ?? path }

  /// Widens `elements` of a tensor into `values`, from element `index` on.
  ///
  /// - Precondition: the tensor is there, F32, F16 or BF16, and has the elements.
  func read(
    _ name: String, elements: Range<Int>, into values: FloatBuffer, at index: Int
  ) throws(ConversionError) {
    if let head = heads[name] {
      return try head.read(elements: elements, into: values, at: index)
    }
    try files.read(name, elements: elements, into: values, at: index)
  }

  /// The elements of a tensor as binary32: where they lie in a mapped file, or widened.
  func floats(_ name: String, elements: Range<Int>) throws(ConversionError) -> ByteRegion {
    if heads[name] == nil, let region = try files.mappedFloats(name) {
      return region.slice(elements.lowerBound * 4..<elements.upperBound * 4)
    }
    let buffer = FloatBuffer(count: elements.count)
    try read(name, elements: elements, into: buffer, at: 0)
    return buffer.bytes
  }
}
