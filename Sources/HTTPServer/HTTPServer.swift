#if Server
  package import Serving
  import HTTPTypes
  import Hummingbird
  import Logging
  import NIOCore
  import Synchronization

  /// Carries requests to a service over HTTP/1.1.
  package struct HTTPServer: Sendable {
    private let service: EmbeddingService
    private let options: HTTPServerOptions

    package init(_ service: EmbeddingService, options: HTTPServerOptions) {
      self.service = service
      self.options = options
    }

    /// Serves until SIGINT or SIGTERM; every request that has been read is answered.
    ///
    /// `onReady` gets the port.
    package func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
      let service = service
      let limit = options.maximumBodySize
      let responder = CallbackResponder { (request: Request, context: ConnectionContext) in
        let body = try await request.body.collect(upTo: limit)
        let answer = await service.response(
          to: ServerRequest(
            method: request.method.rawValue, path: request.uri.path,
            query: request.uri.query ?? "",
            headers: request.headers.map { Header($0.name.canonicalName, $0.value) },
            body: Array(body.readableBytesView), connection: context.connection))
        var headers = HTTPFields()
        for header in answer.headers {
          if let name = HTTPField.Name(header.name) {
            headers.append(HTTPField(name: name, value: header.value))
          }
        }
        return Response(
          status: HTTPResponse.Status(code: answer.status), headers: headers,
          body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
      }
      let application = Application(
        responder: responder,
        configuration: ApplicationConfiguration(
          address: .hostname(options.host, port: options.port), serverName: "goldcrest"),
        onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) })
      try await application.runService()
    }
  }

  package struct HTTPServerOptions: Sendable {
    package var host = "127.0.0.1"
    package var port = 8080
    /// In bytes.
    package var maximumBodySize = 4 << 20

    package init() {}
  }

  /// What is known of a request besides itself.
  struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let connection: ConnectionID

    init(source: ApplicationRequestContextSource) {
      coreContext = CoreRequestContextStorage(source: source)
      connection = ConnectionID(
        UInt64(UInt(bitPattern: ObjectIdentifier(source.channel).hashValue)))
    }
  }
#endif
