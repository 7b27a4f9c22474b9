import CrestWriting
import HuggingFace
import Model
import Base
import CrestFormat
import Inference
import Kernels
import Synchronization

/// Takes the mean of the quantisation error out of every bias.
///
/// A quantised matrix `Ŵ` errs by `(W - Ŵ) x`. Its mean over tokens is the same in every text, so
/// it does not average out when tokens are pooled, and the bias can carry it. The means of `x` come
/// from a run of the quantised model itself on `CalibrationTexts`. An expert's first map has no bias:
/// its error is carried through GELU's mean slope and the second map to the bias of all experts.
///
/// Source: Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction,
/// arXiv 1906.04721, section 4.2, with measured instead of assumed means.
struct BiasCorrection {
  let plan: ConversionPlan
  let threadCount: Int

  /// Small, so that what is summed takes little memory beside the mapped layer.
  private static let tokensPerBatch = 128

  /// One summand of one bias.
  struct Task {
    let bias: String
    let layer: Int
    let kind: Kind

    enum Kind {
      case linear(weight: String, input: InputSums.Input)
      case expert(Int)
    }

    /// The matrices whose errors it sums.
    var weights: [String] {
      switch kind {
      case .linear(let weight, _): [weight]
      case .expert(let expert):
        ["up", "down"].map { "layers.\(layer).experts.\(expert).\($0).weight" }
      }
    }
  }

  /// Runs the written file and writes its biases anew.
  func run(_ file: CrestFile, to writer: CrestWriter) throws(ConversionError) {
    let inputs = try inputs(of: file)
    let weights = CrestWeights(file)
    let tasks = tasks
    let found = Mutex(Found(deltas: [[Float]?](repeating: nil, count: tasks.count)))
    WorkerPool(threadCount: threadCount).run(tasks.count) { index in
      guard found.withLock({ $0.failure.error == nil }) else { return }
      do throws(ConversionError) {
        let delta = try delta(tasks[index], inputs, weights)
        found.withLock { $0.deltas[index] = delta }
      } catch {
        found.withLock { $0.failure.record(error, task: index) }
      }
    }
    let (deltas, failure) = found.withLock { ($0.deltas, $0.failure.error) }
    if let failure { throw failure }
    try write(tasks, deltas, to: writer)
  }

  /// What the maps of a file take in.
  func inputs(of file: CrestFile) throws(ConversionError) -> InputSums {
    let inputs = InputSums()
    try ConversionError.running(plan.source.weights.path) { () throws(InferenceError) in
      let model = try EmbeddingModel(
        file: file,
        options: RuntimeOptions(
          kernels: plan.options.kernels, threadCount: plan.options.threadCount,
          tokensPerBatch: BiasCorrection.tokensPerBatch, releasesPages: true))
      _ = try model.embed(
        tokens: CalibrationTexts.tokens(for: model), trace: ForwardTrace(inputs: inputs))
    }
    return inputs
  }

  /// What the threads share.
  private struct Found {
    var deltas: [[Float]?]
    var failure = FirstFailure()
  }

  /// A task for every map that has a bias, and for every expert.
  var tasks: [Task] {
    let model = plan.source.configuration
    var tasks: [Task] = []
    func add(_ name: String, _ input: InputSums.Input, _ layer: Int) {
      tasks.append(
        Task(
          bias: "\(name).bias", layer: layer, kind: .linear(weight: "\(name).weight", input: input))
      )
    }
    for layer in 0..<model.layerCount {
      let name = "layers.\(layer)"
      add("\(name).attention.qkv", .qkv, layer)
      add("\(name).attention.out", .attentionOut, layer)
      if model.expertLayers[layer] {
        for expert in 0..<model.expertCount {
          tasks.append(Task(bias: "\(name).experts.bias", layer: layer, kind: .expert(expert)))
        }
      } else {
        add("\(name).ffn.up", .up, layer)
        add("\(name).ffn.down", .down, layer)
      }
    }
    return tasks
  }

