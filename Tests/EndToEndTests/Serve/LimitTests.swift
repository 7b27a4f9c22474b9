#if Server
  import Base
  import TestSupport
  import Testing

  /// Clients that send too much, or too slowly, are cut off, and the server goes on.
  struct LimitTests {
    /// Runs `body`, then sees whether the server still answers.
    private func check(
      _ options: [String] = [], _ body: (RunningServer) throws -> Void
    ) throws {
      let result = try RunningServer.with(options) { server in
        try body(server)
        #expect(try server.answer("GET", "/health/live").status == 200)
      }
      #expect(result.status == 0, "\(result.error)")
    }

    @Test func `a body that is announced as too large is not read`() throws {
      try check(["--max-body", "1kB"]) { server in
        let connection = try server.connection()
        connection.send("POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n")
        let answer = try connection.answer()
        #expect(answer.status == 413)
        #expect(answer.text.contains("expected at most 1000 bytes"), "\(answer.text)")
        #expect(answer.headers["connection"] == "close")
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `a body that turns out too large is cut off`() throws {
      try check(["--max-body", "1kB"]) { server in
        let connection = try server.connection()
        connection.send(
          "POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<11 { connection.send("64\r\n" + String(repeating: "a", count: 100) + "\r\n") }
        #expect(try connection.answer().status == 413)
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `a client sees the refusal though it sends everything first`() throws {
      try check(["--max-body", "1kB"]) { server in
        let connection = try server.connection()
        let body = String(repeating: " ", count: 2_000_000)
        try? connection.send("POST", "/v1/embeddings", body: body)
        #expect(try connection.answer().status == 413)
      }
    }

    @Test func `a gzip bomb is cut off`() throws {
      // 100 MB of spaces, twice compressed to fit here.
      try check { server in
        let bomb = try Tool.shell("head -c 100000000 /dev/zero | gzip -9").outputBytes
        try #require(bomb.count > 1000)
        let connection = try server.connection()
        connection.send(
          Array(
            """
            POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n\
            Content-Length: \(bomb.count)\r\n\r\n
            """.utf8) + bomb)
        #expect(try connection.answer().status == 413)
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `a broken or unknown coding of a body is refused`() throws {
      try check { server in
        for (coding, status) in [("gzip", 400), ("deflate", 400), ("br", 415), ("zstd", 415)] {
          let answer = try server.answer(
            "POST", "/v1/embeddings", ["Content-Encoding: \(coding)"], body: "{}")
          #expect(answer.status == status, "\(coding)")
        }
      }
    }

    @Test func `floods of header fields are cut off`() throws {
      try check { server in
        let many = (0..<101).map { "X-\($0): a" }
        #expect(try server.answer("GET", "/", many).status == 431)
        let long = "X: " + String(repeating: "a", count: 40_000)
        #expect(try server.answer("GET", "/", [long]).status == 431)
        let connection = try server.connection()
        connection.send("GET / HTTP/1.1\r\nHost: a\r\n")
        var count = 0
        while count < 100_000, connection.send("X-\(count): a\r\n") { count += 1 }
        #expect(try connection.answer().status == 431)
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `long request lines are cut off`() throws {
      try check { server in
        let path = "/" + String(repeating: "a", count: 40_000)
        #expect([414, 431].contains(try server.answer("GET", path).status))
        let connection = try server.connection()
        connection.send("GET /")
        var count = 0
        let piece = String(repeating: "a", count: 1000)
        while count < 10_000, connection.send(piece) { count += 1 }
        #expect([414, 431].contains(try connection.answer().status))
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `what is no HTTP gets 400`() throws {
      try check { server in
        for bytes in [
          "\0\0\0\0\r\n\r\n", "hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n",
        ] {
          let connection = try server.connection()
          connection.send(bytes)
          let answer = try connection.answer()
          #expect((400..<500).contains(answer.status), "\(bytes): \(answer.status)")
          #expect(connection.isClosedByServer())
        }
      }
    }

    @Test func `two lengths, or a length and chunks, get 400`() throws {
      try check { server in
        for fields in [
          "Content-Length: 2\r\nContent-Length: 3",
          "Content-Length: 2\r\nTransfer-Encoding: chunked",
          "Content-Length: -1", "Transfer-Encoding: x",
        ] {
          let connection = try server.connection()
          connection.send("POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n{}")
          #expect((400..<500).contains(try connection.answer().status), "\(fields)")
        }
      }
    }

    @Test func `a head that trickles is cut off`() throws {
      try check(["--transfer-timeout", "1"]) { server in
        let connection = try server.connection()
        var isTaken = connection.send("GET / HTTP/1.1\r\n")
        for _ in 0..<400 where isTaken {
          isTaken = connection.send("X: a\r\n")
          usleep(20_000)
          if connection.hasBytes { break }
        }
        #expect(try connection.answer().status == 408)
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `a body that trickles is cut off`() throws {
      try check(["--transfer-timeout", "1"]) { server in
        let connection = try server.connection()
        var isTaken = connection.send(
          "POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        for _ in 0..<400 where isTaken {
          isTaken = connection.send(" ")
          usleep(20_000)
          if connection.hasBytes { break }
        }
        #expect(try connection.answer().status == 408)
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `an unused connection is closed`() throws {
      try check(["--keep-alive", "1"]) { server in
        let connection = try server.connection()
        #expect(connection.isClosedByServer())
        let other = try server.connection()
        try other.send("GET", "/health/live")
        #expect(try other.answer().status == 200)
        #expect(other.isClosedByServer())
      }
    }

    @Test func `a client that takes no answer is cut off`() throws {
      try check(["--transfer-timeout", "1"]) { server in
        let connection = try server.connection()
        // Far more answers than the buffers of two sockets hold.
        var count = 0
        while count < 200_000, connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") { count += 1 }
        #expect(count < 200_000)
      }
    }

    @Test func `further connections wait`() throws {
      try check(["--max-connections", "2"]) { server in
        // A few more than two may be accepted together, but not all of these.
        var connections = try (0..<20).map { _ in try server.connection() }
        for connection in connections { try connection.send("GET", "/health/live") }
        #expect(try connections[0].answer().status == 200)
        let last = connections.removeLast()
        #expect(!last.hasBytes)
        connections.removeAll()
        #expect(try last.answer().status == 200)
      }
    }
  }
#endif
