import Base
import HuggingFace
import Model
import Testing

@Suite struct SentenceConfigurationTests {
  static let modules: JSONValue = [
    ["idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"],
    ["idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"],
    [
      "idx": 2, "name": "2", "path": "2_Normalize",
      "type": "sentence_transformers.models.Normalize",
    ],
  ]

  static let pooling: JSONValue = [
    "word_embedding_dimension": 768, "pooling_mode_cls_token": false,
    "pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": false,
    "pooling_mode_mean_sqrt_len_tokens": false, "pooling_mode_weightedmean_tokens": false,
    "pooling_mode_lasttoken": false, "include_prompt": true,
  ]

  static let sentenceTransformers: JSONValue = [
    "__version__": ["sentence_transformers": "3.3.0"],
    "prompts": ["query": "search_query: ", "passage": "search_document: "],
    "default_prompt_name": nil, "similarity_fn_name": "cosine",
  ]

  /// All files of nomic-embed-text-v2-moe.
  static let files: [String: JSONValue] = [
    "config.json": ConfigurationFixture.nomicMoE, "modules.json": modules,
    "1_Pooling/config.json": pooling,
    "sentence_bert_config.json": ["max_seq_length": 512, "do_lower_case": false],
    "config_sentence_transformers.json": sentenceTransformers,
    "tokenizer_config.json": ["model_max_length": 512],
  ]

  /// Reads the files with some of them replaced; `nil` takes one away.
  static func read(
    _ changes: [String: JSONValue?] = [:], pooling: Pooling? = nil, matryoshka: [Int]? = nil
  ) throws -> SentenceConfiguration {
    var files = Self.files
    for (name, value) in changes { files[name] = value }
    let modelFiles = try ModelFiles(folder: "model", files: files)
    return try SentenceReading(
      files: modelFiles, configuration: try ConfigurationFixture.read(modelFiles.config),
      pooling: pooling, matryoshka: matryoshka
    ).sentence
  }

