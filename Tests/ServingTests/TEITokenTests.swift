import Base
import Inference
import Serving
import Testing
import Tokenization

/// `/tokenize`, `/decode`, `/info` and `/health`.
@Suite struct TEITokenTests {
  @Test func `tokenize gives ids, pieces and the tokens around a text`() async throws {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.post("/tokenize", ["inputs": ["Hello, world!", "x"]])
    let rows = try #require(try answer.value().array)
    #expect(rows.count == 2)
    let tokens = try #require(rows.first?.array)
    // huggingface/tokenizers 0.23.3 of the same tokenizer.json.
    #expect(
      tokens.map { $0["id"]?.integer } == [0, 1190, 3984, 4, 143, 641, 3516, 38, 2])
    #expect(
      tokens.map { $0["text"]?.string }
        == ["<s>", "▁He", "llo", ",", "▁w", "or", "ld", "!", "</s>"])
    #expect(
      tokens.map { $0["special"]?.bool }
        == [true, false, false, false, false, false, false, false, true])
    #expect(tokens.allSatisfy { $0["start"] == .null && $0["stop"] == .null })
  }

  @Test func `tokenize leaves out the tokens around a text and puts a prompt before it`()
    async throws
  {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.post(
      "/tokenize", ["inputs": "a", "add_special_tokens": false, "prompt_name": "query"])
    let model = try await fixture.model("tiny")
    let expected = try model.tokenize("a", prompt: .named("query")).ids.dropFirst().dropLast()
    let tokens = try #require(try answer.value().array?.first?.array)
    #expect(tokens.map { $0["id"]?.integer } == expected.map { Int($0) })
    #expect(tokens.allSatisfy { $0["special"]?.bool == false })
  }

  @Test func `a token written in a text is not one of those around it`() async throws {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.post(
      "/tokenize", ["inputs": "a [SEP] c"], model: "raw")
    let tokens = try #require(try answer.value().array?.first?.array)
    #expect(tokens.map { $0["text"]?.string } == ["[CLS]", "a", "[SEP]", "c", "[SEP]"])
    #expect(tokens.map { $0["special"]?.bool } == [true, false, false, false, true])
  }

  @Test(
    arguments: [
      ["inputs": 1], ["inputs": [1]], ["inputs": "a", "add_special_tokens": "no"],
      ["inputs": "a", "prompt_name": "none"],
    ] as [JSONValue])
  func `tokenize refuses other types and unknown prompts`(body: JSONValue) async throws {
    let fixture = try await DialectFixture.usual()
    expectError(await fixture.post("/tokenize", body), 422, "Validation", "")
  }

  @Test func `tokenize refuses more characters than any text of the model's has`() async throws {
    let fixture = try await DialectFixture.usual()
    let half = JSONValue.string(String(repeating: "a ", count: 32_000))
    #expect(await fixture.post("/tokenize", ["inputs": half]).status == 200)
    expectError(
      await fixture.post("/tokenize", ["inputs": [half, half]]), 422, "Validation",
      "less than 128000 characters. Given: 128000")
  }

  /// Texts as huggingface/tokenizers 0.23.3 decodes their ids, without and with special tokens.
  @Test(arguments: [
    (
      "tiny", [0, 1190, 3984, 4, 143, 641, 3516, 38, 1260, 25, 7, 854, 648, 431, 39, 5, 2],
      "Hello, world! It's 3.5 km.", "<s> Hello, world! It's 3.5 km.</s>"
    ),
    (
      "tiny", [0, 10, 9937, 736, 352, 3950, 594, 256, 450, 2], "a b [SEP] c",
      "<s> a<mask> b [SEP] c</s>"
    ),
    (
      "raw",
      [
        101, 413, 115, 164, 186, 189, 183, 175, 104, 294, 110, 160, 122, 117, 124, 152, 184, 117,
        102,
      ],
      "hello, world! it ' s 3. 5 km.", "[CLS] hello, world! it ' s 3. 5 km. [SEP]"
    ),
    (
      "raw", [101, 363, 155, 172, 180, 193, 176, 100, 100, 165, 102], "große naive x",
      "[CLS] große naive [UNK] [UNK] x [SEP]"
    ),
    (
      "heads", [0, 187, 355, 362, 13, 22, 3, 119, 6, 3, 259, 2], "Größe nave  x",
      "<s> Größe na<unk>ve <unk> x</s>"
    ),
  ])
  func `decode gives the text of ids`(
    model: String, ids: [Int], plain: String, whole: String
  ) async throws {
    let fixture = try await DialectFixture.usual()
    let ids = JSONValue.array(ids.map { .integer($0) })
    let one = await fixture.post("/decode", ["ids": ids], model: model)
    #expect(try one.value() == [.string(plain)])
    let batch = await fixture.post(
      "/decode", ["ids": [ids, ids], "skip_special_tokens": false], model: model)
    #expect(try batch.value() == [.string(whole), .string(whole)])
  }

  @Test func `decode refuses no ids, too many texts, and what is no id of the model`() async throws
  {
    let fixture = try await DialectFixture { $0.maximumTextCount = 2 }
    for ids: JSONValue in [[], [[]], [[5], []]] {
      expectError(await fixture.post("/decode", ["ids": ids]), 400, "Empty", "cannot be empty")
    }
    expectError(
      await fixture.post("/decode", ["ids": [[5], [6], [7]]]), 422, "Validation",
      "batch size 3 > maximum allowed batch size 2")
    for ids: JSONValue in [5, "a", [-1], [1.5], [9_999_999], [5, [6]], [[5], 6], [nil]] {
      expectError(await fixture.post("/decode", ["ids": ids]), 422, "Validation", "")
    }
    expectError(
      await fixture.post("/decode", ["ids": [5], "skip_special_tokens": 1]), 422, "Validation",
      "skip_special_tokens")
  }

  @Test func `info says what the model is under TEI's names`() async throws {
    let fixture = try await DialectFixture.usual()
    let info = try await fixture.get("/info").value()
    #expect(
      info.object?.names == [
        "model_id", "model_sha", "model_dtype", "served_model_name", "model_type",
        "max_concurrent_requests", "max_input_length", "max_batch_tokens", "max_batch_requests",
        "max_client_batch_size", "auto_truncate", "tokenization_workers", "version", "sha",
        "docker_label", "fingerprint",
      ])
    #expect(info["served_model_name"] == "tiny")
    #expect(info["model_dtype"] == "int8")
    #expect(info["model_type"] == ["embedding": ["pooling": "mean"]])
    #expect(info["max_input_length"] == 512)
    #expect(info["max_client_batch_size"] == 2048)
    #expect(info["auto_truncate"] == true)
    let fingerprint = try await fixture.model("tiny").fingerprint
    #expect(info["fingerprint"]?.string == fingerprint?.description)
    let heads = try await fixture.service.response(
      to: ServerRequest(method: "GET", path: "/info", query: "model=heads")
    ).value()
    #expect(heads["served_model_name"] == "heads")
    #expect(heads["model_type"] == ["embedding": ["pooling": "cls"]])
  }

  @Test func `info refuses the name of no model`() async throws {
    let fixture = try await DialectFixture.usual()
    let answer = await fixture.service.response(
      to: ServerRequest(method: "GET", path: "/info", headers: [Header("x-model", "none")]))
    expectError(answer, 422, "Validation", "expected one of tiny, heads, raw")
  }

  @Test(arguments: ["/health", "/ping"])
  func `health has no body`(path: String) async throws {
    let answer = try await DialectFixture.usual().get(path)
    #expect(answer.status == 200)
    #expect(answer.body.isEmpty)
  }
}
