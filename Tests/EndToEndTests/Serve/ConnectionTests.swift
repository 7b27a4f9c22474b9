#if Server
  import Base
  import TestSupport
  import Testing

  /// How connections are used, by clients that are well and by those that are not.
  struct ConnectionTests {
    private static let body = #"{"input": "a text"}"#

    @Test func `requests follow one another on a connection, also without waiting`() throws {
      _ = try RunningServer.with { server in
        let connection = try server.connection()
        for _ in 0..<3 {
          try connection.send("POST", "/v1/embeddings", body: ConnectionTests.body)
          #expect(try connection.answer().status == 200)
        }
        for _ in 0..<50 {
          try connection.send("POST", "/v1/embeddings", body: ConnectionTests.body)
          try connection.send("GET", "/nowhere")
        }
        for _ in 0..<50 {
          #expect(try connection.answer().status == 200)
          #expect(try connection.answer().status == 404)
        }
      }
    }

    @Test func `a client that has finished sending gets its answers`() throws {
      _ = try RunningServer.with { server in
        let connection = try server.connection()
        try connection.send("POST", "/v1/embeddings", body: ConnectionTests.body)
        try connection.send("GET", "/health/live")
        connection.finishSending()
        #expect(try connection.answer().status == 200)
        #expect(try connection.answer().status == 200)
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `a client that goes away ends its request`() throws {
      let texts = [String](
        repeating: "\"" + String(repeating: "a text ", count: 60) + "\"", count: 1000)
      let result = try RunningServer.with { server in
        let connection = try server.connection()
        try connection.send(
          "POST", "/v1/embeddings", body: "{\"input\": [\(texts.joined(separator: ","))]}")
        connection.disconnect()
        // Its connection is accepted after that of the request.
        #expect(try server.answer("GET", "/health/live").status == 200)
      }
      #expect(result.status == 0)
      #expect(result.error.contains(#""status":499"#), "\(result.error)")
    }

    @Test func `HEAD has the head of GET`() throws {
      _ = try RunningServer.with { server in
        let (get, head) = (
          try server.answer("GET", "/nowhere"), try server.answer("HEAD", "/nowhere")
        )
        #expect(head.status == get.status)
        #expect(head.headers["content-length"] == get.headers["content-length"])
        #expect(head.headers["content-length"] != "0")
      }
    }

    @Test func `HTTP/1.0 gets one answer and an end`() throws {
      _ = try RunningServer.with { server in
        let connection = try server.connection()
        connection.send("GET /health/live HTTP/1.0\r\n\r\n")
        #expect(try connection.answer().status == 200)
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `a client that waits for 100 gets it, or the refusal`() throws {
      _ = try RunningServer.with(["--max-body", "1kB"]) { server in
        let connection = try server.connection()
        let head = "POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        let body = ConnectionTests.body
        connection.send(head + "Content-Length: \(body.utf8.count)\r\n\r\n")
        #expect(connection.next(25) == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.send(body)
        #expect(try connection.answer().status == 200)
        let other = try server.connection()
        other.send(head + "Content-Length: 1001\r\n\r\n")
        #expect(try other.answer().status == 413)
        #expect(other.isClosedByServer())
      }
    }

    @Test func `bodies in gzip and deflate are read`() throws {
      _ = try RunningServer.with { server in
        // {"input": "a text"}
        let bodies: [(String, String)] = [
          ("gzip", "H4sIAAAAAAACA6tWyswrKC1RslJQSlQoSa0oUaoFAKhLk/ITAAAA"),
          ("deflate", "eJyrVsrMKygtUbJSUEpUKEmtKFGqBQA/aQZR"),
        ]
        for (coding, text) in bodies {
          let body = try #require(Base64.decode(text))
          let connection = try server.connection()
          connection.send(
            Array(
              """
              POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\n\
              Content-Length: \(body.count)\r\n\r\n
              """.utf8) + body)
          #expect(try connection.answer().status == 200, "\(coding)")
        }
      }
    }
  }
#endif
