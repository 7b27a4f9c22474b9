import Architectures
import Bytes
import Kernels
public import Safetensors
import Tensors

/// A model's tensors: those of the checkpoint, and those of heads in files of their own.
public struct SourceWeights: Sendable {
  /// The safetensors files.
  public let checkpoint: Checkpoint

  private let heads: [String: HeadTensor]

  /// Opens the heads `names` that lie beside the checkpoint as `NAME.pt`.
  ///
  /// - Throws: `ConversionError.pyTorch` if one cannot be read, `.architecture` if the checkpoint
  ///   has the same tensors.
  init(_ checkpoint: Checkpoint, heads names: [String]) throws(ConversionError) {
    var heads: [String: HeadTensor] = [:]
    for name in names {
      for tensor in try HeadTensor.read(name, in: ModelFolder(path: checkpoint.directory)) {
        guard checkpoint[tensor.name] == nil else {
          throw .architecture(
            .ambiguousTensor(
              file: checkpoint.path, tensor: tensor.name, found: [checkpoint.path, tensor.path]))
        }
        heads[tensor.name] = tensor
      }
    }
    self.checkpoint = checkpoint
    self.heads = heads
  }

  /// The files of heads that were read, by their names in the folder, sorted.
  var headFiles: [String] { Set(heads.values.map(\.fileName)).sorted() }

  /// Type and shape of every tensor, by name.
  var tensors: [String: SourceTensor] {
    var tensors = heads.mapValues { SourceTensor(elementType: $0.elementType, shape: $0.shape) }
    for name in checkpoint.names {
      guard let (_, entry) = checkpoint[name] else { continue }
      tensors[name] = SourceTensor(elementType: entry.elementType, shape: entry.shape)
    }
    return tensors
  }

  /// The path of the file that holds a tensor, for errors.
  func path(of name: String) -> String {
    heads[name]?.path ?? checkpoint[name]?.file.path ?? checkpoint.path
  }

  /// Widens `elements` of a tensor into `values`, from element `index` on.
  ///
  /// - Precondition: the tensor is there, F32, F16 or BF16, and has the elements.
  func read(
    _ name: String, elements: Range<Int>, into values: FloatBuffer, at index: Int
  ) throws(SafetensorsError) {
    if let head = heads[name] {
      return values.store(head.values(elements), at: index)
    }
    try unsafe values.withUnsafeMutableValues(index..<index + elements.count) {
      (target) throws(SafetensorsError) in
      try unsafe checkpoint.readFloats(name, elements: elements, into: target)
    }
  }

  /// The elements of a tensor as binary32: where they lie in a mapped file, or widened.
  func floats(_ name: String, elements: Range<Int>) throws(SafetensorsError) -> ByteRegion {
    if let (_, entry) = checkpoint[name], entry.elementType == .f32, entry.fileOffset % 4 == 0 {
      return try checkpoint.region(name).slice(
        elements.lowerBound * 4..<elements.upperBound * 4)
    }
    let buffer = FloatBuffer(count: elements.count)
    try read(name, elements: elements, into: buffer, at: 0)
    return buffer.bytes
  }
}
