#if Server
  import Base
  import HummingbirdCore
  import HummingbirdTLS
  import Logging
  package import NIOCore
  import NIOPosix
  package import Serving
  import ServiceLifecycle

  /// Carries requests to a service over HTTP/1.1.
  package struct HTTPServer: Sendable {
    private let service: EmbeddingService
    private let options: HTTPServerOptions

    package init(_ service: EmbeddingService, options: HTTPServerOptions) {
      self.service = service
      self.options = options
    }

    /// Serves until an ending signal comes; every request that has begun to arrive by then is answered.
    ///
    /// `onReady` gets the address with the port that was chosen.
    ///
    /// - Throws: `HTTPServerError` if the server cannot listen.
    package func run(
      onReady: @escaping @Sendable (ListenAddress) -> Void
    ) async throws(HTTPServerError) {
      let group = MultiThreadedEventLoopGroup(numberOfThreads: options.eventLoopCount)
      let file: UnixSocketFile? =
        if case .unixSocket(let path) = options.address { UnixSocketFile(path: path) } else { nil }
      // The loops are left to the end of the process: what ends last may still schedule work on them.
      defer { file?.remove() }
      try await file?.check(on: group)
      try await serve(on: group, file, onReady)
    }

    private func serve(
      on group: any EventLoopGroup, _ file: UnixSocketFile?,
      _ onReady: @escaping @Sendable (ListenAddress) -> Void
    ) async throws(HTTPServerError) {
      // What Hummingbird says of itself is no concern of the user's.
      var logger = options.log.logger
      logger.logLevel = max(logger.logLevel, .warning)
      do {
        let address = options.address
        let server = try channel().server(
          configuration: configuration,
          onServerRunning: { channel in
            file?.didBind()
            onReady(address.bound(toPort: channel.localAddress?.port))
          }, eventLoopGroup: group, logger: logger)
        let services = ServiceGroup(
          configuration: ServiceGroupConfiguration(services: [server], logger: logger))
        let watch = watch(services, file)
        defer { watch.cancel() }
        try await services.run()
      } catch {
        throw .address(options.address, reason: HTTPServer.reason(for: error))
      }
    }

    private var configuration: ServerConfiguration {
      let address: BindAddress =
        switch options.address {
        case .network(let host, let port): .hostname(host, port: port)
        case .unixSocket(let path): .unixDomainSocket(path: path)
        }
      return ServerConfiguration(
        address: address,
        availableConnectionsDelegate: MaximumAvailableConnections(connectionCount))
    }

    /// No more connections than there can be open files, some of which are others.
    private var connectionCount: Int {
      let fileCount = sysconf(Int32(_SC_OPEN_MAX))
      guard fileCount >= 0 else { return options.limits.connectionCount }
      return min(options.limits.connectionCount, max(1, fileCount - 32))
    }

    /// Serves one plain connection, which somebody else has accepted; on the channel's event loop.
    package func serve(_ channel: any Channel) throws {
      try plainChannel.addHandlers(to: channel)
    }

    private var plainChannel: ConnectionChannel {
      ConnectionChannel(
        service: service, access: options.access, limits: options.limits,
        logger: options.log.logger)
    }

    private func channel() throws -> any ServerChildChannel {
      let plain = plainChannel
      guard let certificate = options.certificate else { return plain }
      return try TLSChannel(plain, tlsConfiguration: certificate.configuration)
    }

    /// Lets the server end at the first signal and the process at the second.
    private func watch(_ services: ServiceGroup, _ file: UnixSocketFile?) -> Task<Void, Never> {
      Task { [signals = options.endingSignals, end = options.end] in
        var isEnding = false
        for await signal in signals {
          if isEnding {
            file?.remove()
            end(signal)
          }
          isEnding = true
          await services.triggerGracefulShutdown()
        }
      }
    }

    private static func reason(for error: any Error) -> String {
      switch error {
      case let error as IOError: unsafe String(cString: strerror(error.errnoCode))
      case is UnixDomainSocketPathWrongType: "expected a socket or a new name, found another file"
      default: "\(error)"
      }
    }
  }

  extension ListenAddress {
    /// The address with the port that the system chose.
    fileprivate func bound(toPort port: Int?) -> ListenAddress {
      guard case .network(let host, let asked) = self else { return self }
      return .network(host: host, port: port ?? asked)
    }
  }
#endif
