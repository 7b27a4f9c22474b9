import Base

/// A kind of published model that is recognised to be refused by what it is.
enum OtherModel {
  case decoder
  case encoderDecoder
  case classifier
  case tokenClassifier
  case questionAnswering
  case image
  case sound
  case sparse
  case wordVectors

  /// What it is, in the words of an error message.
  var text: String {
    switch self {
    case .decoder:
      "a decoder, which generates text; embedding models made of decoders are not supported"
    case .encoderDecoder:
      "an encoder-decoder, which turns one text into another; T5 encoders and the like are not "
        + "supported on their own either"
    case .classifier:
      "a cross-encoder or classifier: it scores pairs of texts and gives no text embedding"
    case .tokenClassifier: "a token classifier: it labels words and gives no text embedding"
    case .questionAnswering:
      "a question-answering model: it marks answers in a text and gives no text embedding"
    case .image: "a model of images, or of images and texts; only texts are embedded here"
    case .sound: "a model of sound; only texts are embedded here"
    case .sparse:
      "a sparse encoder (SPLADE): it gives a weight to each word of the vocabulary, which is not "
        + "supported"
    case .wordVectors: "a table of static word vectors without an encoder, which is not supported"
    }
  }

  /// Tells what the two keys of a `config.json` name, and which of them did.
  ///
  /// A class with a head to score with says more than the type, a type more than other heads:
  /// whisper and the models of images are called generation, too.
  static func named(
    by type: String?, classes: [String]
  ) -> (model: OtherModel, key: String, found: String)? {
    if let (name, model) = first(of: classes, ending: scoringHeads) {
      return (model, "architectures", name)
    }
    if let type, let model = kinds.first(where: { $0.types.contains(type) })?.model {
      return (model, "model_type", type)
    }
    if let (name, model) = first(of: classes, ending: otherHeads) {
      return (model, "architectures", name)
    }
    return nil
  }

  private static func first(
    of classes: [String], ending heads: KeyValuePairs<String, OtherModel>
  ) -> (String, OtherModel)? {
    for name in classes {
      if let head = heads.first(where: { name.hasSuffix($0.key) }) { return (name, head.value) }
    }
    return nil
  }
}

extension OtherModel {
  /// What the names of classes end in whose outputs are scores.
  static let scoringHeads: KeyValuePairs = [
    "ForSequenceClassification": OtherModel.classifier,
    "ForNextSentencePrediction": .classifier,
    "ForMultipleChoice": .classifier,
    "ForTokenClassification": .tokenClassifier,
    "ForQuestionAnswering": .questionAnswering,
    "ForImageClassification": .image,
    "ForAudioClassification": .sound,
    "ForCTC": .sound,
    "ForSpeechSeq2Seq": .sound,
  ]

  /// What the names of other classes end in.
  static let otherHeads: KeyValuePairs = [
    "ForCausalLM": OtherModel.decoder,
    "LMHeadModel": .decoder,
    "ForConditionalGeneration": .encoderDecoder,
    "ForSeq2SeqLM": .encoderDecoder,
    "CLIPModel": .image,
    "StaticModel": .wordVectors,
  ]

  /// The `model_type` of kinds that have types of their own.
  ///
  /// Source: transformers 5.23, `models/auto/modeling_auto.py`.
  static let kinds: [(model: OtherModel, types: Set<String>)] = [
    (
      .decoder,
      [
        "baichuan", "bloom", "chatglm", "codegen", "cohere", "cohere2", "ctrl", "dbrx",
        "deepseek_v2", "deepseek_v3", "exaone", "exaone4", "falcon", "falcon_mamba", "gemma",
        "gemma2", "gemma3", "gemma3_text", "gemma3n", "gemma3n_text", "glm", "glm4", "gpt2",
        "gpt_bigcode", "gpt_neo", "gpt_neox", "gpt_oss", "gptj", "granite", "granitemoe",
        "internlm2", "internlm3", "jamba", "llama", "llama4", "llama4_text", "mamba", "mamba2",
        "minicpm", "ministral", "mistral", "mixtral", "mpt", "nemotron", "olmo", "olmo2", "olmo3",
        "olmoe", "openai-gpt", "opt", "phi", "phi3", "phimoe", "qwen", "qwen2", "qwen2_moe",
        "qwen3", "qwen3_moe", "qwen3_next", "rwkv", "smollm3", "stablelm", "starcoder2", "xglm",
      ]
    ),
    (
      .encoderDecoder,
      [
        "bart", "bigbird_pegasus", "blenderbot", "blenderbot-small", "encoder-decoder", "fsmt",
        "led", "longt5", "m2m_100", "marian", "mbart", "mt5", "mvp", "nllb-moe", "pegasus",
        "pegasus_x", "plbart", "prophetnet", "switch_transformers", "t5", "t5gemma", "umt5",
      ]
    ),
    (
      .image,
      [
        "align", "altclip", "beit", "blip", "blip-2", "chinese_clip", "clip", "clip_text_model",
        "clip_vision_model", "clipseg", "colpali", "colqwen2", "convnext", "convnextv2", "deit",
        "dinov2", "dinov2_with_registers", "dinov3_vit", "groupvit", "idefics", "idefics2",
        "idefics3", "internvl", "jina_clip", "kosmos-2", "llava", "llava_next", "mllama",
        "nomic_bert_vision", "owlvit", "paligemma", "pixtral", "qwen2_5_vl", "qwen2_vl",
        "qwen3_vl", "resnet", "siglip", "siglip2", "siglip_text_model", "siglip_vision_model",
        "smolvlm", "swin", "swinv2", "trocr", "vilt", "vision-encoder-decoder",
        "vision-text-dual-encoder", "vit", "vit_mae",
      ]
    ),
    (
      .sound,
      [
        "audio-spectrogram-transformer", "bark", "clap", "encodec", "hubert", "mimi", "moonshine",
        "musicgen", "seamless_m4t", "seamless_m4t_v2", "sew", "speech-encoder-decoder",
        "speech_to_text", "speecht5", "unispeech", "vits", "wav2vec2", "wav2vec2-bert",
        "wav2vec2-conformer", "wavlm", "whisper",
      ]
    ),
    (.wordVectors, ["model2vec"]),
  ]
}

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
    "LSTM": "a recurrent network over the tokens",
    "Router": "a choice between steps for queries and for documents",
    "WeightedLayerPooling": "a weighted mean of all layers",
    "WordWeights": "a weight for each word",
  ]

  /// Refuses a `modules.json` with a module that is known and not supported; whatever else may be
  /// wrong with the file is left to its reader.
  ///
  /// - Throws: `HuggingFaceError.notAnEmbeddingModel`, `.unsupportedModule`.
  static func check(_ modules: JSONValue, file: String) throws(HuggingFaceError) {
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
