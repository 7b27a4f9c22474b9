extension KnownModel {
  /// The known models.
  ///
  /// Prompts have the names of MTEB and of nomic-embed-text-v2-moe's files: query and passage.
  /// Sources: the models' cards, and MTEB's `mteb/models/NAME_models.py`.
  public static let all: [KnownModel] = e5 + bge + nomic + arctic + gte

  private static let e5 = ["small", "base", "large"].map { size in
    KnownModel(
      "intfloat/multilingual-e5-\(size)",
      prompts: ["query": "query: ", "passage": "passage: "], source: "model card")
  }

  private static let bge = ["small", "base", "large"].map { size in
    KnownModel(
      "BAAI/bge-\(size)-en-v1.5",
      prompts: ["query": "Represent this sentence for searching relevant passages: "],
      source: "MTEB's bge_models.py")
  }

  private static let nomicPrompts: KeyValuePairs = [
    "query": "search_query: ", "passage": "search_document: ",
    "classification": "classification: ", "clustering": "clustering: ",
  ]

  private static let nomic = [
    KnownModel("nomic-ai/nomic-embed-text-v1", prompts: nomicPrompts, source: "model card"),
    KnownModel(
      "nomic-ai/nomic-embed-text-v1.5", prompts: nomicPrompts,
      dimensions: [768, 512, 256, 128, 64], layerNormBeforeCut: true, source: "model card"),
    KnownModel(
      "nomic-ai/nomic-embed-text-v2-moe", dimensions: [768, 256], source: "model card"),
  ]

  private static let arctic = [("l", 1024), ("m", 768)].map { size, width in
    KnownModel(
      "Snowflake/snowflake-arctic-embed-\(size)-v2.0", prompts: ["query": "query: "],
      dimensions: [width, 256], source: "model card")
  }

  /// Any size from 128 to 768 is good; the list of all of them takes 1.3 kB in a file.
  private static let gte = [
    KnownModel(
      "Alibaba-NLP/gte-multilingual-base", dimensions: (128...768).reversed(),
      source: "model card")
  ]
}
