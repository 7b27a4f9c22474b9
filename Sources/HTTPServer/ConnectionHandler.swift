#if Server
  import NIOCore
  import NIOHTTP1
  import Serving

  /// One connection: reads a request, has it answered, sends the answer, and so on.
  ///
  /// While a request is answered nothing more is read, so that a client which sends without waiting holds no more
  /// memory than one read gives. All runs on the connection's event loop but for the answering itself.
  final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
      case idle
      /// Some bytes of a head have come.
      case startingRequest
      case receiving(IncomingRequest)
      case answering(Exchange)
      case sending(isKeptAlive: Bool)
      /// The client has been refused; what it still sends is dropped.
      case leaving
      case closed
    }

    /// A request that is being answered.
    private struct Exchange {
      let request: IncomingRequest
      let start: NIODeadline
      let record: RequestRecord
    }

    private enum Arrival {
      case part(HTTPServerRequestPart)
      case refusal(ServerResponse)
    }

    private let service: EmbeddingService
    private let access: AccessPolicy
    private let limits: ConnectionLimits
    private let log: RequestLog
    private let connection: ConnectionID

    private var state = State.idle
    /// What came while a request was being answered.
    private var arrivals = CircularBuffer<Arrival>()
    private var isResuming = false
    private var task: Task<Void, Never>?
    private let timer = ConnectionTimer()
    private var isReadWanted = false
    private var hasReadPart = false
    /// Whether the client will send no more.
    private var isInputClosed = false
    /// Whether the server ends.
    private var isDraining = false

    init(
      service: EmbeddingService, access: AccessPolicy, limits: ConnectionLimits, log: RequestLog,
      connection: ConnectionID
    ) {
      self.service = service
      self.access = access
      self.limits = limits
      self.log = log
      self.connection = connection
    }

    // MARK: Events of the channel

    func handlerAdded(context: ChannelHandlerContext) {
      timer.start(on: context.eventLoop) { [self] in expire(context) }
      timer.set(seconds: limits.idleSeconds)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      hasReadPart = true
      arrive(.part(unwrapInboundIn(data)), context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
      if case .idle = state, !hasReadPart {
        state = .startingRequest
        timer.set(seconds: limits.transferSeconds)
      }
      hasReadPart = false
      context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
      switch state {
      case .answering, .sending: isReadWanted = true
      default: context.read()
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      if let refusal = ServerResponse.refusal(of: error, limits) {
        arrive(.refusal(refusal), context)
      } else {
        context.close(promise: nil)
      }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      switch event {
      case ChannelEvent.inputClosed:
        isInputClosed = true
        switch state {
        case .answering(let exchange): probe(exchange, context)
        case .sending: break
        default: context.close(promise: nil)
        }
      case is ChannelShouldQuiesceEvent:
        isDraining = true
        switch state {
        case .idle: context.close(promise: nil)
        default: break
        }
      default: context.fireUserInboundEventTriggered(event)
      }
    }

    func channelInactive(context: ChannelHandlerContext) {
      timer.stop()
      task?.cancel()
      if case .answering(let exchange) = state {
        log.write(
          exchange.request, status: RequestLog.clientClosed, exchange.start, exchange.record)
      }
      state = .closed
      arrivals.removeAll()
      context.fireChannelInactive()
    }

    // MARK: Reading

    private func arrive(_ arrival: Arrival, _ context: ChannelHandlerContext) {
      switch (state, arrival) {
      case (.answering, _), (.sending, _): arrivals.append(arrival)
      case (.leaving, _), (.closed, _): break
      case (_, .refusal(let response)): refuse(response, context)
      case (.idle, .part(.head(let head))), (.startingRequest, .part(.head(let head))):
        begin(head, context)
      case (.receiving(var request), .part(.body(let bytes))):
        guard request.byteCount + bytes.readableBytes <= limits.bodyByteCount else {
          return refuse(.bodyTooLarge(limits), context)
        }
        // Otherwise its buffer would be shared, and copied.
        state = .startingRequest
        request.append(bytes)
        state = .receiving(request)
      case (.receiving(let request), .part(.end)): answer(request, context)
      // What is left of a request that was refused.
      default: break
      }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
      if case .idle = state { timer.set(seconds: limits.transferSeconds) }
      var request = IncomingRequest(head, connection: connection)
      if let refusal = ServerResponse.refusal(of: head, request, limits) {
        return refuse(refusal, context, to: request)
      }
      request.earlyAnswer = access.answer(to: request.head)
      if request.awaitsContinue {
        if let answer = request.earlyAnswer { return refuse(answer, context, to: request) }
        writeInterim(request, context)
      }
      state = .receiving(request)
    }

    // MARK: Answering

    private func answer(_ request: IncomingRequest, _ context: ChannelHandlerContext) {
      timer.clear()
      let exchange = Exchange(request: request, start: .now(), record: RequestRecord())
      state = .answering(exchange)
      if let answer = request.earlyAnswer { return send(answer, context) }
      let loop = context.eventLoop
      let bound = NIOLoopBound((self, context), eventLoop: loop)
      let whole = request.whole
      task = Task { [service, record = exchange.record] in
        let response = await RequestRecord.$current.withValue(record) {
          await service.response(to: whole)
        }
        loop.execute {
          let (handler, context) = bound.value
          handler.send(response, context)
        }
      }
    }

    private func send(_ response: ServerResponse, _ context: ChannelHandlerContext) {
      guard case .answering(let exchange) = state else { return }
      task = nil
      let isKeptAlive = exchange.request.isKeptAlive && mayGoOn
      state = .sending(isKeptAlive: isKeptAlive)
      timer.set(seconds: limits.transferSeconds)
      log.write(exchange.request, status: response.status, exchange.start, exchange.record)
      write(response, to: exchange.request, isKeptAlive: isKeptAlive, context) { [self] in
        resume(context)
      }
    }

    /// Goes on after an answer has been sent.
    private func resume(_ context: ChannelHandlerContext) {
      guard case .sending(let isKeptAlive) = state else { return }
      guard isKeptAlive, mayGoOn else { return context.close(promise: nil) }
      state = .idle
      timer.set(seconds: limits.idleSeconds)
      // Answers that are known at once come back here for each request that waits.
      guard !isResuming else { return }
      isResuming = true
      while isReading, let arrival = arrivals.popFirst() { arrive(arrival, context) }
      isResuming = false
      if case .idle = state, isInputClosed || isDraining { return context.close(promise: nil) }
      if isReading, isReadWanted {
        isReadWanted = false
        context.read()
      }
    }

    /// Whether there may be another request on this connection: while the server ends, only one that has come
    /// already.
    private var mayGoOn: Bool {
      !isDraining
        || arrivals.contains { if case .part(.end) = $0 { true } else { false } }
    }

    private var isReading: Bool {
      switch state {
      case .answering, .sending: false
      default: true
      }
    }

    /// Answers before the request has been read, and closes the connection once the client has seen it.
    private func refuse(
      _ response: ServerResponse, _ context: ChannelHandlerContext,
      to request: IncomingRequest? = nil
    ) {
      var request = request
      if case .receiving(let begun) = state { request = begun }
      state = .leaving
      arrivals.removeAll()
      timer.set(seconds: limits.farewellSeconds)
      log.write(request, status: response.status, .now(), RequestRecord())
      write(response, to: request, isKeptAlive: false, context) {}
    }

    /// After a while asks a client that sends no more whether it is still there.
    ///
    /// One that has gone away rejects what it is sent, which ends the connection; one that waits skips it.
    private func probe(_ exchange: Exchange, _ context: ChannelHandlerContext) {
      guard exchange.request.version == .http1_1 else { return }
      context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(100)) { [self] in
        guard case .answering(let current) = state, current.record === exchange.record else {
          return
        }
        writeInterim(exchange.request, context)
      }
    }

    private func expire(_ context: ChannelHandlerContext) {
      switch state {
      case .startingRequest, .receiving:
        refuse(.refusal("the request did not arrive in time", status: 408), context)
      case .answering: break
      default: context.close(promise: nil)
      }
    }

    // MARK: Writing

    private func write(
      _ response: ServerResponse, to request: IncomingRequest?, isKeptAlive: Bool,
      _ context: ChannelHandlerContext, then finish: @escaping () -> Void
    ) {
      let head = HTTPResponseHead(
        response, version: request?.version ?? .http1_1, isKeptAlive: isKeptAlive,
        extraHeaders: access.headers(for: request?.head.header("origin")))
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      if request?.method != .HEAD, head.status.mayHaveResponseBody, !response.body.isEmpty {
        let body = context.channel.allocator.buffer(bytes: response.body)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
      }
      let sent = context.eventLoop.makePromise(of: Void.self)
      sent.futureResult.assumeIsolated().whenSuccess(finish)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    private func writeInterim(_ request: IncomingRequest, _ context: ChannelHandlerContext) {
      let head = HTTPResponseHead(version: request.version, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
  }
#endif
