package import Base
package import HuggingFace
import Inference
import Kernels
package import Model
import Synchronization

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

  /// The tensor called `name`, if the model has it.
  subscript(name: TensorName) -> CanonicalTensor? { indices[name].map { source.tensors[$0] } }

  /// The place of the tensor called `name` in the file.
  func index(of name: TensorName) -> Int {
    guard let index = indices[name] else {
      preconditionFailure("\(name) is no tensor of the model")
    }
    return index
  }

  /// All values of a tensor, row-major.
  func values(of name: TensorName) throws(QuantizationError) -> FloatBuffer {
    try wrapping(QuantizationError.original, reader.read(source.tensors[index(of: name)]))
  }

  /// `W · vector` of a matrix `[N, K]`, summed in binary64.
  func product(_ name: TensorName, _ vector: [Float]) throws(QuantizationError) -> [Float] {
    let tensor = source.tensors[index(of: name)]
    var result: [Float] = []
    for part in tensor.parts {
      let columnCount = part.transposed ? tensor.shape[0] : vector.count
      let slice = FloatBuffer(count: part.rows.count * columnCount)
      try wrapping(
        QuantizationError.original,
        reader.read(part, columnCount: columnCount, into: slice, at: 0))
      result += Compute.product(slice, isTransposed: part.transposed, vector)
    }
    return result
  }
}

/// The weights of a file, some of which are replaced.
final class OverlayWeights: WeightSource {
  private let base: any WeightSource
  private let replaced = Mutex(Replaced())

  private struct Replaced {
    var linears: [TensorName: LinearWeight] = [:]
    var vectors: [TensorName: FloatVector] = [:]
    var tokenEmbedding: TokenEmbedding?
  }

  var configuration: ModelConfiguration { base.configuration }

  init(_ base: any WeightSource) { self.base = base }

  func checkWhole() throws(InferenceError) { try base.checkWhole() }

  func replace(_ name: TensorName, with weight: LinearWeight) {
    replaced.withLock { $0.linears[name] = weight }
  }

  func replace(_ name: TensorName, with values: [Float]) {
    let vector = FloatVector(values)
    replaced.withLock { $0.vectors[name] = vector }
  }

  func replace(tokenEmbedding table: TokenEmbedding) {
    replaced.withLock { $0.tokenEmbedding = table }
  }

  /// Forgets what was replaced; the base has it by now, or it is not needed any more.
  func clear() { replaced.withLock { $0 = Replaced() } }

  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
    if let weight = replaced.withLock({ $0.linears[name] }) { return weight }
    return try base.linear(name)
  }

  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
    if let vector = replaced.withLock({ $0.vectors[name] }) { return vector }
    return try base.vector(name)
  }

  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    if let table = replaced.withLock({ $0.tokenEmbedding }) { return table }
    return try base.tokenEmbedding(name)
  }
}

/// The original's weights as the calibration's reference runs them: linears as int8, made as they
/// are asked for, everything else as it is.
///
/// Next to what is to be measured, the original in int8 is as good as the original; it runs faster and
/// is the same on every machine.
struct ReferenceWeights: WeightSource {
  let tensors: OriginalTensors

  var configuration: ModelConfiguration { tensors.source.configuration }

  func linear(_ name: TensorName) throws(InferenceError) -> LinearWeight {
    let tensor = try tensor(name)
    let values = try read(tensor)
    let layout = try ReferenceWeights.layout(
      .int8, tensor.shape, isPadded: EncodingPolicy.padsInputs(of: tensor.shape, in: configuration),
      of: tensor, expected: "a matrix")
    let rotation = MatrixEncoder.rotation(of: .int8, inputCount: layout.storedInputCount)
    let encoded = MatrixEncoder(compute: tensors.reader.compute)
      .encode(values, layout: layout, rotation: rotation)
    return .quantized(QuantizedMatrix(layout: layout, region: encoded.region, rotation: rotation))
  }

  /// What is read comes through `pread`, which finds out itself.
  func checkWhole() {}

  func vector(_ name: TensorName) throws(InferenceError) -> FloatVector {
    FloatVector(region: try read(try tensor(name)).bytes)
  }

  func tokenEmbedding(_ name: TensorName) throws(InferenceError) -> TokenEmbedding {
    throw .missingTensor("\(name)")
  }

  /// The rows of `ids` in the token embedding, as they are in the original; and each id's row.
  func tokenEmbedding(
    of ids: [Int32]
  ) throws(QuantizationError) -> (table: TokenEmbedding, rowOfID: [Int32: Int32]) {
    let tensor = tensors.source.tensors[tensors.index(of: .tokenEmbedding)]
    let width = tensor.shape[1]
    let rows = FloatBuffer(count: ids.count * width)
    for (row, id) in ids.enumerated() {
      let target = rows.slice(row * width..<(row + 1) * width)
      try wrapping(
        QuantizationError.original,
        tensors.reader.read(tensor, rows: Int(id)..<Int(id) + 1, into: target))
    }
    let layout = try wrapping(
      QuantizationError.inference,
      ReferenceWeights.layout(.f32, [ids.count, width], of: tensor, expected: "a table"))
    let rowOfID = Dictionary(
      uniqueKeysWithValues: ids.enumerated().map { ($0.element, Int32($0.offset)) })
    return (TokenEmbedding(layout: layout, region: rows.bytes), rowOfID)
  }

