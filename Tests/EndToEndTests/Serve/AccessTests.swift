#if Server
  import Base
  import TestSupport
  import Testing

  /// Keys, browsers of other sites, TLS and Unix sockets.
  struct AccessTests {
    private static let body = #"{"input": "a text"}"#

    @Test func `a key is needed where one is asked for`() throws {
      try TemporaryFolder.with { folder in
        let keys = try folder.write("# ours\nfirst\r\n  second \n", to: "keys")
        _ = try RunningServer.with(["--api-key-file", keys]) { server in
          let status = { (field: String) in
            try server.answer("POST", "/v1/embeddings", [field], body: AccessTests.body).status
          }
          for field in [
            "Authorization: Bearer first", "authorization: bearer  second", "api-key: first",
          ] {
            #expect(try status(field) == 200, "\(field)")
          }
          for field in [
            "X: first", "Authorization: Bearer firs", "Authorization: Bearer first2",
            "Authorization: Bearer", "Authorization: Basic first", "Authorization: first",
            "api-key: ",
            "Authorization: Bearer # ours",
          ] {
            #expect(try status(field) == 401, "\(field)")
          }
          let refusal = try server.answer("GET", "/metrics")
          #expect(refusal.status == 401)
          #expect(refusal.headers["www-authenticate"] == "Bearer")
          for path in ["/", "/health/live", "/health/ready"] {
            #expect(try server.answer("GET", path).status == 200, "\(path)")
          }
          // What is posted to the page's path asks for vectors.
          let posted = try server.answer("POST", "/", body: #"{"inputs": "a text"}"#)
          #expect(posted.status == 401)
          // The body of a refused request is read, so that the connection can go on.
          let connection = try server.connection()
          try connection.send("POST", "/v1/embeddings", body: AccessTests.body)
          #expect(try connection.answer().status == 401)
          try connection.send("GET", "/health/live")
          #expect(try connection.answer().status == 200)
        }
      }
    }

    @Test func `pages of named origins may ask`() throws {
      _ = try RunningServer.with(["--cors-origin", "https://a.example"]) { server in
        let ask = { (origin: String) in
          try server.answer(
            "OPTIONS", "/v1/embeddings",
            [
              "Origin: \(origin)", "Access-Control-Request-Method: POST",
              "Access-Control-Request-Headers: authorization, content-type",
            ])
        }
        let allowed = try ask("https://a.example")
        #expect(allowed.status == 204)
        #expect(allowed.headers["access-control-allow-origin"] == "https://a.example")
        #expect(allowed.headers["access-control-allow-headers"] == "authorization, content-type")
        #expect(allowed.headers["access-control-allow-methods"]?.contains("POST") == true)
        #expect(try ask("https://b.example").headers["access-control-allow-origin"] == nil)
        let answer = try server.answer(
          "POST", "/v1/embeddings", ["Origin: https://a.example"], body: AccessTests.body)
        #expect(answer.headers["access-control-allow-origin"] == "https://a.example")
        #expect(answer.headers["vary"] == "origin")
      }
    }

    @Test func `without the option no page of another site may`() throws {
      _ = try RunningServer.with { server in
        let answer = try server.answer("GET", "/health/live", ["Origin: https://a.example"])
        #expect(answer.headers["access-control-allow-origin"] == nil)
      }
    }

    @Test func `a Unix socket is there while the server is`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let socket = folder.path("socket")
        let server = try RunningServer(path, ["--unix-socket", socket])
        #expect(server.start["address"]?.string == socket)
        let connection = try RawConnection(socketPath: socket)
        try connection.send("POST", "/v1/embeddings", body: AccessTests.body)
        #expect(try connection.answer().status == 200)

        // Nobody takes it from a server that runs.
        let second = try Tool.goldcrest.run("serve", path, "--unix-socket", socket)
        #expect(second.status == 1)
        #expect(second.error.contains("another server listens there"), "\(second.error)")

        // What a crash leaves is replaced.
        server.process.send(SIGKILL)
        _ = try server.process.wait()
        #expect(folder.names.contains("socket"))
        let next = try RunningServer(path, ["--unix-socket", socket])
        #expect(try next.end().status == 0)
        #expect(!folder.names.contains("socket"))
      }
    }

    @Test func `a file that is no socket stays`() throws {
      try TemporaryFolder.with { folder in
        let path = try Models.converted(in: folder)
        let file = try folder.write("mine", to: "file")
        let result = try Tool.goldcrest.run("serve", path, "--unix-socket", file)
        #expect(result.status == 1)
        #expect(
          result.error.contains("\(file): cannot listen: expected a socket"), "\(result.error)")
        #expect(try Models.bytes(file) == Array("mine".utf8))
      }
    }

    @Test(.enabled(if: TestCertificate.isAvailable))
    func `a client that trusts the certificate gets its vector over TLS`() throws {
      try TemporaryFolder.with { folder in
        let files = try TestCertificate(in: folder)
        let options = ["--tls-certificate", files.certificate, "--tls-key", files.key]
        _ = try RunningServer.with(options) { server in
          #expect(server.start["address"]?.string == "https://127.0.0.1:\(server.port)")
          let url = "https://127.0.0.1:\(server.port)/v1/embeddings"
          let request = "-sS -d '\(AccessTests.body)' \(url)"
          let result = try Tool.shell("curl --cacert '\(files.certificate)' \(request)")
          #expect(result.status == 0, "\(result.error)")
          #expect(try Models.json(result.output)["data"]?.array?.count == 1)
          #expect(try Tool.shell("curl \(request)").status != 0)
          // Who speaks no TLS is cut off.
          let plain = try server.connection()
          try plain.send("GET", "/health/live")
          #expect(plain.isClosedByServer())
        }
      }
    }

    @Test func `the page has a policy that lets nothing else in`() throws {
      _ = try RunningServer.with { server in
        let page = try server.answer("GET", "/")
        #expect(page.headers["content-type"] == "text/html; charset=utf-8")
        let policy = try #require(page.headers["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none'; script-src 'nonce-"))
        let again = try server.answer("GET", "/").headers["content-security-policy"]
        #expect(again != policy)
        // Its only address is a name space of SVG.
        #expect(page.text.split(separator: "://").count == 2)
      }
    }

    @Test func `the facts of a model are those of its file`() throws {
      _ = try RunningServer.with { server in
        let names = try Models.json(try server.answer("GET", "/goldcrest/models").text)["models"]
        #expect(names?.array?.map(\.string) == ["tiny-int8"])
        let facts = try Models.json(
          try server.answer("GET", "/goldcrest/models/tiny%2Dint8").text)
        let model = try #require(server.start["models"]?.array?[0].object)
        #expect(facts["fingerprint"] == model["fingerprint"])
        #expect(facts["usual_dimensions"] == model["dimensions"])
        #expect(try server.answer("GET", "/goldcrest/models/none").status == 404)
      }
    }
  }
#endif
