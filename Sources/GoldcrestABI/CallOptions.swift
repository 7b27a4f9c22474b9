import CGoldcrest
import CInterface
import Inference
import Model
import Tokenization

/// How texts are embedded, as a caller says it, checked as far as it can be without the model.
@safe struct CallOptions {
  private(set) var prompt = EmbeddingModel.PromptChoice.modelDefault
  private(set) var overflow = OverflowPolicy.truncate
  private(set) var outputs: OutputKinds = []
  private(set) var progress: goldcrest_progress?
  // Safety: handed back as it came.
  private(set) var context: UnsafeMutableRawPointer?

  private var dimensions: Int?
  private var precision = VectorPrecision.float32
  private var bitOrder = BitOrder.big
  private var normalizes = false

  /// Reads the options; null are those of a structure that is 0.
  init(_ pointer: UnsafePointer<goldcrest_options>?) throws(CallFailure) {
    guard unsafe pointer != nil else { return }
    let options = try unsafe Arguments.structure(pointer, "options")
    let name = try unsafe Arguments.text(options.prompt_name, "options.prompt_name")
    let text = try unsafe Arguments.text(options.prompt_text, "options.prompt_text")
    switch (name, text) {
    case (nil, nil): break
    case (let name?, nil): prompt = .named(name)
    case (nil, let text?): prompt = .text(text)
    case (_?, _?):
      throw .argument("options", expected: "prompt_name or prompt_text", found: "both")
    }
    dimensions = unsafe options.dimension == 0 ? nil : Int(options.dimension)
    overflow = try unsafe Arguments.choice(
      options.overflow, of: [.truncate, .error], "options.overflow")
    precision = try unsafe Arguments.choice(
      options.precision, of: [.float32, .float16, .int8, .binary, .ubinary], "options.precision")
    bitOrder = try unsafe Arguments.choice(
      options.bit_order, of: [.big, .little], "options.bit_order")
    normalizes = try unsafe Arguments.flag(options.normalizes, "options.normalizes")
    let known: OutputKinds = [.sparse, .colbert]
    outputs = unsafe OutputKinds(rawValue: Int(options.outputs))
    guard known.isSuperset(of: outputs) else {
      throw .argument(
        "options.outputs", expected: "0 to \(known.rawValue)", found: "\(outputs.rawValue)")
    }
    unsafe progress = options.progress
    unsafe context = options.context
  }

  /// Which of 32 kinds of work the options ask for.
  var kind: Int {
    (VectorPrecision.allCases.firstIndex(of: precision) ?? 0) * 4 + outputs.rawValue
  }

  /// The run of `model` that the options ask for.
  func run(of model: EmbeddingModel) throws(CallFailure) -> VectorRun {
    try CallFailure.mapping { () throws(InferenceError) in
      try VectorRun(
        model, prompt: prompt, overflow: overflow, outputs: outputs, dimensions: dimensions,
        normalizes: normalizes ? true : nil)
    }
  }

  /// How vectors of `model` are stored.
  func encoder(for model: EmbeddingModel) throws(CallFailure) -> VectorEncoder {
    guard precision != .int8 || normalizes || model.sentence.normalizes else {
      throw .argument(
        "options.precision", expected: "vectors of length 1, or normalizes 1, for int8",
        found: "a model whose vectors have other lengths")
    }
    return VectorEncoder(precision, bitOrder: bitOrder)
  }
}