  @Test func `the files of nomic-embed-text-v2-moe are read completely`() throws {
    #expect(
      try Self.read()
        == SentenceConfiguration(
          pooling: .mean, normalizes: true, maximumTokenCount: 512,
          prompts: [
            Prompt(name: "query", text: "search_query: "),
            Prompt(name: "passage", text: "search_document: "),
          ], defaultPromptName: nil, dimensions: [768], similarity: "cosine",
          layerNormBeforeCut: false))
  }

  @Test func `files as sentence-transformers 6 writes them are read`() throws {
    var modules = (Self.modules.array ?? []).map { $0.removing(["type"]) }
    let package = "sentence_transformers"
    for (index, type) in [
      "base.modules.transformer.Transformer",
      "sentence_transformer.modules.pooling.Pooling", "base.modules.normalize.Normalize",
    ].enumerated() {
      modules[index] = modules[index].setting(["type": .string("\(package).\(type)")])
    }
    let configuration = try Self.read([
      "modules.json": .array(modules),
      "1_Pooling/config.json": [
        "embedding_dimension": 768, "pooling_mode": "cls", "include_prompt": false,
      ],
      "sentence_bert_config.json": [
        "transformer_task": "feature-extraction",
        "modality_config": [
          "text": ["method": "forward", "method_output_name": "last_hidden_state"]
        ],
        "module_output_name": "token_embeddings",
      ],
      "config_sentence_transformers.json": Self.sentenceTransformers.setting([
        "model_type": "SentenceTransformer", "default_prompt_name": "query",
      ]),
    ])
    #expect(configuration.pooling == .cls)
    #expect(configuration.promptPooling == .excluded)
    #expect(configuration.defaultPromptName == "query")
    #expect(configuration.maximumTokenCount == 512)
  }

  @Test func `every pooling is read, several in the order of their vectors`() throws {
    func pooling(_ changes: JSONValue) throws -> String {
      try Self.read(["1_Pooling/config.json": Self.pooling.setting(changes)]).pooling.rawValue
    }
    for mode in PoolingMode.allCases {
      #expect(try pooling(["pooling_mode": .string(mode.rawValue)]) == mode.rawValue)
      #expect(try pooling(["pooling_mode": [.string(mode.rawValue)]]) == mode.rawValue)
    }
    // A list has its own order, the booleans of older versions have that of the library.
    #expect(try pooling(["pooling_mode": ["mean", "cls"]]) == "mean+cls")
    #expect(
      try pooling(["pooling_mode_lasttoken": true, "pooling_mode_cls_token": true])
        == "cls+mean+lasttoken")
    #expect(
      try pooling([
        "pooling_mode_mean_tokens": false, "pooling_mode_mean_sqrt_len_tokens": true,
        "pooling_mode_weightedmean_tokens": true, "pooling_mode_max_tokens": true,
      ]) == "max+mean_sqrt_len_tokens+weightedmean")
    #expect(try pooling(["pooling_mode_mean_tokens": false]) == "mean")
    #expect(
      try Self.read([
        "1_Pooling/config.json": ["embedding_dimension": 768, "pooling_mode": ["max", "cls"]]
      ]).dimensions == [1536])
  }

  @Test func `a prompt that is not pooled is read for every pooling`() throws {
    func pooling(_ changes: JSONValue) throws -> PromptPooling {
      try Self.read(["1_Pooling/config.json": Self.pooling.setting(changes)]).promptPooling
    }
    #expect(try pooling(["include_prompt": true]) == .included)
    for mode in PoolingMode.allCases {
      let changes: JSONValue = ["include_prompt": false, "pooling_mode": .string(mode.rawValue)]
      #expect(try pooling(changes) == .excluded)
    }
  }

  @Test func `without a Normalize module vectors keep their length`() throws {
    let modules = JSONValue.array(Array((Self.modules.array ?? []).prefix(2)))
    #expect(try Self.read(["modules.json": modules]).normalizes == false)
  }

  @Test func `without modules a given pooling is used and vectors are normalised`() throws {
    let changes: [String: JSONValue?] = ["modules.json": nil, "1_Pooling/config.json": nil]
    let configuration = try Self.read(changes, pooling: .cls)
    #expect(configuration.pooling == .cls)
    #expect(configuration.normalizes)
    #expect(throws: HuggingFaceError.self) { try Self.read(changes) }
  }

  @Test func `without prompts file there are no prompts`() throws {
    let configuration = try Self.read(["config_sentence_transformers.json": nil])
    #expect(configuration.prompts == [])
    #expect(configuration.similarity == "cosine")
  }

  @Test func `the token limit falls back to tokenizer and positions`() throws {
    let none: [String: JSONValue?] = ["sentence_bert_config.json": nil]
    #expect(try Self.read(none).maximumTokenCount == 512)
    let unlimited = none.merging(["tokenizer_config.json": ["model_max_length": 1e30]]) { $1 }
    #expect(try Self.read(unlimited).maximumTokenCount == 2048)
    let neither = none.merging(["tokenizer_config.json": nil]) { $1 }
    #expect(try Self.read(neither).maximumTokenCount == 2048)
  }

  @Test func `Matryoshka sizes come from the caller, the sentence files or the config`() throws {
    let config = ConfigurationFixture.nomicMoE.setting(["matryoshka_dimensions": [64, 256]])
    #expect(try Self.read(matryoshka: [256, 768, 128]).dimensions == [768, 256, 128])
    #expect(try Self.read(["config.json": config]).dimensions == [768, 256, 64])
    let sentence = Self.sentenceTransformers.setting(["matryoshka_dimensions": [768, 32]])
    let both: [String: JSONValue?] = [
      "config.json": config, "config_sentence_transformers.json": sentence,
    ]
    #expect(try Self.read(both).dimensions == [768, 32])
    #expect(try Self.read(both, matryoshka: [512]).dimensions == [768, 512])
  }

  @Test func `a folder's files are read by name, and config.json must be there`() throws {
    let files = try ModelFiles(
      folder: "m/", files: ["config.json": ConfigurationFixture.miniLM, "modules.json": []])
    #expect(files.modules == [])
    #expect(files.moduleFiles == [:])
    #expect(files.configPath == "m/config.json")
    #expect(Set(Self.files.keys).isSubset(of: ModelFiles.names))
    let error = #expect(throws: HuggingFaceError.self) {
      try ModelFiles(folder: "m", files: [:])
    }
    #expect(
      error?.description
        == "m: expected config.json (the model's architecture and sizes), found no such file")
  }
}
