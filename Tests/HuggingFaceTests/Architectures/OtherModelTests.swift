import Base
import HuggingFace
import Testing

/// A configuration of another kind of model and what its refusal says.
struct OtherModelCase: CustomTestStringConvertible, Sendable {
  let config: JSONValue
  let key: String
  let found: String
  let what: String
  var testDescription: String { found }

  init(_ type: String?, _ name: String, key: String, _ what: String) {
    config = [
      "model_type": type.map { .string($0) } ?? .null, "architectures": [.string(name)],
    ]
    self.key = key
    found = key == "model_type" ? type ?? "" : name
    self.what = what
  }
}

@Suite struct OtherModelTests {
  static let cases = [
    OtherModelCase("llama", "LlamaForCausalLM", key: "model_type", "a decoder"),
    OtherModelCase("gemma3_text", "Gemma3TextModel", key: "model_type", "a decoder"),
    OtherModelCase("some-decoder", "SomeForCausalLM", key: "architectures", "a decoder"),
    OtherModelCase("gpt2", "GPT2LMHeadModel", key: "model_type", "a decoder"),
    OtherModelCase("bert", "BertLMHeadModel", key: "architectures", "a decoder"),
    OtherModelCase("t5", "T5ForConditionalGeneration", key: "model_type", "T5 encoders"),
    OtherModelCase("m2m_100", "M2M100ForConditionalGeneration", key: "model_type", "an encoder-d"),
    OtherModelCase(nil, "BartForConditionalGeneration", key: "architectures", "an encoder-d"),
    OtherModelCase(
      "xlm-roberta", "XLMRobertaForSequenceClassification", key: "architectures",
      "a cross-encoder or classifier: it scores pairs of texts and gives no text embedding"),
    OtherModelCase("new", "NewForSequenceClassification", key: "architectures", "a cross-encoder"),
    OtherModelCase("qwen2", "Qwen2ForSequenceClassification", key: "architectures", "a cross-enc"),
    OtherModelCase("bert", "BertForTokenClassification", key: "architectures", "labels words"),
    OtherModelCase("bert", "BertForQuestionAnswering", key: "architectures", "marks answers"),
    OtherModelCase("clip", "CLIPModel", key: "model_type", "a model of images"),
    OtherModelCase("qwen2_vl", "Qwen2VLForConditionalGeneration", key: "model_type", "of images"),
    OtherModelCase("vit", "ViTForImageClassification", key: "architectures", "of images"),
    OtherModelCase("whisper", "WhisperForConditionalGeneration", key: "model_type", "of sound"),
    OtherModelCase("wav2vec2", "Wav2Vec2ForCTC", key: "architectures", "of sound"),
    OtherModelCase("model2vec", "StaticModel", key: "model_type", "static word vectors"),
  ]

  @Test(arguments: cases)
  func `a model of another kind is refused by what it is`(other: OtherModelCase) throws {
    let error = #expect(throws: HuggingFaceError.self) {
      try Architecture.resolve(config: other.config, file: "config.json")
    }
    guard case .notAnEmbeddingModel(let file, let key, let found, let what) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == "config.json")
    #expect(key == other.key)
    #expect(found == other.found)
    #expect(what.contains(other.what), "\(what)")
  }

  @Test func `the refusal is one line with file, key, the supported and the found`() {
    let error = #expect(throws: HuggingFaceError.self) {
      try Architecture.resolve(
        config: ["model_type": "mistral", "architectures": ["MistralModel"]], file: "m/config.json")
    }
    #expect(
      error?.description == "m/config.json: model_type: expected an encoder of text "
        + "(\(Architecture.supported.map(\.name).joined(separator: ", "))), found \"mistral\": a "
        + "decoder, which generates text; embedding models made of decoders are not supported")
  }

  @Test(
    arguments: [
      ("new", "NewForTokenClassification"), ("bert", "BertForMaskedLM"),
      ("xlm-roberta", "XLMRobertaForMaskedLM"), ("distilbert", "DistilBertForMaskedLM"),
      ("mpnet", "MPNetForMaskedLM"), ("roberta", "RobertaForMaskedLM"),
      ("camembert", "CamembertForMaskedLM"),
    ])
  func `heads that supported models are published with are accepted`(
    type: String, name: String
  ) throws {
    let config: JSONValue = ["model_type": .string(type), "architectures": [.string(name)]]
    #expect(try Architecture.resolve(config: config, file: "config.json").name == type)
  }

  @Test(arguments: ["modernbert", "deberta-v2", "albert", "electra"])
  func `encoders that are not supported are refused with the supported`(type: String) throws {
    let error = #expect(throws: HuggingFaceError.self) {
      try Architecture.resolve(config: ["model_type": .string(type)], file: "config.json")
    }
    guard case .unsupported(_, let found, let supported) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == "\"\(type)\"")
    #expect(supported == Architecture.supported.map(\.name))
  }

  @Test(
    arguments: [
      ("sparse_encoder.models.SpladePooling", "SPLADE"), ("models.StaticEmbedding", "static word"),
      ("models.CLIPModel", "images"), ("models.WordEmbeddings", "static word"),
    ])
  func `a module that makes another kind of model is named`(name: String, what: String) throws {
    let type = "sentence_transformers.\(name)"
    let error = #expect(throws: HuggingFaceError.self) {
      try Architecture.refuseOthers(
        folder: "model", files: ["modules.json": [["idx": 0, "path": "", "type": .string(type)]]])
    }
    guard case .notAnEmbeddingModel(let file, let key, let found, let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == "model/modules.json")
    #expect(key == "[0].type")
    #expect(found == type)
    #expect(text.contains(what))
  }

  @Test(arguments: ["Asym", "Router", "CNN", "LSTM", "WordWeights", "WeightedLayerPooling"])
  func `a step that is not supported is named`(name: String) throws {
    let type = "sentence_transformers.models.\(name)"
    let modules: JSONValue = [["type": "custom.Transformer"], ["type": .string(type)]]
    let error = #expect(throws: HuggingFaceError.self) {
      try Architecture.refuseOthers(folder: "model/", files: ["modules.json": modules])
    }
    guard case .unsupportedModule(let file, let key, let found, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == "model/modules.json")
    #expect(key == "[1].type")
    #expect(found == type)
  }

  @Test func `nothing is refused without files, nor what another reader is for`() throws {
    try Architecture.refuseOthers(folder: "model", files: [:])
    try Architecture.refuseOthers(
      folder: "model",
      files: [
        "config.json": ConfigurationFixture.miniLM, "modules.json": ["not": "an array"],
      ])
  }

  @Test func `a name as long as a file is cut`() {
    let name = String(repeating: "x", count: 70_000)
    let error = #expect(throws: HuggingFaceError.self) {
      try Architecture.resolve(config: ["model_type": .string(name)], file: "config.json")
    }
    #expect((error?.description.count ?? 70_000) < 1000)
  }
}
