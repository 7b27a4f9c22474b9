import Inference
import Model
import TestSupport
import Testing
import Tokenization

/// The bundled model against PyTorch's vectors.
@Suite struct GoldenVectorTests {
  @Test func `the tokenizer gives the golden ids`() throws {
    let golden = try TinyGolden.read()
    let model = try Tiny.original()
    #expect(golden.texts.count == 63)
    for (text, ids) in zip(golden.texts, golden.ids) {
      #expect(try model.tokenize(text, prompt: .text("")).ids == ids, "\(text)")
    }
  }

  @Test func `the fp32 path gives the golden vectors`() throws {
    let golden = try TinyGolden.read()
    let vectors = try Tiny.original().embed(tokens: golden.ids)
    var (least, largest) = (1.0, 0.0)
    for (found, wanted) in zip(vectors, golden.embeddings) {
      least = min(least, Vectors.cosine(found, wanted))
      largest = Vectors.larger(largest, Vectors.largestDifference(found, wanted))
      // Measured: 1 - 6e-14 at worst.
      #expect(Vectors.cosine(found, wanted) >= 0.999999)
      // Measured: 1.4e-7.
      #expect(Vectors.largestDifference(found, wanted) <= 1e-5)
    }
    print("fp32 vectors: 1 - \(1 - least) at worst, difference \(largest)")
  }

  @Test func `the fp32 path's hidden states are the golden ones in every layer`() throws {
    let golden = try TinyGolden.read()
    let model = try Tiny.original()
    #expect(golden.hidden.keys.sorted() == [1, 31, 44])
    for (text, wanted) in golden.hidden {
      let trace = ForwardTrace(keeping: .all)
      _ = try model.embed(tokens: [golden.ids[text]], trace: trace)
      #expect(trace.hidden.count == 5)
      // Measured: 2.4e-6.
      let difference = Vectors.largestDifference(trace.hidden.flatMap { $0 }, wanted)
      print("fp32 hidden states of text \(text): difference \(difference)")
      #expect(difference <= 1e-3)
    }
  }

  @Test func `the fp32 path routes every token as the golden does`() throws {
    let golden = try TinyGolden.read()
    let trace = ForwardTrace()
    _ = try Tiny.original().embed(tokens: golden.ids, trace: trace)
    #expect(trace.experts.keys.sorted() == [1, 3])
    for (index, layer) in [1, 3].enumerated() {
      #expect(trace.experts[layer] == golden.routing.flatMap { $0[index] })
    }
  }

  /// The least mean cosine and centered cosine; measured 0.99992 and 0.99990, 0.99745 and 0.99686.
  static let bars: [(QuantizationScheme, Double, Double)] = [
    (.int8, 0.9998, 0.9998), (.int4, 0.996, 0.995),
  ]

  @Test(arguments: bars)
  func `a quantised file stays close to the golden vectors`(
    scheme: QuantizationScheme, cosine: Double, centered: Double
  ) throws {
    let golden = try TinyGolden.read()
    let vectors = try Tiny.model(scheme).embed(tokens: golden.ids)
    let cosines = zip(vectors, golden.embeddings).map { Vectors.cosine($0, $1) }
    #expect(Vectors.mean(cosines) >= cosine)
    let centre = Vectors.centre(golden.embeddings)
    let centeredCosines = zip(
      Vectors.centered(vectors, by: centre), Vectors.centered(golden.embeddings, by: centre)
    ).map { Vectors.cosine($0, $1) }
    #expect(Vectors.mean(centeredCosines) >= centered)
  }

  @Test func `different texts get different vectors`() throws {
    let texts = ["The cat sleeps on the sofa.", "Wie ändere ich mein Passwort?"]
    for model in [try Tiny.original(), try Tiny.model(.int8), try Tiny.model(.int4)] {
      let vectors = try model.embed(texts: texts)
      #expect(Vectors.cosine(vectors[0], vectors[1]) < 0.999)
    }
  }
}
