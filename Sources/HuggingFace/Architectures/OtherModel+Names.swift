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
