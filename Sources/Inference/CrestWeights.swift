public import CrestFormat
public import Kernels
public import Model

/// The weights of an open `.crest`, used where they lie in the mapping.
public struct CrestWeights: WeightSource {
  /// The file.
  public let file: CrestFile
  /// The model's numbers.
  public let configuration: ModelConfiguration

  /// Takes the weights of an open file.
  public init(_ file: CrestFile) {
    self.file = file
    configuration = file.manifest.model
  }

  /// The linear map called `name`; f32, f16, int8, int4 or int3.
  public func linear(_ name: String) throws(InferenceError) -> LinearWeight {
    let (record, layout) = try weight(name)
    let region = file.region(of: record)
    let (outputs, inputs) = (layout.rowCount, layout.inputCount)
    switch layout.encoding {
    case .int8, .int4, .int3:
      guard [1, 2, 4, 8, 16, 32, 64, 128].contains(record.rotation),
        inputs % record.rotation == 0
      else {
        throw .wrongTensor(
          name, expected: "a rotation that is a power of two up to 128 and divides \(inputs)",
          found: "\(record.rotation)")
      }
      return .quantized(
        QuantizedMatrix(layout: layout, region: region, rotation: record.rotation))
    case .f32:
      return .float([
        FloatMatrix(
          region: region, outputCount: outputs, inputCount: inputs, firstOutput: 0,
          isTransposed: false)
      ])
    case .f16: return .half(region, outputCount: outputs, inputCount: inputs)
    case .tableInt8, .tableInt4:
      throw .wrongTensor(name, expected: "a matrix", found: layout.encoding.rawValue)
    }
  }

  /// The binary32 vector or small table called `name`.
  public func vector(_ name: String) throws(InferenceError) -> FloatVector {
    let (record, layout) = try weight(name)
    guard layout.encoding == .f32 else {
      throw .wrongTensor(name, expected: "f32", found: layout.encoding.rawValue)
    }
    return FloatVector(region: file.region(of: record))
  }

  /// The token table.
  public func tokenTable(_ name: String) throws(InferenceError) -> TokenTable {
    let (record, layout) = try weight(name)
    guard !layout.encoding.isKernelOrder else {
      throw .wrongTensor(name, expected: "a table", found: layout.encoding.rawValue)
    }
    return TokenTable(layout: layout, region: file.region(of: record))
  }

  private func weight(_ name: String) throws(InferenceError) -> (TensorRecord, WeightLayout) {
    guard let record = file[name] else { throw .missingTensor(name) }
    guard let layout = record.layout else {
      throw .wrongTensor(name, expected: "a weight", found: record.encoding.rawValue)
    }
    return (record, layout)
  }
}
