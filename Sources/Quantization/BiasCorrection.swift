package import Base
import CKernels
import CQuantization
package import CrestFormat
package import HuggingFace
import Inference
package import Kernels
import Model
import Synchronization
import Tokenization

/// Takes the mean of the quantisation error out of every bias.
///
/// A quantised matrix `Ŵ` errs by `(W - Ŵ) x`. Its mean over tokens is the same in every text, so
/// it does not average out when tokens are pooled, and the bias can carry it. The means of `x` come
/// from a run of the quantised model itself on `CorrectionTexts`. An expert's first linear has no
/// bias: its error is carried through GELU's mean slope and the second to the bias of all experts.
///
/// Source: Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction,
/// arXiv 1906.04721, section 4.2, with measured instead of assumed means.
package struct BiasCorrection {
  private let source: SourceModel
  private let kernels: KernelSet
  private let threadCount: Int
  private let taskThreadCount: Int
  private let cancellation: Cancellation
  private let tensors: OriginalTensors

  /// Runs the model on `threadCount` threads, and `taskThreadCount` tasks at a time: each reads a
  /// matrix of the original.
  package init(
    source: SourceModel, kernels: KernelSet, threadCount: Int, taskThreadCount: Int? = nil,
    cancellation: Cancellation = Cancellation()
  ) {
    self.source = source
    self.kernels = kernels
    self.threadCount = threadCount
    self.taskThreadCount = taskThreadCount ?? threadCount
    self.cancellation = cancellation
    tensors = OriginalTensors(source, compute: Compute(kernels: kernels, threadCount: 1))
  }

  /// Small, so that what is summed takes little memory beside the mapped layer.
  private static let tokensPerBatch = 128

  /// One summand of one bias.
  struct Task {
    let bias: TensorName
    let layer: Int
    let kind: Kind

    enum Kind {
      case linear(weight: TensorName, input: InputSums.Input)
      case expert(Int)
    }

    /// The matrices whose errors it sums.
    var weights: [TensorName] {
      switch kind {
      case .linear(let weight, _): [weight]
      case .expert(let expert):
        TensorName.ExpertModule.allCases.map { .weight(.expert(layer: layer, expert, $0)) }
      }
    }
  }

  /// Runs the written file and corrects its biases.
  package func run(
    _ file: CrestFile, to target: some QuantizationTarget
  ) throws(QuantizationError) {
    let inputs = try inputs(of: file)
    let weights = CrestWeights(file)
    let tasks = tasks
    let found = Mutex(Found(deltas: [[Float]?](repeating: nil, count: tasks.count)))
    WorkerPool(threadCount: taskThreadCount).run(tasks.count) { index in
      guard found.withLock({ $0.failure.error == nil }) else { return }
      do throws(QuantizationError) {
        if cancellation.isCancelled { throw .cancelled }
        let delta = try delta(tasks[index], inputs, weights)
        found.withLock { $0.deltas[index] = delta }
      } catch {
        found.withLock { $0.failure.record(error, task: index) }
      }
    }
    let (deltas, failure) = found.withLock { ($0.deltas, $0.failure.error) }
    if let failure { throw failure }
    try write(tasks, deltas, to: target)
  }

  /// What the linears of a file take in.
  func inputs(of file: CrestFile) throws(QuantizationError) -> InputSums {
    let inputs = InputSums()
    try QuantizationError.running(source.weights.path) { () throws(InferenceError) in
      let model = try EmbeddingModel(
        file: file,
        options: RuntimeOptions(
          kernels: kernels, threadCount: threadCount, tokensPerBatch: BiasCorrection.tokensPerBatch,
          releasesPages: true))
      _ = try model.embed(
        tokens: CorrectionTexts.tokens(for: model), trace: ForwardTrace(inputs: inputs))
    }
    return inputs
  }

  private struct Found {
    var deltas: [[Float]?]
    var failure = FirstFailure<QuantizationError>()
  }

  /// A task for every linear that has a bias, and for every expert.
  var tasks: [Task] {
    let model = source.configuration
    var tasks: [Task] = []
    func add(_ part: TensorName.LayerModule, _ input: InputSums.Input, _ layer: Int) {
      let module = TensorName.Module.layer(layer, part)
      tasks.append(
        Task(
          bias: .bias(module), layer: layer, kind: .linear(weight: .weight(module), input: input)))
    }
    for layer in 0..<model.layerCount {
      add(.qkv, .qkv, layer)
      add(.attentionOut, .attentionOut, layer)
      if model.expertLayers[layer] {
        for expert in 0..<model.expertCount {
          tasks.append(
            Task(bias: .bias(.layer(layer, .experts)), layer: layer, kind: .expert(expert)))
        }
      } else {
        add(.up, .up, layer)
        add(.down, .down, layer)
      }
    }
    for (index, step) in source.sentence.steps.enumerated() {
      guard case .dense = step else { continue }
      let module = TensorName.Module.step(index, .dense)
      tasks.append(
        Task(
          bias: .bias(module), layer: index, kind: .linear(weight: .weight(module), input: .step)))
    }
    return tasks
  }

  /// The mean error of one linear's outputs; `nil` if it saw no token.
  func delta(
    _ task: Task, _ inputs: InputSums, _ weights: any WeightSource
  ) throws(QuantizationError) -> [Float]? {
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
      func name(_ part: TensorName.ExpertModule) -> TensorName {
        .weight(.expert(layer: task.layer, expert, part))
      }
      let mean = up.mean(of: up.count)
      let inner = try error(name(.up), times: mean, against: mean, weights)
      let stored = down.mean(of: tokens)
      let slopes = zip(above.values, down.values).map {
        Float(($0 - $1) / (Double(InputSums.slopeStep) * Double(tokens)))
      }
      let exact = zip(stored, zip(slopes, inner)).map { $0 + $1.0 * $1.1 }
      return try error(name(.down), times: exact, against: stored, weights)
    }
  }

  /// `W · exact - Ŵ · stored`.
  private func error(
    _ name: TensorName, times exact: [Float], against stored: [Float], _ weights: any WeightSource
  ) throws(QuantizationError) -> [Float] {
    let weight = try wrapping(QuantizationError.inference, weights.linear(name))
    guard case .quantized(let matrix) = weight else {
      preconditionFailure("\(name) is not quantised")
    }
    let original = try tensors.product(name, exact)
    let found = Compute.product(matrix, stored)
    matrix.region.advise(.dontNeed)
    return zip(original, found).map { $0 - $1 }
  }

  private func write(
    _ tasks: [Task], _ deltas: [[Float]?], to target: some QuantizationTarget
  ) throws(QuantizationError) {
    var biases: [TensorName: [Float]] = [:]
    for (task, delta) in zip(tasks, deltas) {
      guard let delta else { continue }
      let values: [Float]
      if let begun = biases[task.bias] {
        values = begun
      } else {
        let original = try tensors.values(of: task.bias)
        values = original.values(0..<original.count)
      }
      biases[task.bias] = zip(values, delta).map { $0 + $1 }
    }
    for (name, values) in biases.sorted(by: {
      tensors.index(of: $0.key) < tensors.index(of: $1.key)
    }) {
      guard values.allSatisfy(\.isFinite) else {
        throw .overflow(file: source.weights.path)
      }
      let buffer = FloatBuffer(count: values.count)
      buffer.store(values)
      try target.replace(buffer.bytes, tensor: tensors.index(of: name))
    }
  }
}

