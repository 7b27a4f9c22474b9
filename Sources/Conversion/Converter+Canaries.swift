import HuggingFace
import CrestWriting
import CrestFormat
import Inference
import Kernels
import Quantization

extension Converter {
  /// Runs the file's own weights on the canaries, giving each layer's pages back at once.
  func canaryVectors(
    _ writer: CrestWriter, _ manifest: ManifestContent, _ content: Content
  ) throws(ConversionError) -> [[Float]] {
    let file = try ConversionError.catching { () throws(CrestError) in
      try writer.preview(manifest)
    }
    return try ConversionError.catching { () throws(QuantizationError) in
      try QuantizationError.running(plan.source.weights.path) { () throws(InferenceError) in
        let model = try EmbeddingModel(
          file: file,
          options: RuntimeOptions(
            kernels: plan.options.kernels, threadCount: plan.options.threadCount,
            releasesPages: true))
        var tokens: [[Int32]] = []
        for input in content.inputs {
          tokens.append(try model.tokens(of: input, promptName: content.promptName(for: input)))
        }
        return try model.embed(tokens: tokens)
      }
    }
  }
}
