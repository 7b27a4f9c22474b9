import Model
import Base
import Testing
import Tokenization
import TokenizerCompilation
import TestSupport

/// Files that must be refused, each with the field, what was expected and what was found.
struct TokenizerFileTests {
  private static let cases: [(field: String, path: [String], value: JSONValue?)] = [
    ("model", ["model"], nil),
    ("model.vocab", ["model", "vocab"], nil),
    ("model.vocab", ["model", "vocab"], []),
    ("model.vocab", ["model", "vocab"], "text"),
    ("model.vocab[5]", ["model", "vocab", "5"], ["a"]),
    ("model.vocab[5]", ["model", "vocab", "5"], [1, "a"]),
    ("model.vocab[5]", ["model", "vocab", "5"], ["", -1]),
    ("model.vocab[5]", ["model", "vocab", "5"], ["a\0", -1]),
    ("model.vocab[5]", ["model", "vocab", "5"], ["a", 1e300]),
    ("model.vocab", ["model", "vocab", "1"], ["<other>", 0]),
    ("model.unk_id", ["model", "unk_id"], nil),
    ("model.unk_id", ["model", "unk_id"], .null),
    ("model.unk_id", ["model", "unk_id"], 13),
    ("model.unk_id", ["model", "unk_id"], -1),
    ("model.byte_fallback", ["model", "byte_fallback"], true),
    ("normalizer", ["normalizer"], nil),
    ("normalizer", ["normalizer"], .null),
    ("normalizer", ["normalizer", "type"], "NFKC"),
    ("normalizer.precompiled_charsmap", ["normalizer", "precompiled_charsmap"], ""),
    ("normalizer.precompiled_charsmap", ["normalizer", "precompiled_charsmap"], "BAAA*AAAAAAA"),
    ("normalizer.precompiled_charsmap", ["normalizer", "precompiled_charsmap"], "BAAAAAAA"),
    ("normalizer.precompiled_charsmap", ["normalizer", "precompiled_charsmap"], "CAAAAAAAAAAA"),
    ("normalizer.precompiled_charsmap", ["normalizer", "precompiled_charsmap"], "BAAAAAAAAAAB"),
    ("pre_tokenizer", ["pre_tokenizer"], TinyTokenizer.metaspace),
    ("pre_tokenizer", ["pre_tokenizer", "pretokenizers", "0", "type"], "Whitespace"),
    (
      "pre_tokenizer.pretokenizers[1].prepend_scheme",
      ["pre_tokenizer", "pretokenizers", "1", "prepend_scheme"], "first"
    ),
    (
      "pre_tokenizer.pretokenizers[1].replacement",
      ["pre_tokenizer", "pretokenizers", "1", "replacement"], "_"
    ),
    (
      "pre_tokenizer.pretokenizers[1].split", ["pre_tokenizer", "pretokenizers", "1", "split"],
      false
    ),
    ("post_processor.type", ["post_processor", "type"], "ByteLevel"),
    ("post_processor.single", ["post_processor", "single"], []),
    (
      "post_processor.special_tokens.</s>", ["post_processor", "special_tokens", "</s>"], nil
    ),
    (
      "post_processor.special_tokens.</s>.ids[0]",
      ["post_processor", "special_tokens", "</s>", "ids"], [13]
    ),
    ("added_tokens[4].id", ["added_tokens", "4", "id"], 11),
    ("added_tokens[5].id", ["added_tokens", "5"], TinyTokenizer.special(14, "<new>")),
    ("added_tokens[4].single_word", ["added_tokens", "4", "single_word"], "no"),
    ("truncation.direction", ["truncation"], ["direction": "Up"]),
    ("added_tokens[4].lstrip", ["added_tokens", "4", "lstrip"], "yes"),
    ("(top level)", ["extra"], 1),
  ]

  @Test(arguments: cases)
  func `a wrong field is refused by name`(
    field: String, path: [String], value: JSONValue?
  ) throws {
    expectRefusal("tiny.json", field) { try TinyTokenizer.model([(path, value)]) }
  }

