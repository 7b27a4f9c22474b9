package import Base
package import HuggingFace
import Kernels
package import Model

/// A file that is being made of an original, whose tensors it has in the same order.
package protocol QuantizationTarget: Sendable {
  /// The original, with a bias for every linear if biases are corrected.
  var source: SourceModel { get }

  /// How a tensor is stored; `nil` if it is no weight.
  func storage(ofTensor index: Int) -> (layout: WeightLayout, rotation: Int)?

  /// Puts other bytes in the place of a tensor's.
  func replace(_ bytes: ByteRegion, tensor index: Int) throws(QuantizationError)
}

/// The original's tensors, found by name and read as binary32.
struct OriginalTensors {
  let source: SourceModel
  let reader: TensorReader
  private let indices: [TensorName: Int]

  init(_ source: SourceModel, compute: Compute) {
    self.source = source
    reader = TensorReader(source: source, compute: compute)
    indices = Dictionary(
      uniqueKeysWithValues: source.tensors.enumerated().map { ($0.element.tensorName, $0.offset) })
  }

  /// The place of the tensor called `name` in the file.
  func index(of name: TensorName) -> Int {
    guard let index = indices[name] else {
      preconditionFailure("\(name) is no tensor of the model")
    }
    return index
  }

  /// All values of a tensor, row-major.
  func values(of name: TensorName) throws(QuantizationError) -> FloatBuffer {
    try QuantizationError.catching { () throws(HuggingFaceError) in
      try reader.read(source.tensors[index(of: name)])
    }
  }

  /// `W · vector` of a matrix `[N, K]`, summed in binary64.
  func product(_ name: TensorName, _ vector: [Float]) throws(QuantizationError) -> [Float] {
    let tensor = source.tensors[index(of: name)]
    return try QuantizationError.catching { () throws(HuggingFaceError) in
      var result: [Float] = []
      for part in tensor.parts {
        let columnCount = part.transposed ? tensor.shape[0] : vector.count
        let slice = FloatBuffer(count: part.rows.count * columnCount)
        try reader.read(part, columnCount: columnCount, into: slice, at: 0)
        result += Compute.product(slice, isTransposed: part.transposed, vector)
      }
      return result
    }
  }
}