/// What the correction of biases computes: the same bits on every machine.
extension Compute {
  /// `matrix · vector` of a binary32 matrix in memory, `[N, K]` or transposed `[K, N]`, summed in
  /// binary64.
  ///
  /// - Precondition: `matrix` holds a multiple of `vector.count` values.
  package static func product(
    _ matrix: FloatBuffer, isTransposed: Bool = false, _ vector: [Float]
  ) -> [Float] {
    let width = vector.count
    precondition(width > 0 && matrix.count % width == 0)
    let rowCount = matrix.count / width
    let out = FloatBuffer(count: rowCount)
    unsafe vector.withUnsafeBufferPointer { vector in
      guard let v = vector.baseAddress else { return }
      let dots = unsafe isTransposed ? gc_column_dots : gc_row_dots
      unsafe dots(matrix.pointer, Int32(rowCount), Int32(width), v, out.pointer)
    }
    return out.values(0..<rowCount)
  }

  /// `matrix · vector` of a stored matrix `[N, K]`, its rotation undone, summed in binary64.
  ///
  /// - Precondition: `vector` has a value for each input, padding left out.
  package static func product(_ matrix: QuantizedMatrix, _ vector: [Float]) -> [Float] {
    let layout = matrix.layout
    precondition(vector.count == layout.inputCount)
    let rowCount = layout.rowCount
    let inputs = layout.storedInputCount
    var rotated = vector + [Float](repeating: 0, count: inputs - layout.inputCount)
    let base = unsafe matrix.region.baseAddress
    let out = FloatBuffer(count: rowCount)
    unsafe rotated.withUnsafeMutableBufferPointer { vector in
      guard let v = vector.baseAddress else { return }
      unsafe gc_rotate_row(v, Int32(inputs), Int32(matrix.rotation))
      unsafe gc_stored_row_dots(
        base + layout.data.lowerBound,
        (base + layout.groupScales.lowerBound).assumingMemoryBound(to: UInt8.self),
        (base + layout.rowScales.lowerBound).assumingMemoryBound(to: Float.self),
        Int32(layout.encoding.bitCount), Int32(rowCount), Int32(inputs), v,
        out.pointer)
    }
    return out.values(0..<rowCount)
  }
}
