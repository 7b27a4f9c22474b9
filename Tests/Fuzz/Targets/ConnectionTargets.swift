#if Server
  import Base
  import HTTPServer
  import NIOCore
  import NIOEmbedded
  import Serving
  import Synchronization
  import TestSupport

  extension FuzzTarget {
    /// Bytes of a connection in pieces, of which the first byte says how many there are.
    ///
    /// Everything that is sent back begins as an answer of HTTP/1.1.
    static let connection = FuzzTarget(
      "http-connection",
      words: [
        "GET ", "POST ", "HEAD ", "OPTIONS ", "CONNECT ", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "\r\n",
        "\r\n\r\n", "Host: a\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n",
        "Content-Encoding: gzip\r\n", "Content-Encoding: deflate\r\n", "Expect: 100-continue\r\n",
        "Connection: close\r\n", "Connection: keep-alive\r\n", "Upgrade: h2c\r\n", "0\r\n\r\n",
        "5\r\nabcde\r\n", "Origin: http://a\r\n", "Access-Control-Request-Method: POST\r\n",
        "http://a/b?c", "*", "/health", "/v1/embeddings", "{\"input\":\"a\"}", "PRI * HTTP/2.0\r\n",
      ], mutationCount: 3_000,
      seeds: { connections.map { [4] + Array($0.utf8) } }
    ) {
      let service = try SmallService()
      var options = HTTPServerOptions(log: LogOptions(level: .info, format: .json) { _ in })
      options.limits.bodyByteCount = 4096
      options.limits.headByteCount = 2048
      options.limits.headerFieldCount = 16
      let server = HTTPServer(service.service, options: options)
      return .waiting { bytes in
        // The service lives as long as the closure.
        _ = service
        let sent = await exchange(bytes, with: server)
        precondition(
          sent.isEmpty || sent.starts(with: Array("HTTP/1.".utf8)), "an answer that is none")
      }
    }

    private static let connections = [
      "POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Length: 13\r\n\r\n{\"input\":\"a\"}",
      "GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /v1/models HTTP/1.0\r\n\r\n",
      "POST /embed HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"inp\r\n9\r\nuts\":\"a\"}\r\n0\r\n\r\n",
      "HEAD / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "OPTIONS /v1/embeddings HTTP/1.1\r\nOrigin: http://a\r\nAccess-Control-Request-Method: POST\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
    ]

    /// What a server sends back to pieces of bytes.
    private static func exchange(_ bytes: [UInt8], with server: HTTPServer) async -> [UInt8] {
      let loop = NIOAsyncTestingEventLoop()
      let channel = NIOAsyncTestingChannel(loop: loop)
      let probe = ReadProbe()
      var sent: [UInt8] = []
      do {
        try await loop.executeInContext {
          try channel.pipeline.syncOperations.addHandler(probe)
          try server.serve(channel)
        }
        try await channel.connect(to: SocketAddress(unixDomainSocketPath: "a"))
        let pieceCount = max(1, Int(bytes.first ?? 0) % 8)
        let rest = bytes.dropFirst()
        for index in 0..<pieceCount where channel.isActive {
          let range = rest.count * index / pieceCount..<rest.count * (index + 1) / pieceCount
          try await channel.writeInbound(
            ByteBuffer(
              bytes: rest[rest.startIndex + range.lowerBound..<rest.startIndex + range.upperBound]))
          // An answer is being made for as long as the server reads nothing more.
          try await loop.executeInContext { channel.read() }
          while channel.isActive, !probe.takeRead() {
            await Task.yield()
            await loop.run()
          }
        }
        while let part = try await channel.readOutbound(as: ByteBuffer.self) {
          sent += Array(part.readableBytesView)
        }
      } catch {
        // What the channel throws is what the server made of the bytes.
      }
      _ = try? await channel.finish(acceptAlreadyClosed: true)
      await loop.shutdownGracefully()
      return sent
    }
  }

  /// Notices that the server reads.
  private final class ReadProbe: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = ByteBuffer
    private let hasRead = Atomic(false)

    func read(context: ChannelHandlerContext) {
      hasRead.store(true, ordering: .relaxed)
      context.read()
    }

    /// Whether it has read since it was asked last.
    func takeRead() -> Bool { hasRead.exchange(false, ordering: .relaxed) }
  }
#endif
