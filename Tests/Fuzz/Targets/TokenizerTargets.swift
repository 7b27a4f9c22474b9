import Base
import Model
import TestSupport
import Tokenization
import TokenizerCompilation

extension FuzzTarget {
  private static let tokenizerWords = [
    "\"model\":", "\"type\":", "\"Unigram\"", "\"WordPiece\"", "\"vocab\":", "\"added_tokens\":",
    "\"normalizer\":", "\"pre_tokenizer\":", "\"post_processor\":", "\"Precompiled\"",
    "\"precompiled_charsmap\":", "\"Metaspace\"", "\"WhitespaceSplit\"", "\"BertNormalizer\"",
    "\"BertPreTokenizer\"", "\"BPE\"", "\"merges\":", "\"ByteLevel\"", "\"add_prefix_space\":true",
    "\"TemplateProcessing\"", "\"unk_id\":", "\"unk_token\":",
    "\"truncation\":", "\"direction\":\"Left\"", "\"lstrip\":true", "\"rstrip\":true",
    "\"normalized\":true", "\"single_word\":true", "\"special\":true", "\"content\":", "\"id\":",
    "\"Sequence\"", "\"Replace\"", "\"Strip\"", "\"NFKC\"", "\"Lowercase\"",
    "\"max_input_chars_per_word\":",
    "\"continuing_subword_prefix\":\"##\"", "null", "true", "false", "▁", "<mask>", "[CLS]",
  ]
  private static let characters = [
    " ", "\t", "\u{a0}", "\u{3000}", "\u{200b}", "\u{200d}", "\u{301}", "\u{fe0f}", "é", "e\u{301}",
    "ß",
    "İ", "中文", "ｱ", "ﾞ", "한", "กำ", "नमस्ते", "👨‍👩‍👧", "🇩🇪", "<mask>", "</s>", "[MASK]", "[SEP]",
    "##", "▁", "ﬁ", "①", "\u{fffd}", "\u{e000}", "\u{10ffff}", "\u{0}", "\u{85}", "\u{1f1e6}",
  ]

  /// A `tokenizer.json`, and behind a zero byte a text for it.
  static let tokenizerJSON = FuzzTarget(
    "tokenizer-json", words: tokenizerWords, mutationCount: 2_000,
    seeds: {
      try FuzzSeeds.files("Golden/models", ["tokenizer.json"], limit: 20_000)
        + FuzzSeeds.files("Golden/tokenization", ["tokenizer.json"])
        + FuzzSeeds.files("Golden/Bad/models", ["tokenizer.json"], limit: 20_000)
    }
  ) {
    let declarations =
      try [.file, .xlmRoberta] + ["bert", "roberta", "camembert"].map(declaration(of:))
    return .plain { bytes in
      let (file, text) = parts(of: bytes)
      guard let value = try? JSONValue(parsing: file) else { return }
      for declaration in declarations {
        guard
          let model = try? TokenizerModel(
            tokenizerJSON: value, file: "tokenizer.json", declaration: declaration)
        else { continue }
        encode(text, with: Tokenizer(model))
      }
    }
  }

  /// What a folder of the model type says that has no other files.
  private static func declaration(of modelType: String) throws -> TokenizerDeclaration {
    try TokenizerDeclaration(TokenizerFiles(modelType: modelType))
  }

  /// The `merges.txt` of a `vocab.json`, and behind a zero byte a text for it.
  static let merges = FuzzTarget(
    "merges-txt", words: ["#version: 0.2\n", "Ġ ", " Ġ", "\r\n", "Ġ t\n"] + characters,
    mutationCount: 5_000,
    seeds: { try FuzzSeeds.files("Golden/models/roberta", ["merges.txt"]) }
  ) {
    let vocabulary = try Repository.json("Golden/models/roberta/vocab.json")
    return .plain { bytes in
      let (file, text) = parts(of: bytes)
      guard
        let tokenizer = try? CompiledTokenizer(
          .bytePairs(vocabulary, merges: file, mergesFile: "merges.txt"), file: "vocab.json",
          files: TokenizerFiles(modelType: "roberta"), lowercasesFirst: false)
      else { return }
      encode(text, with: Tokenizer(tokenizer.model))
    }
  }

