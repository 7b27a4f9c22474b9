import CrestWriting
import HuggingFace
import Model
import Base
import CrestFormat
import Inference
import Kernels
import Quantization

extension Calibration {
  /// Rounds the matrix called `name` anew against what it takes in.
  func calibrate(_ name: String, _ inputs: InputStatistics) throws(ConversionError) {
    let index = index(of: name)
    guard let layout = plan.crest.entries[index].declaration.layout else {
      preconditionFailure("\(name) is planned as a weight")
    }
    guard layout.encoding.isKernelOrder else { return }
    let values = try ConversionError.catching { () throws(HuggingFaceError) in
      try reader.read(plan.source.tensors[index])
    }
    let encoder = MatrixEncoder(compute: compute)
    guard
      let encoded = encoder.encode(values, layout: layout, inputs: inputs)
    else {
      report.withoutData.append(name)
      return
    }
    let scales = encoded.region.slice(layout.rowScales).elements(as: Float.self)
    guard scales.allSatisfy(\.isFinite) else {
      throw .overflow(file: plan.source.weights.path)
    }
    try ConversionError.catching { () throws(CrestError) in
      try writer.replace(encoded.region, tensor: index)
    }
    state?.add(.init(kind: 0, tensor: index, bytes: encoded.region))
    if let matrix = matrix(encoded.region, tensor: index) {
      file.replace(name, with: .quantized(matrix))
    }
  }

  /// Lets the bias of a map take up its mean error, in the file and in the reference.
  ///
  /// Source: Nagel et al., arXiv 1906.04721, section 4.2, with measured means.
  func correctBias(of name: String, _ inputs: InputStatistics) throws(ConversionError) {
    guard plan.options.correctsBiases, inputs.tokenCount > 0 else { return }
    let means = inputs.means
    let exact = try ConversionError.catching { () throws(HuggingFaceError) in
      try reader.product(plan.source.tensors[index(of: "\(name).weight")], means.original)
    }
    let bias = try original(bias: "\(name).bias")
    for (weights, mean) in [(file, means.quantized), (reference, means.original)] {
      let weight = try ConversionError.catching { () throws(InferenceError) in
        try weights.linear("\(name).weight")
      }
      guard case .quantized(let matrix) = weight else { continue }
      let found = Compute.product(matrix, mean)
      let corrected = bias.indices.map { bias[$0] + exact[$0] - found[$0] }
      if weights === file {
        try write(corrected, vector: "\(name).bias")
      } else {
        keep(corrected, vector: "\(name).bias", kind: 1)
      }
    }
  }

  /// The original values of a bias.
  func original(bias name: String) throws(ConversionError) -> [Float] {
    let values = try ConversionError.catching { () throws(HuggingFaceError) in
      try reader.read(plan.source.tensors[index(of: name)])
    }
    return values.values(0..<values.count)
  }

  /// Writes a bias or a router of the file.
  func write(_ values: [Float], vector name: String) throws(ConversionError) {
    guard values.allSatisfy(\.isFinite) else {
      throw .overflow(file: plan.source.weights.path)
    }
    let bytes = keep(values, vector: name, kind: 0)
    try ConversionError.catching { () throws(CrestError) in
      try writer.replace(bytes, tensor: index(of: name))
    }
  }

  @discardableResult
  private func keep(_ values: [Float], vector name: String, kind: Int) -> ByteRegion {
    let buffer = FloatBuffer(count: values.count)
    buffer.store(values)
    state?.add(.init(kind: kind, tensor: index(of: name), bytes: buffer.bytes))
    (kind == 0 ? file : reference).replace(name, with: values)
    return buffer.bytes
  }

  func index(of name: String) -> Int {
    guard let index = plan.source.tensors.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(name) is no tensor of the model")
    }
    return index
  }
}