  @Test func `other kinds of tokenizers are named as not supported yet`() throws {
    let edits: [(path: [String], value: JSONValue?)] = [
      (["model", "type"], "WordLevel"), (["normalizer"], ["type": "NFC"]),
    ]
    #expect(
      throws: TokenizerFileError.unsupportedTokenizer(
        file: "tiny.json", found: "a WordLevel model with the normalizer NFC",
        supported:
          "Unigram models with the XLM-RoBERTa pipeline (tokenizer.json or "
          + "sentencepiece.bpe.model), WordPiece models with the BERT pipeline (tokenizer.json or "
          + "vocab.txt), byte-level BPE models with the RoBERTa pipeline (tokenizer.json or "
          + "vocab.json and merges.txt)"
      )
    ) { try TinyTokenizer.model(edits) }
  }

  @Test func `messages name file, field, expected and found`() {
    let error = TokenizerFileError.invalidField(
      file: "t.json", field: "model.unk_id", expected: "an integer", found: "null")
    #expect("\(error)" == "t.json: field 'model.unk_id': expected an integer, found null")
  }

  @Test func `fields that cannot change ids may be missing or old`() throws {
    let model = try TinyTokenizer.model([
      (["model", "type"], nil), (["model", "byte_fallback"], nil), (["padding"], nil),
      (["pre_tokenizer", "pretokenizers", "1", "prepend_scheme"], nil),
      (["pre_tokenizer", "pretokenizers", "1", "add_prefix_space"], true),
      (["pre_tokenizer", "pretokenizers", "1", "split"], nil),
    ])
    #expect(model.settings.kind == .unigram(pipeline: .wordwise, unknownScore: -17))
    #expect(model.settings == (try TinyTokenizer.model().settings))
  }

  @Test func `a SentencePiece file is refused when cut or foreign`() throws {
    let whole = try Fixtures.bytes("xlm-roberta/sentencepiece.bpe.model")
    for bytes in [[], [0xff], Array("not a model".utf8), Array(whole.prefix(100_001))] {
      #expect(throws: TokenizerFileError.self) {
        try TokenizerModel(sentencePiece: bytes, file: "sentencepiece.bpe.model")
      }
    }
  }

  @Test(
    arguments: [
      // pieces <unk> of kind normal; <s> missing; then a BPE model; byte fallback; no dummy prefix.
      ([0x0a, 0x07, 0x0a, 0x05] + Array("<unk>".utf8), "pieces[0]"),
      ([0x0a, 0x09, 0x0a, 0x05] + Array("<unk>".utf8) + [0x18, 0x02], "pieces[1]"),
      ([0x0a, 0x00, 0x12, 0x03, 0x98, 0x02, 0x01], "trainer_spec.byte_fallback"),
      ([0x0a, 0x00, 0x1a, 0x02, 0x18, 0x00], "normalizer_spec.add_dummy_prefix"),
      ([0x0a, 0x00, 0x1a, 0x02, 0x20, 0x00], "normalizer_spec.remove_extra_whitespaces"),
      ([0x0a, 0x00, 0x1a, 0x02, 0x28, 0x00], "normalizer_spec.escape_whitespaces"),
    ] as [([UInt8], String)])
  func `a SentencePiece file with other rules is refused by field`(
    bytes: [UInt8], field: String
  ) throws {
    do {
      _ = try TokenizerModel(sentencePiece: bytes, file: "m.model")
      Issue.record("accepted")
    } catch let TokenizerFileError.invalidField(_, found, _, _) {
      #expect(found == field)
    }
  }

  @Test func `a SentencePiece model that would fill the memory is refused`() throws {
    // 8 MiB of empty pieces; each asks for about 100 bytes.
    let bytes = (0..<8 << 20).map { UInt8($0 % 2 == 0 ? 10 : 0) }
    let refusal = TokenizerFileError.invalidField(
      file: "m.model", field: "(whole file)", expected: "a SentencePiece model",
      found: "8388608 other bytes")
    #expect(throws: refusal) {
      try TokenizerModel(sentencePiece: bytes, file: "m.model")
    }
  }

  @Test func `a SentencePiece BPE model is named as not supported yet`() throws {
    let bytes: [UInt8] = [0x0a, 0x00, 0x12, 0x02, 0x18, 0x02]
    do {
      _ = try TokenizerModel(sentencePiece: bytes, file: "m.model")
      Issue.record("accepted")
    } catch let TokenizerFileError.unsupportedTokenizer(_, found, _) {
      #expect(found == "a SentencePiece BPE model")
    }
  }
}