  /// The `tokenizer_config.json` of a `vocab.txt`, behind a zero byte its `special_tokens_map.json`, and
  /// behind another its `added_tokens.json`.
  static let configuration = FuzzTarget(
    "tokenizer-config",
    words: tokenizerWords + [
      "\"tokenizer_class\":\"BertTokenizer\"", "\"added_tokens_decoder\":{\"5\":",
      "\"mask_token\":",
      "\"additional_special_tokens\":[", "\"extra_special_tokens\":[", "\"do_lower_case\":",
      "\"model_specific_special_tokens\":{", "\"split_special_tokens\":true", "\u{0}", "\"[PAD]\"",
      "\"truncation_side\":\"left\"", "\"x_token\":",
    ], mutationCount: 5_000,
    seeds: {
      let files = try FuzzSeeds.files("Golden", ["tokenizer_config.json"], limit: 4_000)
      let map = Array(#"{"cls_token":"[CLS]","extra_special_tokens":["a",{"content":"b"}]}"#.utf8)
      return files + files.prefix(3).map { $0 + [0] + map + [0] + Array(#"{"[NEW]":64}"#.utf8) }
    }
  ) {
    let vocabulary = Array(FuzzSeeds.vocabulary.utf8)
    return .plain { bytes in
      let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      let values = parts.map { try? JSONValue(parsing: Array($0)) }
      func file(_ place: Int) -> TokenizerFiles.File? {
        guard place < values.count, let value = values[place] else { return nil }
        return TokenizerFiles.File(value, name: "file \(place)")
      }
      let files = TokenizerFiles(
        configuration: file(0), specialTokensMap: file(1), addedTokens: file(2), modelType: "bert")
      do throws(TokenizerFileError) {
        let tokenizer = try CompiledTokenizer(
          .lines(vocabulary), file: "vocab.txt", files: files, lowercasesFirst: false)
        encode(usualText, with: Tokenizer(tokenizer.model))
      } catch {
        precondition(!error.description.isEmpty, "an error without words")
      }
    }
  }

  /// A SentencePiece model, and the texts that the others have.
  static let sentencePiece = FuzzTarget(
    "sentencepiece", words: ["<s>", "</s>", "<unk>", "▁", "\u{18}\u{2}", "\u{a}\u{4}", "▁a"],
    mutationCount: 5_000,
    seeds: { try FuzzSeeds.files("Golden", ["sentencepiece.bpe.model"]) }
  ) {
    .plain { bytes in
      guard
        let model = try? TokenizerModel(sentencePiece: bytes, file: "sentencepiece.bpe.model")
      else { return }
      encode(usualText, with: Tokenizer(model))
    }
  }

  /// A `vocab.txt`, and behind a zero byte a text for it.
  static let vocabulary = FuzzTarget(
    "vocab-txt",
    words: ["[PAD]\n", "[UNK]\n", "[CLS]\n", "[SEP]\n", "[MASK]\n", "##", "\r\n"] + characters,
    mutationCount: 5_000,
    seeds: {
      try FuzzSeeds.files("Golden", ["vocab.txt"]) + [Array(FuzzSeeds.vocabulary.utf8)]
        + [Array("\(FuzzSeeds.vocabulary)\u{0}The café, 中 abc##d".utf8)]
    }
  ) {
    let configurations = ["", ",\"do_lower_case\":false", ",\"strip_accents\":false"]
    let declarations = try configurations.map { text in
      let value = try JSONValue(
        parsing: Array("{\"tokenizer_class\":\"BertTokenizer\"\(text)}".utf8))
      return try TokenizerDeclaration(
        TokenizerFiles(configuration: .init(value, name: "tokenizer_config.json")))
    }
    return .plain { bytes in
      let (file, text) = parts(of: bytes)
      for declaration in declarations {
        guard
          let model = try? TokenizerModel(
            vocabulary: file, file: "vocab.txt", declaration: declaration)
        else { continue }
        encode(text, with: Tokenizer(model))
      }
    }
  }

  /// A text for tokenizers that are right.
  static let text = FuzzTarget(
    "text", words: characters, mutationCount: 10_000,
    seeds: {
      [usualText, "", String(repeating: "a", count: 300), characters.joined(separator: " ")].map {
        Array($0.utf8)
      }
    }
  ) {
    let files = try ["xlm-roberta-mean", "bert-mean", "roberta"].map { name in
      try Repository.json("Golden/models/\(name)/tokenizer.json")
    }
    let tokenizers = try files.map {
      Tokenizer(try TokenizerModel(tokenizerJSON: $0, file: "tokenizer.json"))
    }
    return .plain { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      for tokenizer in tokenizers { encode(text, with: tokenizer) }
    }
  }

  private static let usualText = "Hello <mask> World, e\u{301}é\u{a0}中文 👨‍👩‍👧 [CLS]ﬁ</s> x"

  private static func parts(of bytes: [UInt8]) -> (file: [UInt8], text: String) {
    guard let zero = bytes.firstIndex(of: 0) else { return (bytes, usualText) }
    return (Array(bytes[..<zero]), String(decoding: bytes[(zero + 1)...], as: UTF8.self))
  }

  /// All ids are the vocabulary's, a limit leaves out as many as it says, and the pieces can be read.
  private static func encode(_ text: String, with tokenizer: Tokenizer) {
    let settings = tokenizer.model.settings
    let all = tokenizer.tokens(text)
    let ids = 0..<Int32(clamping: settings.vocabularySize)
    precondition(all.allSatisfy(ids.contains), "an id outside the vocabulary")
    let specialCount = settings.prefixIDs.count + settings.suffixIDs.count
    for limit in [specialCount, specialCount + 3, specialCount + all.count] {
      guard
        let encoding = try? tokenizer.encode(text, maximumTokenCount: limit, overflow: .truncate)
      else { preconditionFailure("\(limit) tokens are refused") }
      let keptCount = encoding.ids.count - specialCount
      precondition(keptCount == min(limit - specialCount, all.count), "too many or too few ids")
      precondition(encoding.droppedTokenCount == all.count - keptCount, "ids that are not counted")
    }
    _ = tokenizer.decisiveIDs(text)
    _ = try? tokenizer.pieces()
  }
}

/// The ids of many texts, for `Scripts/fuzz`, which compares them with HuggingFace's.
enum EncodedLines {
  /// Reads `tokenizer.json` and `texts.jsonl` of a folder and writes `ids.jsonl`, an array a line.
  static func write(_ folder: String) throws {
    let tokenizer = Tokenizer(
      try TokenizerModel(
        tokenizerJSON: JSONValue(parsing: Repository.contents("\(folder)/tokenizer.json")),
        file: "tokenizer.json"))
    let lines = try TextLines(path: "\(folder)/texts.jsonl", format: .text)
    var output: [UInt8] = []
    while case .text(let line) = try lines.next() {
      guard let text = try JSONValue(parsing: Array(line.utf8)).string else { continue }
      output += Array("\(tokenizer.tokens(text))\n".utf8)
    }
    try FuzzFile.write(output, to: "\(folder)/ids.jsonl")
  }
}