  private func tensor(_ name: TensorName) throws(InferenceError) -> CanonicalTensor {
    guard let tensor = tensors[name] else { throw .missingTensor("\(name)") }
    return tensor
  }

  private func read(_ tensor: CanonicalTensor) throws(InferenceError) -> FloatBuffer {
    try wrapping(
      { (error: HuggingFaceError) -> InferenceError in
        .wrongTensor(tensor.name, expected: "readable weights", found: "\(error)")
      },
      tensors.reader.read(tensor))
  }

  private static func layout(
    _ encoding: WeightEncoding, _ shape: [Int], isPadded: Bool = false, of tensor: CanonicalTensor,
    expected: String
  ) throws(InferenceError) -> WeightLayout {
    try wrapping(
      { (error: WeightLayoutError) -> InferenceError in
        .wrongTensor(tensor.name, expected: expected, found: "\(error)")
      },
      WeightLayout(encoding: encoding, shape: shape, isPadded: isPadded))
  }
}

/// What a weight is to the model, as far as quantisation cares.
package enum WeightKind: Sendable, Hashable {
  /// The token embedding, looked up by rows.
  case tokenTable
  case attention
  /// A linear of a feed-forward block, of one expert, or of a step after pooling.
  case feedForward
  /// Everything that stays binary32: router, norms, biases, positions, token types.
  case exact
}

/// Which encoding each weight gets under a scheme.
///
/// int4 keeps attention at int8: it is 6 % of nomic-embed-text-v2-moe and costs the most to round
/// (Formats/Decisions).
package struct EncodingPolicy: Sendable, Hashable {
  /// The user's choice.
  package let scheme: QuantizationScheme
  /// What single tensors get instead; the last rule that fits a name decides.
  package let rules: [BitWidthRule]

  /// The policy of a scheme.
  ///
  /// - Precondition: only a scheme that quantises has rules.
  package init(_ scheme: QuantizationScheme, rules: [BitWidthRule] = []) {
    precondition(rules.isEmpty || scheme.isQuantized)
    self.scheme = scheme
    self.rules = rules
  }

  /// The encoding of a weight of this kind, name and shape, whose inputs are padded where the encoding
  /// asks for it; a shape that an encoding cannot hold falls back to the next larger one.
  package func encoding(
    of kind: WeightKind, name: String, shape: [Int], padsInputs: Bool = false
  ) -> WeightEncoding {
    candidates(kind, name).first {
      (try? WeightLayout(encoding: $0, shape: shape, isPadded: padsInputs && $0.canBePadded)) != nil
    } ?? .f32
  }

  /// Whether the inputs of a weight of `model` are padded to a multiple of 32: wherever they are none,
  /// but for models that the first version of the format took, whose files stay as they were.
  ///
  /// Those have hidden sizes and heads that are multiples of 32; a feed-forward size that 4 divides but
  /// 32 does not is stored as int8, as it is and rotated in small blocks.
  package static func padsInputs(of shape: [Int], in model: ModelConfiguration) -> Bool {
    let step = KernelOrder.groupSize
    guard let inputs = shape.last, !inputs.isMultiple(of: step) else { return false }
    let wasTaken =
      model.hiddenSize.isMultiple(of: step) && model.headDim.isMultiple(of: step)
      && model.feedForwardSize.isMultiple(of: KernelOrder.inputBlock)
    return !(wasTaken && inputs == model.feedForwardSize)
  }

  private func candidates(_ kind: WeightKind, _ name: String) -> [WeightEncoding] {
    if kind != .exact, let rule = rules.last(where: { $0.matches(name) }) {
      switch (rule.width, kind == .tokenTable) {
      case (.int8, false): return [.int8]
      case (.int8, true): return [.tableInt8]
      case (.int4, false): return [.int4, .int8]
      case (.int3, false): return [.int3, .int8]
      case (.int4, true), (.int3, true): return [.tableInt4, .tableInt8]
      }
    }
    switch (scheme, kind) {
    case (.none, _), (_, .exact): return [.f32]
    case (.f16, _): return [.f16]
    case (.int8, .tokenTable): return [.tableInt8]
    case (.int4, .tokenTable): return [.tableInt4, .tableInt8]
    case (.int8, _), (.int4, .attention): return [.int8]
    case (.int4, .feedForward): return [.int4, .int8]
    }
  }
}

/// Bits of a weight.
package enum BitWidth: String, Sendable, Hashable, CaseIterable {
  case int8
  /// 4 bits, with a scale for 32 weights.
  case int4
  /// 3 bits, with a scale for 32 weights; the token embedding gets 4.
  case int3
}

/// The bit width that tensors of some names get, in place of what the scheme says.
package struct BitWidthRule: Sendable, Hashable, CustomStringConvertible {

  /// A shell pattern for names, such as `layers.*.attention.*`.
  package let pattern: String
  /// What they get.
  package let width: BitWidth

  package init(pattern: String, width: BitWidth) {
    self.pattern = pattern
    self.width = width
  }

  /// Whether a tensor's name fits the pattern.
  package func matches(_ name: String) -> Bool { unsafe fnmatch(pattern, name, 0) == 0 }

  /// `pattern=width`, as users write it.
  package var description: String { "\(pattern)=\(width.rawValue)" }
}
