import Architectures
import Bytes
import CrestFormat
import Inference
import Kernels
import Quantization
import Tensors

extension Calibration {
  /// Rounds the matrix called `name` anew against what it takes in.
  func calibrate(_ name: String, _ inputs: InputStatistics) throws(ConversionError) {
    let index = index(of: name)
    guard let layout = plan.crest.entries[index].declaration.layout else {
      preconditionFailure("\(name) is planned as a weight")
    }
    guard layout.encoding == .int8 || layout.encoding == .int4 else { return }
    let values = try reader.read(plan.source.tensors[index])
    let encoder = MatrixEncoder(compute: compute)
    guard
      let encoded = encoder.encode(
        values, layout: layout, inputs: inputs, damping: Calibration.damping)
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
    file.replace(
      name,
      with: .quantized(
        QuantizedMatrix(
          layout: layout, region: encoded.region,
          rotation: MatrixEncoder.rotation(
            of: layout.encoding, inputCount: layout.inputCount))))
  }

  /// Lets the bias of a map take up its mean error, in the file and in the reference.
  ///
  /// Source: Nagel et al., arXiv 1906.04721, section 4.2, with measured means.
  func correctBias(of name: String, _ inputs: InputStatistics) throws(ConversionError) {
    guard plan.options.correctsBiases, inputs.tokenCount > 0 else { return }
    let means = inputs.means
    let exact = try reader.product(
      plan.source.tensors[index(of: "\(name).weight")], means.original)
    let bias = try original(bias: "\(name).bias")
    for (weights, mean) in [(file, means.quantized), (reference, means.original)] {
      let weight = try ConversionError.catching { () throws(InferenceError) in
        try weights.linear("\(name).weight")
      }
      guard case .quantized(let matrix) = weight else { continue }
      let found = Compute.product(matrix, mean)
      let corrected = bias.indices.map { bias[$0] + exact[$0] - found[$0] }
      weights.replace("\(name).bias", with: corrected)
      if weights === file { try write(corrected, bias: "\(name).bias") }
    }
  }

  /// The original values of a bias.
  func original(bias name: String) throws(ConversionError) -> [Float] {
    let values = try reader.read(plan.source.tensors[index(of: name)])
    return values.values(0..<values.count)
  }

  func write(_ values: [Float], bias name: String) throws(ConversionError) {
    guard values.allSatisfy(\.isFinite) else {
      throw .overflow(file: plan.source.weights.path)
    }
    let buffer = FloatBuffer(count: values.count)
    buffer.store(values)
    try ConversionError.catching { () throws(CrestError) in
      try writer.replace(buffer.bytes, tensor: index(of: name))
    }
  }

  func index(of name: String) -> Int {
    guard let index = plan.source.tensors.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(name) is no tensor of the model")
    }
    return index
  }
}
