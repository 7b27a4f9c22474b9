extension BadModel {
  /// Every case.
  static let all: [BadModel] = broken + otherKinds + tokenizerFiles + modules

  /// Models of other kinds: the files that say so, and no weights.
  static let otherKinds: [BadModel] = [
    kind(
      "kind-decoder", ["config.json: model_type", "\"qwen3\"", "a decoder"],
      config: #"{"model_type":"qwen3","architectures":["Qwen3ForCausalLM"]}"#),
    kind(
      "kind-encoder-decoder", ["config.json: model_type", "\"t5\"", "T5 encoders"],
      config: #"{"model_type":"t5","architectures":["T5EncoderModel"]}"#),
    kind(
      "kind-cross-encoder",
      ["config.json: architectures", "\"XLMRobertaForSequenceClassification\"", "a cross-encoder"],
      config:
        #"{"model_type":"xlm-roberta","architectures":["XLMRobertaForSequenceClassification"]}"#),
    kind(
      "kind-token-classifier",
      ["config.json: architectures", "\"BertForTokenClassification\"", "labels words"],
      config: #"{"model_type":"bert","architectures":["BertForTokenClassification"]}"#),
    kind(
      "kind-question-answering",
      ["config.json: architectures", "\"BertForQuestionAnswering\"", "marks answers"],
      config: #"{"model_type":"bert","architectures":["BertForQuestionAnswering"]}"#),
    kind(
      "kind-image", ["modules.json: [0].type", "CLIPModel\"", "a model of images"],
      modules: ["models.CLIPModel"]),
    kind(
      "kind-sound", ["config.json: model_type", "\"whisper\"", "a model of sound"],
      config: #"{"model_type":"whisper","architectures":["WhisperForConditionalGeneration"]}"#),
    kind(
      "kind-sparse", ["modules.json: [0].type", "MLMTransformer\"", "SPLADE"],
      config: #"{"model_type":"bert","architectures":["BertForMaskedLM"]}"#,
      modules: ["sparse_encoder.models.MLMTransformer", "sparse_encoder.models.SpladePooling"]),
    kind(
      "kind-word-vectors", ["modules.json: [0].type", "StaticEmbedding\"", "static word vectors"],
      modules: ["models.StaticEmbedding"]),
    kind(
      "kind-unsupported", ["config.json: model_type", "\"modernbert\"", "supported architecture"],
      config: #"{"model_type":"modernbert","architectures":["ModernBertModel"]}"#),
    kind(
      "module-word-weights", ["modules.json: [2].type", "WordWeights\"", "a weight for each word"],
      config: #"{"model_type":"bert","architectures":["BertModel"]}"#,
      modules: ["models.Transformer", "models.Pooling", "models.WordWeights", "models.Normalize"]),
  ]

  private static func kind(
    _ name: String, _ names: [String], config: String? = nil, modules: [String] = []
  ) -> BadModel {
    BadModel(name: name, names: names) {
      var files: [String: [UInt8]] = [:]
      if let config { files["config.json"] = Array(config.utf8) }
      if !modules.isEmpty { files["modules.json"] = Array(modulesText(modules).utf8) }
      return files
    }
  }

  private static func modulesText(_ types: [String]) -> String {
    let modules = types.enumerated().map { index, type in
      let kind = type.split(separator: ".").last ?? ""
      return
        #"{"idx":\#(index),"name":"\#(index)","path":"\#(index == 0 ? "" : "\(index)_\(kind)")","#
        + #""type":"sentence_transformers.\#(type)"}"#
    }
    return "[\(modules.joined(separator: ","))]"
  }
}
