import Base
import HuggingFace
import Model
import Testing

/// A change of one sentence-transformers file and what it is refused with.
struct RefusedFile: CustomTestStringConvertible, Sendable {
  let file: String
  let value: JSONValue
  let refusal: String
  var testDescription: String { refusal }

  init(_ file: String, _ value: JSONValue, _ refusal: String) {
    self.file = file
    self.value = value
    self.refusal = refusal
  }
}

@Suite struct RefusedSentenceFileTests {
  static func modules(_ index: Int, _ change: JSONValue) -> JSONValue {
    var modules = Array(SentenceConfigurationTests.modules.array ?? [])
    modules[index] = modules[index].setting(change)
    return .array(modules)
  }

  static func pooling(_ change: JSONValue) -> JSONValue {
    SentenceConfigurationTests.pooling.setting(change)
  }

  static func sentence(_ change: JSONValue) -> JSONValue {
    SentenceConfigurationTests.sentenceTransformers.setting(change)
  }

  static let modulesFile = [
    RefusedFile("modules.json", [:], "expected an array, found an object"),
    RefusedFile(
      "modules.json", [],
      "expected Transformer, Pooling and optionally steps after it, found no module"),
    RefusedFile(
      "modules.json", modules(2, ["type": "sentence_transformers.models.WordWeights"]),
      "[2].type: expected Transformer, Pooling and steps that are supported, found "
        + "\"sentence_transformers.models.WordWeights\": a weight for each word, which is not "
        + "supported"),
    RefusedFile(
      "modules.json", modules(2, ["type": "sentence_transformers.models.Other"]),
      "[2].type: expected a sentence_transformers Dense, Dropout, LayerNorm, Normalize, "
        + "found \"sentence_transformers.models.Other\""),
    RefusedFile(
      "modules.json", modules(2, ["type": "sentence_transformers.models.Pooling"]),
      "[2].type: expected a sentence_transformers Dense, Dropout, LayerNorm, Normalize, "
        + "found \"sentence_transformers.models.Pooling\""),
    RefusedFile(
      "modules.json", modules(0, ["type": "custom_st.Transformer"]),
      "[0].type: expected a sentence_transformers Transformer, found \"custom_st.Transformer\""),
    RefusedFile(
      "modules.json", modules(1, ["path": "../1_Pooling"]),
      "[1].path: expected a folder inside the model's, found \"../1_Pooling\""),
    RefusedFile(
      "modules.json", modules(1, ["path": ""]),
      "[1].path: expected a folder inside the model's, found \"\""),
    RefusedFile(
      "modules.json", modules(1, ["name": "0"]),
      "[1].name: expected a name of its own, found \"0\""),
    RefusedFile(
      "modules.json", modules(1, ["kwargs": ["task"]]),
      "[1].kwargs: expected [] or null, found [\"task\"]"),
    RefusedFile(
      "modules.json", modules(1, ["when": "now"]),
      "[1].when: expected a known key, found an unknown one with the value \"now\""),
  ]

  static let expectedModes =
    "expected a pooling mode or a list of them, each once: cls, max, mean, "
    + "mean_sqrt_len_tokens, weightedmean, lasttoken"

  static let poolingFile = [
    RefusedFile(
      "1_Pooling/config.json", pooling(["pooling_mode_max_tokens": 1]),
      "pooling_mode_max_tokens: expected true or false, found 1"),
    RefusedFile(
      "1_Pooling/config.json", pooling(["pooling_mode": "median"]),
      "pooling_mode: \(expectedModes), found \"median\""),
    RefusedFile(
      "1_Pooling/config.json", pooling(["pooling_mode": []]),
      "pooling_mode: \(expectedModes), found []"),
    RefusedFile(
      "1_Pooling/config.json", pooling(["pooling_mode": ["mean", "mean"]]),
      "pooling_mode: \(expectedModes), found [\"mean\",\"mean\"]"),
    RefusedFile(
      "1_Pooling/config.json", pooling(["include_prompt": nil]),
      "include_prompt: expected true or false, found null"),
    RefusedFile(
      "1_Pooling/config.json", pooling(["word_embedding_dimension": 384]),
      "word_embedding_dimension: expected an integer from 768 to 768, found 384"),
    RefusedFile(
      "1_Pooling/config.json", pooling(["dropout": 1]),
      "dropout: expected a known key, found an unknown one with the value 1"),
  ]

