package import CrestFormat
package import Kernels
package import Model

/// Where a model's weights come from; names are the canonical ones of `CanonicalTensor`.
///
/// A mapped `.crest` answers it here; the remapped safetensors model answers it in Conversion, so
/// that the runtime knows nothing of that format.
package protocol WeightSource: Sendable {
  var configuration: ModelConfiguration { get }
  /// The weight of a linear layer `[N, K]`.
  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight
  /// A vector or small table of binary32 values.
  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector
  /// The token embedding `[V, H]`.
  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding
}

extension WeightSource {
  func checkedVector(_ name: TensorName, _ count: Int) throws(InferenceError) -> FloatVector {
    let vector = try vector(name)
    guard vector.count == count else {
      throw .wrongTensor("\(name)", expected: "\(count) values", found: "\(vector.count)")
    }
    return vector
  }

  func checkedLinear(
    _ name: TensorName, outputs: Int, inputs: Int
  ) throws(InferenceError) -> LinearWeight {
    let weight = try linear(name)
    let found: [Int] =
      switch weight {
      case .quantized(let matrix): [matrix.layout.rowCount, matrix.layout.inputCount]
      case .float(let parts): [weight.outputCount, parts.first?.inputCount ?? 0]
      case .half(_, let outputCount, let inputCount): [outputCount, inputCount]
      }
    guard found == [outputs, inputs] else {
      throw .wrongTensor("\(name)", expected: "[\(outputs), \(inputs)]", found: "\(found)")
    }
    guard inputs <= Compute.largestInputCount else {
      throw .unsupportedModel(
        .inputs(tensor: "\(name)"), expected: "at most \(Compute.largestInputCount)",
        found: "\(inputs)")
    }
    return weight
  }
}

/// The weights of an open `.crest`, used where they lie in the mapping.
package struct CrestWeights: WeightSource {
  package let file: CrestFile
  package let configuration: ModelConfiguration

  package init(_ file: CrestFile) {
    self.file = file
    configuration = file.manifest.model
  }

  /// The linear weight called `name`; f32, f16, int8, int4 or int3.
  package func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
    let (record, layout) = try weight(name)
    let region = file.region(of: record)
    let (outputs, inputs) = (layout.rowCount, layout.inputCount)
    switch layout.encoding {
    case .int8, .int4, .int3:
      let stored = layout.storedInputCount
      guard [1, 2, 4, 8, 16, 32, 64, 128].contains(record.rotation),
        stored % record.rotation == 0
      else {
        throw .wrongTensor(
          "\(name)", expected: "a rotation that is a power of two up to 128 and divides \(stored)",
          found: "\(record.rotation)")
      }
      return .quantized(QuantizedMatrix(layout: layout, region: region, rotation: record.rotation))
    case .f32:
      return .float([
        FloatMatrix(
          region: region, outputCount: outputs, inputCount: inputs, firstOutput: 0,
          isTransposed: false)
      ])
    case .f16: return .half(region, outputCount: outputs, inputCount: inputs)
    case .tableInt8, .tableInt4:
      throw .wrongTensor("\(name)", expected: "a matrix", found: layout.encoding.rawValue)
    }
  }

  /// The binary32 vector or small table called `name`.
  package func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
    let (record, layout) = try weight(name)
    guard layout.encoding == .f32 else {
      throw .wrongTensor("\(name)", expected: "f32", found: layout.encoding.rawValue)
    }
    return FloatVector(region: file.region(of: record))
  }

  package func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    let (record, layout) = try weight(name)
    guard !layout.encoding.isKernelOrder else {
      throw .wrongTensor("\(name)", expected: "a table", found: layout.encoding.rawValue)
    }
    return TokenEmbedding(layout: layout, region: file.region(of: record))
  }

  private func weight(_ name: TensorName) throws(InferenceError) -> (TensorRecord, WeightLayout) {
    guard let record = file[name.description] else { throw .missingTensor("\(name)") }
    guard let layout = record.layout else {
      throw .wrongTensor("\(name)", expected: "a weight", found: record.encoding.rawValue)
    }
    return (record, layout)
  }
}
