#if Server
  import HummingbirdCore
  import Logging
  import NIOCore
  import NIOHTTP1
  import NIOHTTPCompression
  import Serving
  import Synchronization

  /// Turns the bytes of a connection into requests.
  ///
  /// Hummingbird accepts connections, counts them and lets them end; its own channel for HTTP/1.1 is not used, as
  /// its idle time starts anew with every byte, and as it takes a client that has only finished sending for one
  /// that has gone away.
  struct ConnectionChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
      let channel: any Channel
    }

    let service: EmbeddingService
    let access: AccessPolicy
    let limits: ConnectionLimits
    let logger: Logger
    private let counter = ConnectionCounter()

    init(
      service: EmbeddingService, access: AccessPolicy, limits: ConnectionLimits, logger: Logger
    ) {
      self.service = service
      self.access = access
      self.limits = limits
      self.logger = logger
    }

    func setup(channel: any Channel, logger _: Logger) -> EventLoopFuture<Value> {
      channel.eventLoop.makeCompletedFuture {
        try addHandlers(to: channel)
        return Value(channel: channel)
      }
    }

    /// Makes a channel a connection of the server; on the channel's event loop.
    func addHandlers(to channel: any Channel) throws {
      let pipeline = channel.pipeline.syncOperations
      var decoding = NIOHTTPDecoderLimitConfiguration()
      decoding.maxHeaderFieldSize = limits.headByteCount
      decoding.maxHeaderListSize = limits.headByteCount
      decoding.maxHeaderFieldCount = limits.headerFieldCount
      try pipeline.addHandler(HTTPResponseEncoder())
      try pipeline.addHandler(
        ByteToMessageHandler(
          HTTPRequestDecoder(limitConfiguration: decoding),
          maximumBufferSize: 2 * limits.headByteCount))
      try pipeline.addHandler(NIOHTTPRequestDecompressor(limit: .size(limits.bodyByteCount)))
      let number = counter.next()
      try pipeline.addHandler(
        ConnectionHandler(
          service: service, access: access, limits: limits,
          log: RequestLog(logger: logger, connection: number), connection: ConnectionID(number)))
    }

    func handle(value: Value, logger: Logger) async {
      await withTaskCancellationHandler {
        // It succeeds however the connection ends.
        try? await value.channel.closeFuture.get()
      } onCancel: {
        value.channel.close(promise: nil)
      }
    }
  }

  /// Numbers connections from 1.
  private final class ConnectionCounter: Sendable {
    private let count = Atomic<UInt64>(0)

    func next() -> UInt64 { count.add(1, ordering: .relaxed).newValue }
  }
#endif
