#if Server
  import EmbeddingClient
  import Testing

  @Suite struct EmbeddingReplyTests {
    private static let reply = EmbeddingReply(url: "http://server/v1/embeddings")

    private static func vectors(_ text: String, count: Int) throws -> [[Float]] {
      try reply.vectors(in: Array(text.utf8), count: count)
    }

    @Test func `vectors are those of the indices, as numbers or in base64`() throws {
      let text = #"""
        {"data": [{"index": 1, "embedding": [0.1, -2]}, {"index": 0, "embedding": "AACAPwAAAMA="}]}
        """#
      #expect(try Self.vectors(text, count: 2) == [[1, -2], [0.1, -2]])
    }

    @Test(arguments: [
      ("{", "byte 1"), (#"{"data": 1}"#, "data"), (#"{"data": []}"#, "data"),
      (#"{"data": [{"index": 1, "embedding": [1]}]}"#, "data[0].index"),
      (#"{"data": [{"index": 0}]}"#, "data[0].embedding"),
      (#"{"data": [{"index": 0, "embedding": []}]}"#, "data[0].embedding"),
      (#"{"data": [{"index": 0, "embedding": [1, "2"]}]}"#, "data[0].embedding"),
      (#"{"data": [{"index": 0, "embedding": [1e39]}]}"#, "data[0].embedding"),
      (#"{"data": [{"index": 0, "embedding": "AAAA"}]}"#, "data[0].embedding"),
      (#"{"data": [{"index": 0, "embedding": "AADAfw=="}]}"#, "data[0].embedding"),
    ])
    func `an answer that is none is refused by its place`(text: String, place: String) {
      let error = #expect(throws: EmbeddingClientError.self) {
        try Self.vectors(text, count: 1)
      }
      guard case .answer(_, let found, _, _) = error else {
        Issue.record("expected a refused answer, found \(String(describing: error))")
        return
      }
      #expect(found == place)
    }

    @Test func `a server that ignores the size that was asked for is refused`() throws {
      let answer = Array(#"{"data": [{"index": 0, "embedding": [1, 2]}]}"#.utf8)
      #expect(try Self.reply.vectors(in: answer, count: 1, dimensions: 2) == [[1, 2]])
      #expect(
        throws: EmbeddingClientError.answer(
          url: "http://server/v1/embeddings", place: "data[0].embedding",
          expected: "1 numbers, as asked for", found: "2")
      ) { try Self.reply.vectors(in: answer, count: 1, dimensions: 1) }
    }

    @Test func `vectors of two sizes and one index twice are refused`() {
      for text in [
        #"{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}"#,
        #"{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}"#,
      ] {
        #expect(throws: EmbeddingClientError.self) { try Self.vectors(text, count: 2) }
      }
    }

    @Test(arguments: [
      #"{"error": {"message": "no"}}"#, #"{"error": "no"}"#, #"{"message": "no"}"#,
      #"{"detail": "no"}"#,
    ])
    func `what an error says is read in the forms that servers have`(text: String) {
      #expect(EmbeddingReply.message(in: Array(text.utf8)) == "no")
    }

    @Test(arguments: ["http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/embeddings"])
    func `an address may be a server's, its interface's or the route's`(address: String) throws {
      #expect(
        try EmbeddingClient(address: address, model: "m").url == "http://h:1/v1/embeddings")
    }

    @Test(arguments: ["", "h:1", "http://", "ftp://h", "http://h 1", "file:///x"])
    func `what is no address of a server is refused`(address: String) {
      #expect(throws: EmbeddingClientError.address(found: address)) {
        try EmbeddingClient(address: address, model: "m")
      }
    }
  }
#endif
