import Base
import HuggingFace
import Inference
import Kernels
import Model
import Quantization

/// The original's weights as the calibration's reference runs them: maps as int8, made as they are
/// asked for, everything else as it is.
///
/// int8 of the original is as good as the original beside what is to be measured, runs faster, and is
/// the same on every machine.
struct ReferenceWeights: WeightSource {
  let source: SourceModel
  let compute: Compute

  var configuration: ModelConfiguration { source.configuration }

  func linear(_ name: String) throws(InferenceError) -> LinearWeight {
    let tensor = try tensor(name)
    let values = try read(tensor)
    do throws(WeightLayoutError) {
      let layout = try WeightLayout(encoding: .int8, shape: tensor.shape)
      let encoded = MatrixEncoder(compute: compute).encode(values, layout: layout)
      return .quantized(
        QuantizedMatrix(
          layout: layout, region: encoded.region,
          rotation: MatrixEncoder.rotation(of: .int8, inputCount: layout.inputCount)))
    } catch {
      throw .wrongTensor(name, expected: "a matrix", found: "\(error)")
    }
  }

  func vector(_ name: String) throws(InferenceError) -> FloatVector {
    FloatVector(region: try read(try tensor(name)).bytes)
  }

  func tokenEmbedding(_ name: String) throws(InferenceError) -> TokenEmbedding {
    throw .missingTensor(name)
  }

  /// The rows of `ids` in the token table, as they are in the original; and each id's row.
  func tokenEmbedding(
    of ids: [Int32]
  ) throws(ConversionError) -> (table: TokenEmbedding, rowOfID: [Int32: Int32]) {
    guard let tensor = source.tensors.first(where: { $0.role == .tokenTable }) else {
      preconditionFailure("a model has a token table")
    }
    let width = tensor.shape[1]
    let rows = FloatBuffer(count: ids.count * width)
    let reader = TensorReader(source: source, compute: compute)
    for (row, id) in ids.enumerated() {
      try ConversionError.catching { () throws(HuggingFaceError) in
        try reader.read(
          tensor, rows: Int(id)..<Int(id) + 1, into: rows.slice(row * width..<(row + 1) * width))
      }
    }
    let layout = try ConversionError.catching { () throws(InferenceError) in
      do throws(WeightLayoutError) {
        return try WeightLayout(encoding: .f32, shape: [ids.count, width])
      } catch {
        throw .wrongTensor(tensor.name, expected: "a table", found: "\(error)")
      }
    }
    let rowOfID = Dictionary(
      uniqueKeysWithValues: ids.enumerated().map { ($0.element, Int32($0.offset)) })
    return (TokenEmbedding(layout: layout, region: rows.bytes), rowOfID)
  }

  private func tensor(_ name: String) throws(InferenceError) -> CanonicalTensor {
    guard let tensor = source.tensors.first(where: { $0.name == name }) else {
      throw .missingTensor(name)
    }
    return tensor
  }

  private func read(_ tensor: CanonicalTensor) throws(InferenceError) -> FloatBuffer {
    do throws(HuggingFaceError) {
      return try TensorReader(source: source, compute: compute).read(tensor)
    } catch {
      throw .wrongTensor(tensor.name, expected: "readable weights", found: "\(error)")
    }
  }
}
