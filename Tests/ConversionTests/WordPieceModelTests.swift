import CrestWriting
import HuggingFace
import Model
import Base
import Conversion
import CrestFormat
import Inference
import Quantization
import Reference
import TestSupport
import Testing
import Tokenization

/// A `bert` model of random weights with BERT's uncased vocabulary, from files to vectors.
@Suite struct WordPieceModelTests {
  private func model(in folder: TemporaryFolder, configured: Bool = true) throws -> String {
    var model = RandomModel(.bert)
    model.vocabulary = 30522
    let path = try model.write(into: folder, as: "bert")
    for name in ["vocab.txt", "tokenizer_config.json"] where configured || name == "vocab.txt" {
      try folder.link(
        "bert/\(name)", to: Repository.path("Golden/tokenization/bert-uncased/\(name)"))
    }
    return path
  }

  @Test
  func `texts in other languages than the tokenizer's are measured with, not calibrated with`()
    throws
  {
    try TemporaryFolder.with { folder in
      let source = try SourceModel(path: model(in: folder))
      let tokenizer = Tokenizer(try #require(source.tokenizer))
      let all = CalibrationTextSet.builtIn
      let languages = Dictionary(
        zip(all.texts, all.languages ?? []), uniquingKeysWith: { first, _ in first })
      let (kept, heldOut) = try all.split(for: tokenizer, source.sentence)
      let known = try CalibrationTextSet.languages(knownTo: tokenizer, source.sentence)
      #expect(Set(kept.texts.compactMap { languages[$0] }).isSubset(of: known))
      #expect(heldOut.groups.contains("en") && known.contains("en"))
      #expect(!Set(heldOut.groups).isSubset(of: known))
      #expect(heldOut.groups == heldOut.texts.map { languages[$0] })
      #expect(Set(kept.texts).isDisjoint(with: heldOut.texts))
      #expect((200...240).contains(heldOut.texts.count))
      // Of texts that nobody has named the language of, all are calibrated with, and scripts count.
      let own = CalibrationTextSet(name: "own", texts: all.texts)
      let scripts = try own.split(for: tokenizer, source.sentence)
      #expect(scripts.kept.texts.count + scripts.heldOut.texts.count == all.texts.count)
      #expect(Set(scripts.heldOut.groups).isSuperset(of: ["Latin", "Cyrillic", "Japanese"]))
      let again = try own.split(for: tokenizer, source.sentence)
      #expect(scripts.heldOut == again.heldOut && scripts.kept == again.kept)
    }
  }

  @Test func `a stored WordPiece tokenizer gives the ids and vectors of the original's`() throws {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder)
      let file = try convert(path, .none, to: folder.path("a.crest"))
      try file.verifyChecksums()
      let tables = file.manifest.tensors.map(\.name).filter { $0.hasPrefix("tokenizer.") }
      #expect(tables == [TensorName.tokenizer(.trie).description])
      let original = try SourceModel(path: path).model()
      let stored = try EmbeddingModel(
        file: file, options: RuntimeOptions(floatProducts: OpenBLAS()))
      let texts = ["Où est la gare ?", "[MASK] 한국어 中文 İ", "", "embeddings, embeddings."]
      for text in texts {
        #expect(try stored.tokenize(text) == original.tokenize(text))
      }
      #expect(try stored.tokenize("embeddings").ids == [101, 7861, 8270, 4667, 2015, 102])
      #expect(stored.tokenizer?.model.settings == original.tokenizer?.model.settings)
      let (a, b) = (try original.embed(texts: texts), try stored.embed(texts: texts))
      for (a, b) in zip(a, b) { #expect(Vectors.largestDifference(a, b) < 1e-6) }
    }
  }

  @Test func `canaries of a quantised file are texts, and biases are corrected`() throws {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder)
      let file = try convert(path, .int8, to: folder.path("a.crest"))
      let options = file.manifest.provenance.options
      #expect(options.contains { $0.key == "bias_correction" && $0.value == "built-in" })
      let sources = file.manifest.provenance.sources.map(\.name)
      #expect(sources.contains("vocab.txt") && sources.contains("tokenizer_config.json"))
      let model = try EmbeddingModel(file: file)
      for canary in try #require(file.manifest.canaries).canaries {
        guard case .text(let text) = canary.input else {
          Issue.record("a canary without a text")
          continue
        }
        #expect(Vectors.bits(try model.embed(texts: [text])) == Vectors.bits([canary.vector]))
      }
    }
  }

  @Test func `a vocabulary without its configuration has the settings of BERT's class`() throws {
    try TemporaryFolder.with { folder in
      let path = try model(in: folder, configured: false)
      guard case .wordpiece(let settings) = try SourceModel(path: path).tokenizer?.settings.kind
      else {
        Issue.record("no WordPiece tokenizer")
        return
      }
      #expect(settings.lowercases && settings.stripsAccents && settings.separatesIdeographs)
    }
  }

  @Test func `pieces and prompts whose names are canonically equal convert and embed`() throws {
    try TemporaryFolder.with { folder in
      var model = RandomModel(.bert)
      model.vocabulary = 10
      let path = try model.write(into: folder, as: "bert")
      try folder.write(
        "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n\u{2126}\n\u{3a9}\ne\u{301}\n\u{e9}\n",
        to: "bert/vocab.txt")
      try folder.write(
        #"{"tokenizer_class":"BertTokenizer","do_lower_case":false}"#,
        to: "bert/tokenizer_config.json")
      try folder.write(
        "{\"prompts\":{\"\u{3a9}\":\"a \",\"\u{2126}\":\"a a \"},"
          + "\"default_prompt_name\":\"\u{2126}\"}", to: "bert/config_sentence_transformers.json")
      let stored = try EmbeddingModel(
        file: try convert(path, .none, to: folder.path("a.crest")),
        options: RuntimeOptions(floatProducts: OpenBLAS()))
      #expect(try stored.promptText(.modelDefault) == "a a ")
      #expect(try stored.promptText(.named("\u{3a9}")) == "a ")
      #expect(try stored.promptText(.named("\u{2126}")) == "a a ")
      // The ids of HuggingFace tokenizers 0.23.3 for this vocabulary.
      let text = "\u{3a9} \u{2126} \u{e9} e\u{301}"
      #expect(try stored.tokenize(text, prompt: .text("")).ids == [2, 7, 6, 9, 8, 3])
      let vectors = try stored.embed(texts: ["\u{3a9}", "\u{2126}"], prompt: .text(""))
      #expect(Vectors.largestDifference(vectors[0], vectors[1]) > 0.01)
    }
  }
}
