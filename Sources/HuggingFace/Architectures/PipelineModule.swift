import Base

/// Steps of a sentence-transformers pipeline that are recognised to be refused by what they are.
///
/// Source: sentence-transformers 6.2, `sentence_transformer/modules`, `sparse_encoder/modules`.
enum PipelineModule {
  /// Modules that make a model of another kind.
  private static let models: [String: OtherModel] = [
    "SpladePooling": .sparse, "MLMTransformer": .sparse, "SparseAutoEncoder": .sparse,
    "SparseStaticEmbedding": .sparse, "IDF": .sparse,
    "StaticEmbedding": .wordVectors, "WordEmbeddings": .wordVectors, "BoW": .wordVectors,
    "CLIPModel": .image,
  ]

  /// Modules that an embedding model may have, and what they do.
  private static let steps: [String: String] = [
    "Asym": "a choice between steps for queries and for documents",
    "CNN": "a convolution over the tokens",
    "Dense": "a linear map after pooling",
    "Dropout": "a step for training",
    "LayerNorm": "a normalisation with weights after pooling",
    "LSTM": "a recurrent network over the tokens",
    "Router": "a choice between steps for queries and for documents",
    "WeightedLayerPooling": "a weighted mean of all layers",
    "WordWeights": "a weight for each word",
  ]

  /// Refuses a `modules.json` with a module that is known and not supported; whatever else may be
  /// wrong with the file is left to its reader.
  ///
  /// - Throws: `ArchitectureError.notAnEmbeddingModel`, `.unsupportedModule`.
  static func check(_ modules: JSONValue, file: String) throws(ArchitectureError) {
    for (index, module) in (modules.array ?? []).enumerated() {
      guard let type = module.object?["type"]?.string,
        type.hasPrefix("sentence_transformers."), let name = type.split(separator: ".").last
      else { continue }
      let key = "[\(index)].type"
      if let model = models[String(name)] {
        throw .notAnEmbeddingModel(file: file, key: key, found: type, what: model.text)
      }
      if let step = steps[String(name)] {
        throw .unsupportedModule(file: file, key: key, found: type, what: step)
      }
    }
  }
}
