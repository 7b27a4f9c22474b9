#if Server
  import Base
  import TestSupport
  import Testing

  /// Starting, answering and ending.
  struct ServeTests {
    private static let body = #"{"input": "a text", "encoding_format": "float"}"#

    @Test func `a vector has the bits that embed gives`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let row = try Models.json(try Tool.goldcrest.run("embed", path, "a text", "--json").output)
        let expected = try #require(row["embeddings"]?.array?[0].object?["embedding"])
        let server = try RunningServer(path)
        let answer = try server.answer("POST", "/v1/embeddings", body: ServeTests.body)
        let data = try Models.json(answer.text)["data"]?.array
        #expect(data?[0].object?["embedding"] == expected)
        #expect(answer.status == 200)
        #expect(try server.end().status == 0)
      }
    }

    @Test func `at its start it says where it listens and what it serves`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let server = try RunningServer(path)
        #expect(server.start["command"]?.string == "serve")
        #expect(server.start["address"]?.string == "http://127.0.0.1:\(server.port)")
        let model = try #require(server.start["models"]?.array?[0].object)
        #expect(model["name"]?.string == "tiny-int8")
        #expect(model["file"]?.string == path)
        let result = try server.end()
        #expect(result.status == 0)
        #expect(result.error.isEmpty, "\(result.error)")
      }
    }

    @Test func `a folder gives all its models, and NAME=FILE names one`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        _ = try Models.converted(in: folder, "int4")
        let server = try RunningServer(folder.path, ["other=\(path)"])
        let names = server.start["models"]?.array?.compactMap { $0.object?["name"]?.string }
        #expect(names == ["tiny-int4", "tiny-int8", "other"])
        #expect(try server.end().status == 0)
      }
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
    func `a request that has begun to arrive is answered after a signal`(signal: Int32) throws {
      _ = try RunningServer.with { server in
        let connection = try server.connection()
        let body = ServeTests.body
        connection.send(
          "POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
        // The server has read the head once it answers what came later on another connection.
        #expect(try server.answer("GET", "/health/live").status == 200)
        server.process.send(signal)
        while (try? RawConnection(port: server.port)) != nil { usleep(1000) }
        connection.send(body)
        let answer = try connection.answer()
        #expect(answer.status == 200)
        #expect(answer.headers["connection"] == "close")
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `requests that wait behind another are answered after a signal, too`() throws {
      _ = try RunningServer.with { server in
        let connection = try server.connection()
        let body = ServeTests.body
        let head =
          "POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        connection.send(head)
        #expect(try server.answer("GET", "/health/live").status == 200)
        server.process.send(SIGTERM)
        while (try? RawConnection(port: server.port)) != nil { usleep(1000) }
        // The last has no end.
        connection.send(body + head + body + head)
        let first = try connection.answer()
        #expect(first.status == 200)
        #expect(first.headers["connection"] != "close")
        let second = try connection.answer()
        #expect(second.status == 200)
        #expect(second.headers["connection"] == "close")
        #expect(connection.isClosedByServer())
      }
    }

    @Test func `idle connections do not delay the end`() throws {
      try TemporaryFolder.with { folder in
        let server = try RunningServer(try Models.converted(in: folder))
        let connections = try (0..<4).map { _ in try server.connection() }
        #expect(try server.answer("GET", "/health/ready").status == 200)
        #expect(try server.end().status == 0)
        #expect(connections.allSatisfy { $0.isClosedByServer() })
      }
    }

    @Test func `a second signal ends the server at once`() throws {
      try TemporaryFolder.with { folder in
        let socket = folder.path("socket")
        let server = try RunningServer(
          try Models.converted(in: folder), ["--unix-socket", socket])
        let connection = try RawConnection(socketPath: socket)
        connection.send("POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        let other = try RawConnection(socketPath: socket)
        try other.send("GET", "/health/live")
        #expect(try other.answer().status == 200)
        server.process.send(SIGTERM)
        // The first has been seen once nobody can connect.
        while (try? RawConnection(socketPath: socket)) != nil { usleep(1000) }
        server.process.send(SIGTERM)
        #expect(try server.process.wait().status == 143)
        #expect(!folder.names.contains("socket"))
      }
    }

    @Test func `each request has a line in the log, without its text`() throws {
      let result = try RunningServer.with(["--log-format", "json"]) { server in
        _ = try server.answer("POST", "/v1/embeddings", body: ServeTests.body)
        _ = try server.answer("GET", "/secret?of=mine")
      }
      let lines = try result.error.split(separator: "\n").map { try Models.json(String($0)) }
      let requests = lines.filter { $0["message"]?.string == "request" }
      #expect(requests.map { $0["path"]?.string } == ["/v1/embeddings", "/secret"])
      #expect(requests.map { $0["status"]?.integer } == [200, 404])
      #expect(requests[0]["tokens"]?.integer.map { $0 > 0 } == true)
      #expect(!result.error.contains("a text") && !result.error.contains("mine"))
    }

    @Test func `a log of warnings has no requests`() throws {
      let result = try RunningServer.with(["--log-level", "warning"]) { server in
        _ = try server.answer("GET", "/health/live")
      }
      #expect(result.error.isEmpty, "\(result.error)")
    }
  }
#endif