  /// The mean error of one map's outputs; `nil` if no token came by.
  func delta(
    _ task: Task, _ inputs: InputSums, _ weights: any WeightSource
  ) throws(ConversionError) -> [Float]? {
    switch task.kind {
    case .linear(let weight, let input):
      guard let sum = inputs.sum(input, layer: task.layer) else { return nil }
      let mean = sum.mean(of: sum.count)
      return try error(weight, times: mean, against: mean, weights)
    case .expert(let expert):
      guard let tokens = inputs.sum(.qkv, layer: task.layer)?.count,
        let up = inputs.sum(.expertUp(expert), layer: task.layer),
        let down = inputs.sum(.expertDown(expert), layer: task.layer),
        let above = inputs.sum(.expertAbove(expert), layer: task.layer)
      else { return nil }
      let name = "layers.\(task.layer).experts.\(expert)"
      let mean = up.mean(of: up.count)
      let inner = try error("\(name).up.weight", times: mean, against: mean, weights)
      let stored = down.mean(of: tokens)
      let slopes = zip(above.values, down.values).map {
        Float(($0 - $1) / (Double(InputSums.slopeStep) * Double(tokens)))
      }
      let exact = zip(stored, zip(slopes, inner)).map { $0 + $1.0 * $1.1 }
      return try error("\(name).down.weight", times: exact, against: stored, weights)
    }
  }

  /// `W · exact - Ŵ · stored`.
  private func error(
    _ name: String, times exact: [Float], against stored: [Float], _ weights: any WeightSource
  ) throws(ConversionError) -> [Float] {
    let weight = try ConversionError.catching { () throws(InferenceError) in
      try weights.linear(name)
    }
    guard case .quantized(let matrix) = weight else {
      preconditionFailure("\(name) is not quantised")
    }
    let original = try ConversionError.catching { () throws(HuggingFaceError) in
      try reader.product(plan.source.tensors[index(of: name)], exact)
    }
    let found = Compute.product(matrix, stored)
    matrix.region.advise(.dontNeed)
    return zip(original, found).map { $0 - $1 }
  }

  private func write(
    _ tasks: [Task], _ deltas: [[Float]?], to writer: CrestWriter
  ) throws(ConversionError) {
    var biases: [String: [Float]] = [:]
    for (task, delta) in zip(tasks, deltas) {
      guard let delta else { continue }
      let values: [Float]
      if let begun = biases[task.bias] {
        values = begun
      } else {
        let original = try ConversionError.catching { () throws(HuggingFaceError) in
          try reader.read(plan.source.tensors[index(of: task.bias)])
        }
        values = original.values(0..<original.count)
      }
      biases[task.bias] = zip(values, delta).map { $0 + $1 }
    }
    for (name, values) in biases.sorted(by: { $0.key < $1.key }) {
      guard values.allSatisfy(\.isFinite) else {
        throw .overflow(file: plan.source.weights.path)
      }
      let buffer = FloatBuffer(count: values.count)
      buffer.store(values)
      try ConversionError.catching { () throws(CrestError) in
        try writer.replace(buffer.bytes, tensor: index(of: name))
      }
    }
  }

  private var reader: TensorReader {
    TensorReader(
      source: plan.source, compute: Compute(kernels: plan.options.kernels, threadCount: 1))
  }

  private func index(of name: String) -> Int {
    guard let index = plan.source.tensors.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(name) is no tensor of the model")
    }
    return index
  }
}

extension TensorReader {
  /// `tensor · vector` of a matrix, summed in binary64; what lies transposed is not turned.
  func product(_ tensor: CanonicalTensor, _ vector: [Float]) throws(HuggingFaceError) -> [Float] {
    var result: [Float] = []
    for part in tensor.parts {
      let columnCount = part.transposed ? tensor.shape[0] : vector.count
      let slice = FloatBuffer(count: part.rows.count * columnCount)
      try read(part, columnCount: columnCount, into: slice, at: 0)
      result += Compute.product(slice, isTransposed: part.transposed, vector)
    }
    return result
  }
}
