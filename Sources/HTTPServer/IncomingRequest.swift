#if Server
  import NIOCore
  import NIOHTTP1
  import Serving

  /// A request of which the head has come.
  struct IncomingRequest {
    let method: HTTPMethod
    let version: HTTPVersion
    /// The request without its body.
    let head: ServerRequest
    /// Whether the client may send another one afterwards.
    let isKeptAlive: Bool
    /// Whether the client waits for a word before it sends the body.
    let awaitsContinue: Bool
    /// The answer that needs no service, given once the body has been read.
    var earlyAnswer: ServerResponse?
    /// Bytes of the body that have come.
    private(set) var byteCount = 0
    private let connection: ConnectionID
    private var body = ByteBuffer()

    init(_ head: HTTPRequestHead, connection: ConnectionID) {
      method = head.method
      version = head.version
      let (path, query) = IncomingRequest.target(head.uri)
      self.head = ServerRequest(
        // HEAD is answered as GET is, without the body.
        method: head.method == .HEAD ? "GET" : head.method.rawValue, path: path, query: query,
        headers: head.headers.map { Header($0.name.lowercased(), $0.value) },
        connection: connection)
      // After a wish for another protocol, the decoder takes what follows for that.
      isKeptAlive =
        head.isKeepAlive && head.method != .CONNECT && !head.headers.contains(name: "upgrade")
      awaitsContinue =
        head.version == .http1_1
        && head.headers.first(name: "expect")?.lowercased() == "100-continue"
      self.connection = connection
    }

    /// The length of the body that the client announces, in bytes.
    var announcedByteCount: Int? { head.header("content-length").flatMap { Int($0) } }

    /// The coding of the body that nothing here decodes.
    var unknownCoding: String? {
      guard let coding = head.header("content-encoding") else { return nil }
      return ["gzip", "deflate", "identity", ""].contains(coding.lowercased()) ? nil : coding
    }

    /// Adds bytes of the body, which are dropped if nobody will read them.
    mutating func append(_ bytes: ByteBuffer) {
      byteCount += bytes.readableBytes
      guard earlyAnswer == nil else { return }
      if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
    }

    /// The request, once all of its body has come.
    var whole: ServerRequest {
      ServerRequest(
        method: head.method, path: head.path, query: head.query, headers: head.headers,
        body: Array(body.readableBytesView), connection: connection)
    }

    /// Path and query of a target such as `/a?b` or `http://host/a?b`.
    private static func target(_ uri: String) -> (path: String, query: String) {
      var rest = uri[...]
      if !rest.hasPrefix("/"), let scheme = rest.utf8.firstIndex(of: UInt8(ascii: ":")) {
        let authority = rest[scheme...].drop { $0 == ":" || $0 == "/" }
        rest = authority.drop { $0 != "/" && $0 != "?" }
        if !rest.hasPrefix("/") { rest = "/" + rest }
      }
      guard let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) else {
        return (String(rest), "")
      }
      return (String(rest[..<mark]), String(rest[rest.utf8.index(after: mark)...]))
    }
  }
#endif
