#if Server
  import Logging
  import NIOCore
  import NIOHTTP1
  import Serving

  /// Writes a line for each request: whose it was and what came of it, never a text.
  struct RequestLog {
    /// The status of a request whose client has gone away before the answer.
    static let clientClosed = 499

    /// The fields of a line, in order.
    static let order = [
      "method", "path", "status", "microseconds", "tokens", "truncated", "connection",
    ]

    private let logger: Logger
    private let connection: UInt64

    init(logger: Logger, connection: UInt64) {
      self.logger = logger
      self.connection = connection
    }

    /// `request` is `nil` if not even its head could be read.
    func write(
      _ request: IncomingRequest?, status: Int, _ start: NIODeadline, _ record: RequestRecord
    ) {
      guard logger.logLevel <= .info else { return }
      let values = record.values
      let microseconds = (NIODeadline.now() - start).nanoseconds / 1000
      logger.info(
        "request",
        metadata: [
          "method": "\(request?.method.rawValue ?? "")",
          "path": "\(request?.head.path.prefix(200) ?? "")",
          "status": .stringConvertible(status),
          "microseconds": .stringConvertible(microseconds),
          "tokens": .stringConvertible(values.tokenCount),
          "truncated": .stringConvertible(values.truncatedCount),
          "connection": .stringConvertible(connection),
        ])
    }
  }
#endif