  static let otherFiles = [
    RefusedFile(
      "sentence_bert_config.json", ["max_seq_length": 1],
      "max_seq_length: expected an integer from 2 to 16777216, found 1"),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["prompts": ["query": 1]]),
      "prompts.query: expected a string, found 1"),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["default_prompt_name": "title"]),
      "default_prompt_name: expected the name of a prompt, found \"title\""),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["similarity_fn_name": "maxsim"]),
      "similarity_fn_name: expected cosine, dot, euclidean or manhattan, found \"maxsim\""),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["truncate_dim": 0]),
      "truncate_dim: expected an integer from 1 to 1073741824, found 0"),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["truncate_dim": -1]),
      "truncate_dim: expected an integer from 1 to 1073741824, found -1"),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["model_type": "SparseEncoder"]),
      "model_type: expected \"SentenceTransformer\" or null, found \"SparseEncoder\""),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["matryoshka_dimensions": [1024]]),
      "matryoshka_dimensions: expected sizes from 1 to 768, each once, found [1024]"),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["matryoshka_dimensions": [64, 64]]),
      "matryoshka_dimensions: expected sizes from 1 to 768, each once, found [64,64]"),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["matryoshka_dimensions": "256"]),
      "matryoshka_dimensions: expected an array of integers, found \"256\""),
    RefusedFile(
      "config_sentence_transformers.json", sentence(["scale": 2]),
      "scale: expected a known key, found an unknown one with the value 2"),
  ]

  @Test(arguments: modulesFile + poolingFile + otherFiles)
  func `a file that asks for something else is refused by its key`(file: RefusedFile) {
    let error = #expect(throws: HuggingFaceError.self) {
      try SentenceConfigurationTests.read([file.file: file.value])
    }
    #expect(error?.description == "model/\(file.file): \(file.refusal)")
  }

  @Test func `missing modules and a missing pooling file are named`() {
    let modules = #expect(throws: HuggingFaceError.self) {
      try SentenceConfigurationTests.read(["modules.json": nil])
    }
    #expect(modules?.description.hasPrefix("model: expected modules.json (") == true)
    let pooling = #expect(throws: HuggingFaceError.self) {
      try SentenceConfigurationTests.read(["1_Pooling/config.json": nil])
    }
    #expect(pooling?.description.hasPrefix("model: expected 1_Pooling/config.json (") == true)
  }

  @Test func `a given pooling may not contradict the files`() {
    let error = #expect(throws: HuggingFaceError.self) {
      try SentenceConfigurationTests.read(pooling: .cls)
    }
    #expect(
      error?.description
        == "model/1_Pooling/config.json: pooling: expected cls, as was asked for, found mean")
  }

  @Test(arguments: [[], [0], [1024], [64, 64]])
  func `given Matryoshka sizes must fit the vector`(sizes: [Int]) {
    let error = #expect(throws: HuggingFaceError.self) {
      try SentenceConfigurationTests.read(matryoshka: sizes)
    }
    #expect(error?.description.hasPrefix("model: matryoshka sizes: expected sizes from 1") == true)
  }

  @Test func `a limit above the position table is that of the table`() throws {
    let config = ConfigurationFixture.nomicMoE.setting([
      "rotary_emb_fraction": 0, "n_positions": 256,
    ])
    #expect(try SentenceConfigurationTests.read(["config.json": config]).maximumTokenCount == 256)
  }

  @Test func `positions for less than two tokens are refused`() {
    let config = ConfigurationFixture.nomicMoE.setting([
      "rotary_emb_fraction": 0, "n_positions": 1,
    ])
    let error = #expect(throws: HuggingFaceError.self) {
      try SentenceConfigurationTests.read(["config.json": config])
    }
    #expect(
      error?.description == "model/config.json: n_positions: "
        + "expected at least 2, the rows of a text of 2 tokens, found 1")
  }
}
