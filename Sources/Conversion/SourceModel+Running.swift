import Tokenization
public import Inference

extension SourceModel {
  /// The model itself in binary32, run from its original files: the reference of a conversion.
  ///
  /// - Throws: `ConversionError.inference` if the runtime cannot run it.
  public func model(
    options: RuntimeOptions = RuntimeOptions()
  ) throws(ConversionError) -> EmbeddingModel {
    try ConversionError.catching { () throws(InferenceError) in
      try EmbeddingModel(
        weights: CheckpointWeights(self), sentence: sentence,
        tokenizer: tokenizer.map { Tokenizer($0) }, options: options)
    }
  }
}
