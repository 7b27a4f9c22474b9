#if Server
  import Logging
  package import Serving

  /// Where the server listens, whom it answers, and what it puts up with.
  package struct HTTPServerOptions: Sendable {
    package var address = ListenAddress.network(host: "127.0.0.1", port: 8080)
    /// `nil` for plain HTTP.
    package var certificate: CertificateFiles?
    package var access = AccessPolicy()
    package var limits = ConnectionLimits()
    /// Threads that read and write; vectors are computed by others.
    package var eventLoopCount = 1
    /// Signals that end the server, as they come.
    package var endingSignals = AsyncStream<Int32> { $0.finish() }
    /// Ends the process when a second of them comes; all that belongs to the server has been removed.
    package var end: @Sendable (_ signal: Int32) -> Void = { _ in }
    package var log: LogOptions

    package init(log: LogOptions) { self.log = log }
  }

  /// Where a server listens.
  package enum ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// Port 0 is any that is free.
    case network(host: String, port: Int)
    case unixSocket(path: String)

    package var description: String {
      switch self {
      case .network(let host, let port):
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
      case .unixSocket(let path): path
      }
    }
  }

  /// What one client can take of the server.
  package struct ConnectionLimits: Sendable {
    /// Bytes of a request's body, before and after decompression.
    package var bodyByteCount = 4_000_000
    /// Bytes of a request line, and of all header fields.
    package var headByteCount = 32 << 10
    package var headerFieldCount = 100
    /// Connections at a time; further ones wait, but for a few that are accepted together with the last.
    package var connectionCount = 1024
    /// From the first byte of a request to its last, and for an answer to be taken; in seconds.
    package var transferSeconds = 30
    /// From an answer to the first byte of the next request, in seconds.
    package var idleSeconds = 75
    /// How long what a refused client still sends is read and dropped, so that it sees the refusal.
    package var farewellSeconds = 1

    package init() {}
  }

  /// Why the server does not run.
  package enum HTTPServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system does not let it listen there.
    case address(ListenAddress, reason: String)
    /// A file of the certificate is not what it should be.
    case certificate(path: String, expected: String, reason: String)

    package var description: String {
      switch self {
      case .address(let address, let reason): "\(address): cannot listen: \(reason)"
      case .certificate(let path, let expected, let reason):
        "\(path): expected \(expected), found: \(reason)"
      }
    }
  }
#endif
