import TestSupport
import Testing

/// Models of other kinds: one line that says what they are, code 1, nothing written.
struct OtherKindTests {
  @Test(
    arguments: [
      ("kind-decoder", "\"qwen3\": a decoder"),
      ("kind-encoder-decoder", "\"t5\": an encoder-decoder"),
      ("kind-cross-encoder", "it scores pairs of texts and gives no text embedding"),
      ("kind-token-classifier", "a token classifier"),
      ("kind-question-answering", "a question-answering model"),
      ("kind-image", "CLIPModel\": a model of images"),
      ("kind-sound", "\"whisper\": a model of sound"),
      ("kind-sparse", "a sparse encoder (SPLADE)"),
      ("kind-word-vectors", "StaticEmbedding\": a table of static word vectors"),
      ("kind-unsupported", "expected a supported architecture (nomic_bert, bert"),
      ("module-word-weights", "WordWeights\": a weight for each word, which is not supported"),
    ])
  func `a model of another kind is refused by what it is`(name: String, words: String) throws {
    try TemporaryFolder.with { folder in
      let model = "\(Tool.root)/Golden/Bad/models/\(name)"
      let result = try Tool.goldcrest.run("convert", model, "-o", folder.path("out.crest"))
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(result.error.hasPrefix("error: \(model)/"), "\(result.error)")
      #expect(result.error.contains(words), "\(result.error)")
      #expect(result.error.count { $0.isNewline } == 1, "\(result.error)")
      #expect(folder.names.isEmpty)
      for command in ["inspect", "embed"] {
        let other = try Tool.goldcrest.run(command, model, input: "a text\n")
        #expect(other.status == 1)
        #expect(other.error == result.error)
      }
    }
  }
}
