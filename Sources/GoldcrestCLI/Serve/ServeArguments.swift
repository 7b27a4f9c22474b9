#if Server
  import ArgumentParser
  import Base
  import Conversion
  import HTTPServer
  import Inference
  import Serving

  /// Where the server listens, and as whom.
  struct AddressArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp("Address to listen on. (default: 127.0.0.1)", valueName: "address"))
    var host: String?

    @Option(
      help: ArgumentHelp(
        "Port to listen on; 0 for any that is free. (default: 8080)", valueName: "port"))
    var port: Int?

    @Option(
      help: ArgumentHelp("Unix socket to listen on instead of a port.", valueName: "file"),
      transform: ArgumentValue.fileName)
    var unixSocket: String?

    @Option(
      help: ArgumentHelp(
        "Certificate in PEM, with those of its issuers; the server then speaks TLS.",
        valueName: "file"), completion: .file(extensions: ["pem", "crt"]))
    var tlsCertificate: String?

    @Option(
      help: ArgumentHelp("Private key of the certificate, in PEM.", valueName: "file"),
      completion: .file(extensions: ["pem", "key"]))
    var tlsKey: String?

    @Option(
      help: ArgumentHelp(
        "Threads that read requests and write answers; --threads compute.", valueName: "count"))
    var eventLoops = 1

    func validate() throws {
      if let port { try require("--port", port, in: 0...65535) }
      try refuse(
        if: unixSocket != nil && (host != nil || port != nil),
        "--unix-socket cannot be combined with --host or --port")
      try refuse(
        if: (tlsCertificate == nil) != (tlsKey == nil),
        "--tls-certificate and --tls-key require each other")
      try require("--event-loops", eventLoops, in: 1...64)
    }

    var listenAddress: ListenAddress {
      if let unixSocket { return .unixSocket(path: unixSocket) }
      return .network(host: host ?? "127.0.0.1", port: port ?? 8080)
    }

    func certificate() throws -> CertificateFiles? {
      guard let tlsCertificate, let tlsKey else { return nil }
      return try CertificateFiles(certificate: tlsCertificate, key: tlsKey)
    }
  }

  /// Who is answered, and how much one client can ask for.
  struct RequestArguments: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Keys, one per line: requests need one of them as 'Authorization: Bearer KEY'.",
        valueName: "file"), completion: .file())
    var apiKeyFile: String?

    @Option(
      help: ArgumentHelp(
        "Origin of web pages that may use the server, such as https://example.org; * for all.",
        valueName: "origin"))
    var corsOrigin: [String] = []

    @Option(
      help: ArgumentHelp(
        "Name of the prompt of texts whose request chooses none.", valueName: "name"))
    var defaultPrompt: String?

    @Option(
      help: ArgumentHelp(
        "Name of the field of a request that holds a literal prompt.", valueName: "name"))
    var prefixField = ServiceOptions().prefixField

    @Flag(help: "Take lists of integers for token ids of the model.")
    var tokenIds = false

    @Option(help: ArgumentHelp("Tokens computed at a time.", valueName: "count"))
    var maxBatchTokens = BatchOptions().maximumTokenCount

    @Option(
      help: ArgumentHelp("Texts that may wait; then requests get 429.", valueName: "count"))
    var maxQueue = BatchOptions().maximumQueueCount

    @Option(help: ArgumentHelp("Texts of one request.", valueName: "count"))
    var maxTexts = ServiceOptions().maximumTextCount

    @Option(
      help: ArgumentHelp("Size of a request's body. (default: 4MB)", valueName: "size"),
      transform: ArgumentValue.byteCount)
    var maxBody = ConnectionLimits().bodyByteCount

    @Option(help: ArgumentHelp("Connections at a time.", valueName: "count"))
    var maxConnections = ConnectionLimits().connectionCount

    @Option(
      help: ArgumentHelp(
        "How long a request may wait until its first text is begun.", valueName: "seconds"))
    var timeout = 60

    @Option(
      help: ArgumentHelp(
        "How long a request may take to arrive, and an answer to be taken.", valueName: "seconds"))
    var transferTimeout = ConnectionLimits().transferSeconds

    @Option(
      help: ArgumentHelp("How long an unused connection is kept.", valueName: "seconds"))
    var keepAlive = ConnectionLimits().idleSeconds

    @Option(
      help: ArgumentHelp(
        "How long an unused model is kept open; 0 keeps it open.", valueName: "seconds")
    )
    var idleClose = 0

    func validate() throws {
      let counts = [
        ("--max-batch-tokens", maxBatchTokens), ("--max-queue", maxQueue),
        ("--max-texts", maxTexts), ("--max-connections", maxConnections),
      ]
      for (option, count) in counts { try require(option, count, in: 1...(1 << 20)) }
      try require("--max-body", maxBody, in: 1...(1 << 30))
      let seconds = [
        ("--timeout", timeout), ("--transfer-timeout", transferTimeout),
        ("--keep-alive", keepAlive),
      ]
      for (option, count) in seconds { try require(option, count, in: 1...86400) }
      try require("--idle-close", idleClose, in: 0...(1 << 24))
      try refuse(
        if: ServiceOptions.knownFields.contains { $0.hasSameBytes(as: prefixField) },
        "--prefix-field: expected a name that has no other meaning, found \(prefixField)")
    }

    var limits: ConnectionLimits {
      var limits = ConnectionLimits()
      limits.bodyByteCount = maxBody
      limits.connectionCount = maxConnections
      limits.transferSeconds = transferTimeout
      limits.idleSeconds = keepAlive
      return limits
    }

    func access() throws -> AccessPolicy {
      AccessPolicy(
        keys: try apiKeyFile.map { path in try AccessKeys(path: path) },
        origins: corsOrigin.isEmpty
          ? nil : corsOrigin.contains("*") ? .any : .listed(corsOrigin))
    }

    /// `nil` if models are never closed.
    var idleTime: Duration? { idleClose == 0 ? nil : .seconds(idleClose) }

    /// The same options, for batches of as many tokens as the server's.
    func batching(_ options: RuntimeOptions) -> RuntimeOptions {
      var options = options
      options.tokensPerBatch = maxBatchTokens
      return options
    }

    var batches: BatchOptions {
      var options = BatchOptions()
      options.maximumTokenCount = maxBatchTokens
      options.maximumQueueCount = maxQueue
      options.timeout = .seconds(timeout)
      return options
    }

    var service: ServiceOptions {
      var options = ServiceOptions()
      options.acceptsTokenIDs = tokenIds
      options.maximumTextCount = min(maxTexts, batches.maximumRequestCount)
      options.defaultPrompt = defaultPrompt
      options.prefixField = prefixField
      options.version = ToolVersion.current
      return options
    }
  }

  /// What is logged on standard error.
  struct LogArguments: ParsableArguments {
    @Option(
      help: """
        Lowest level of messages on standard error: debug, info (a line for each request, without its \
        texts), warning or error.
        """, completion: .names(of: LogOptions.Level.self), transform: ArgumentValue.name)
    var logLevel = LogOptions.Level.info

    @Option(
      help: "Form of messages: json or text.", completion: .names(of: LogOptions.Format.self),
      transform: ArgumentValue.name)
    var logFormat = LogOptions.Format.json

    func options(_ lines: LogLines) -> LogOptions {
      LogOptions(level: logLevel, format: logFormat) { lines.append($0) }
    }
  }
#endif
